import '@mantine/core/styles/baseline.layer.css';
import '@mantine/core/styles/default-css-variables.layer.css';
import '@mantine/core/styles/global.layer.css';
import '@mantine/core/styles/UnstyledButton.layer.css';
import '@mantine/core/styles/ActionIcon.layer.css';
import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/PasswordInput.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/Menu.layer.css';
import '@mantine/core/styles/Tabs.layer.css';
import '@mantine/core/styles/Tooltip.layer.css';
import '@mantine/core/styles/SegmentedControl.layer.css';
import '@mantine/core/styles/FloatingIndicator.layer.css';
import '@mantine/core/styles/VisuallyHidden.layer.css';
import '@guichet/ui/styles.css';
import './mantine-tokens.css';
import './app.css';
import { reloadOnNewPolicy, setUpLanguage, setUpTheme } from '@guichet/ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { createServices } from './services.ts';
import { CONSOLE_NAMESPACE } from './texts/use-texts.ts';

setUpTheme();
reloadOnNewPolicy();
await setUpLanguage({
  namespace: CONSOLE_NAMESPACE,
  load: async (language) => (language === 'zh-CN' ? (await import('./texts/zh-cn.ts')).zhCn : (await import('./texts/en.ts')).en),
});

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root');
createRoot(root).render(
  <StrictMode>
    <App services={createServices()} />
  </StrictMode>,
);
