import { createLazyRoute } from '@tanstack/react-router';
import { PageGuard } from '../../app/parts/page-guard.tsx';
import { SimulatePage } from './simulate-page.tsx';

export const simulateRoute = createLazyRoute('/shell/flows/$flow/simulate')({ component: SimulateRoute });

function SimulateRoute() {
  const { flow } = simulateRoute.useParams();
  const { version } = simulateRoute.useSearch();
  return (
    <PageGuard page="/flows">
      <SimulatePage key={`${flow}@${version ?? 'latest'}`} flow={flow} version={version ?? null} />
    </PageGuard>
  );
}
