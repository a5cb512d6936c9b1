import '@guichet/ui/styles.css';
import './customer.css';
import { reloadOnNewPolicy, setUpLanguage, setUpTheme } from '@guichet/ui';
import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { takeLink } from '../entry/entry-secret.ts';
import { App } from './app.tsx';
import { CrashGuard } from './crash-guard.tsx';
import { reloadOnNewVersion } from './new-version.ts';
import { ProblemScreen } from './problem-screen.tsx';
import { createServices, ServicesContext } from './services.ts';
import { CUSTOMER_NAMESPACE_TEXTS } from './texts/use-texts.ts';

const { as, secret } = takeLink();
reloadOnNewVersion();
reloadOnNewPolicy();
setUpTheme();
await setUpLanguage({
  namespace: CUSTOMER_NAMESPACE_TEXTS,
  load: async (language) => (language === 'zh-CN' ? (await import('./texts/zh-cn.ts')).zhCn : (await import('./texts/en.ts')).en),
});

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root');
const services = createServices();
// A customer's page loads nothing of it.
const GuestApp = lazy(async () => ({ default: (await import('../guest/guest-app.tsx')).GuestApp }));
const crashed = (
  <ServicesContext value={services}>
    <ProblemScreen problem={{ kind: 'crashed' }} onRetry={() => location.reload()} />
  </ServicesContext>
);
createRoot(root).render(
  <StrictMode>
    <CrashGuard fallback={crashed}>
      {as === 'guest' ? (
        <Suspense>
          <GuestApp secret={secret} />
        </Suspense>
      ) : (
        <App services={services} secret={secret} />
      )}
    </CrashGuard>
  </StrictMode>,
);
