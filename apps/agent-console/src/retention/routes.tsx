import { createLazyRoute } from '@tanstack/react-router';
import { PageGuard } from '../app/parts/page-guard.tsx';
import { RetentionPage } from './retention-page.tsx';
import { StorePage } from './store-page.tsx';

export const retentionRoute = createLazyRoute('/shell/retention')({
  component: () => (
    <PageGuard page="/retention">
      <RetentionPage />
    </PageGuard>
  ),
});

export const storeRoute = createLazyRoute('/shell/store')({
  component: () => (
    <PageGuard page="/store">
      <StorePage />
    </PageGuard>
  ),
});
