import { createLazyRoute } from '@tanstack/react-router';
import { PageGuard } from '../app/parts/page-guard.tsx';
import { NodesPage } from './nodes-page.tsx';

export const nodesRoute = createLazyRoute('/shell/nodes')({
  component: () => (
    <PageGuard page="/nodes">
      <NodesPage />
    </PageGuard>
  ),
});
