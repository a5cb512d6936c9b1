import { createLazyRoute } from '@tanstack/react-router';
import { PageGuard } from '../app/parts/page-guard.tsx';
import { ChecksPage } from './checks-page.tsx';

export const checksRoute = createLazyRoute('/shell/checks')({
  component: () => (
    <PageGuard page="/checks">
      <ChecksPage />
    </PageGuard>
  ),
});
