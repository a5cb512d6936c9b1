import { createLazyRoute } from '@tanstack/react-router';
import { PageGuard } from '../app/parts/page-guard.tsx';
import { WorkbenchPage } from './workbench-page.tsx';

export const deskRoute = createLazyRoute('/shell/desk')({
  component: () => (
    <PageGuard page="/desk">
      <WorkbenchPage />
    </PageGuard>
  ),
});
