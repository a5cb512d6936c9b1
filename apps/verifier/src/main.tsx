import '@guichet/ui/tokens.css';
import './verifier.css';
import { setUpLanguage, setUpTheme } from '@guichet/ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { VERIFIER_TEXTS } from './texts/use-texts.ts';

setUpTheme();
await setUpLanguage({
  namespace: VERIFIER_TEXTS,
  load: async (language) => (language === 'zh-CN' ? (await import('./texts/zh-cn.ts')).zhCn : (await import('./texts/en.ts')).en),
});
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
