import { createLazyRoute } from '@tanstack/react-router';
import { PageGuard } from '../../app/parts/page-guard.tsx';
import { BundlesPage } from './bundles-page.tsx';

export const componentsRoute = createLazyRoute('/shell/components')({
  component: () => (
    <PageGuard page="/components">
      <BundlesPage />
    </PageGuard>
  ),
});
