import { createLazyRoute } from '@tanstack/react-router';
import { PageGuard } from '../app/parts/page-guard.tsx';
import { FlowPage } from './flow-page.tsx';
import { FlowsPage } from './flows/flows-page.tsx';

export const flowsRoute = createLazyRoute('/shell/flows')({
  component: () => (
    <PageGuard page="/flows">
      <FlowsPage />
    </PageGuard>
  ),
});

export const flowRoute = createLazyRoute('/shell/flows/$flow')({ component: FlowRoute });

function FlowRoute() {
  const { flow } = flowRoute.useParams();
  const { version, compare } = flowRoute.useSearch();
  return (
    <PageGuard page="/flows">
      <FlowPage key={`${flow} ${version ?? ''} ${compare ?? ''}`} flow={flow} version={version ?? null} compare={compare ?? null} />
    </PageGuard>
  );
}
