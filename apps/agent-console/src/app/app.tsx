import { useTheme } from '@guichet/ui';
import { createTheme, MantineProvider, Menu } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { createConsoleRouter } from './router.tsx';
import { type Services, ServicesContext } from './services.ts';

/** Behaviour only: every colour and size comes from tokens.css through mantine-tokens.css. */
const theme = createTheme({
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusClassName: '',
  // Without it the first item has the focus at once, and the menu holds nothing that is no item.
  components: { Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }) },
});

export function App({ services }: { readonly services: Services }) {
  const { resolved } = useTheme();
  const [router] = useState(() => createConsoleRouter(services));
  return (
    <MantineProvider theme={theme} forceColorScheme={resolved} withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={services.queries}>
        <ServicesContext value={services}>
          <RouterProvider router={router} />
        </ServicesContext>
      </QueryClientProvider>
    </MantineProvider>
  );
}
