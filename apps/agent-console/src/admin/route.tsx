import { createLazyRoute } from '@tanstack/react-router';
import { PageGuard } from '../app/parts/page-guard.tsx';
import { BlockListPage } from './block-list-page.tsx';
import { ClientsPage } from './clients-page.tsx';
import { NodesPage } from './nodes-page.tsx';
import { OperationsPage } from './operations/operations-page.tsx';
import { ServicesPage } from './services-page.tsx';
import { StaffPage } from './staff-page.tsx';

export const staffRoute = createLazyRoute('/shell/staff')({
  component: () => (
    <PageGuard page="/staff">
      <StaffPage />
    </PageGuard>
  ),
});

export const servicesRoute = createLazyRoute('/shell/services')({
  component: () => (
    <PageGuard page="/services">
      <ServicesPage />
    </PageGuard>
  ),
});

export const clientsRoute = createLazyRoute('/shell/clients')({
  component: () => (
    <PageGuard page="/clients">
      <ClientsPage />
    </PageGuard>
  ),
});

export const operationsRoute = createLazyRoute('/shell/operations')({
  component: () => (
    <PageGuard page="/operations">
      <OperationsPage />
    </PageGuard>
  ),
});

export const blockListRoute = createLazyRoute('/shell/block-list')({
  component: () => (
    <PageGuard page="/block-list">
      <BlockListPage />
    </PageGuard>
  ),
});

export const nodesRoute = createLazyRoute('/shell/nodes')({
  component: () => (
    <PageGuard page="/nodes">
      <NodesPage />
    </PageGuard>
  ),
});
