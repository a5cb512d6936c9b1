import '@guichet/ui/styles.css';
import './customer.css';
import { setUpLanguage, setUpTheme } from '@guichet/ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { takeEntrySecret } from '../entry/entry-secret.ts';
import { App } from './app.tsx';
import { CrashGuard } from './crash-guard.tsx';
import { reloadOnNewVersion } from './new-version.ts';
import { ProblemScreen } from './problem-screen.tsx';
import { createServices, ServicesContext } from './services.ts';
import { CUSTOMER_NAMESPACE_TEXTS } from './texts/use-texts.ts';

const secret = takeEntrySecret();
reloadOnNewVersion();
setUpTheme();
await setUpLanguage({
  namespace: CUSTOMER_NAMESPACE_TEXTS,
  load: async (language) => (language === 'zh-CN' ? (await import('./texts/zh-cn.ts')).zhCn : (await import('./texts/en.ts')).en),
});

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root');
const services = createServices();
const crashed = (
  <ServicesContext value={services}>
    <ProblemScreen problem={{ kind: 'crashed' }} onRetry={() => location.reload()} />
  </ServicesContext>
);
createRoot(root).render(
  <StrictMode>
    <CrashGuard fallback={crashed}>
      <App services={services} secret={secret} />
    </CrashGuard>
  </StrictMode>,
);
