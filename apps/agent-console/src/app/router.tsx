import { RecordingId, type StaffRole, type StaffView } from '@guichet/protocol';
import { createRootRouteWithContext, createRoute, createRouter, Outlet, redirect } from '@tanstack/react-router';
import { fetchAhead } from '../review/timeline/use-timeline.ts';
import { LoginPage } from './login/login-page.tsx';
import { PasswordPage } from './login/password-page.tsx';
import { CrashedPage, LoadingPage, NotFoundPage } from './parts/whole-page.tsx';
import type { Services } from './services.ts';
import { Shell } from './shell/shell.tsx';
import { hasRole } from './staff-session.ts';

interface RouterContext {
  readonly services: Services;
}

/** Pages and who may open them; the counter checks every request behind them again. */
export const PAGE_ROLES = {
  '/desk': ['agent'],
  '/recordings': ['agent', 'supervisor', 'reviewer', 'admin'],
  '/checks': ['supervisor'],
  '/search': ['supervisor', 'reviewer', 'admin'],
  '/reviews': ['reviewer'],
  '/assignments': ['supervisor'],
  '/sampling': ['admin', 'reviewer'],
  '/figures': ['reviewer', 'supervisor', 'admin'],
  '/audit': ['admin', 'reviewer'],
  '/retention': ['admin', 'reviewer'],
  '/store': ['admin'],
  '/flows': ['designer', 'admin', 'reviewer', 'supervisor'],
  '/components': ['designer', 'admin', 'reviewer', 'supervisor'],
  '/services': ['admin'],
  '/staff': ['admin'],
  '/clients': ['admin'],
  '/operations': ['admin'],
  '/block-list': ['admin'],
  '/nodes': ['admin'],
} as const satisfies Record<string, readonly StaffRole[]>;
export type Page = keyof typeof PAGE_ROLES;

/** The first page that a person's roles open; recordings where none does, which then says what is missing. */
export function startPage(staff: StaffView): Page {
  return (Object.keys(PAGE_ROLES) as Page[]).find((page) => hasRole(staff, ...PAGE_ROLES[page])) ?? '/recordings';
}

const root = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: CrashedPage,
  pendingComponent: LoadingPage,
});

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    typeof search['next'] === 'string' && /^\/(?!\/)/.test(search['next']) ? { next: search['next'] } : {},
  beforeLoad: async ({ context, search }) => {
    const state = await context.services.staff.load();
    if (state.kind === 'due') throw redirect({ to: '/password', replace: true });
    if (state.kind === 'in') throw redirect({ href: search.next ?? startPage(state.staff), replace: true });
  },
  component: LoginPage,
});

/** Outside the frame: whoever has to change a handed-out password has no desk yet. */
const password = createRoute({
  getParentRoute: () => root,
  path: '/password',
  beforeLoad: async ({ context }) => {
    const state = await context.services.staff.load();
    if (state.kind !== 'in' && state.kind !== 'due') throw redirect({ to: '/login', replace: true });
  },
  component: PasswordPage,
});

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    const state = await context.services.staff.load();
    if (state.kind === 'due') throw redirect({ to: '/password', replace: true });
    if (state.kind !== 'in') throw redirect({ to: '/login', search: { next: location.href }, replace: true });
    return { signedIn: state.staff };
  },
  component: Shell,
});

const index = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: ({ context }) => {
    throw redirect({ to: startPage(context.signedIn), replace: true });
  },
});

const desk = createRoute({ getParentRoute: () => shell, path: '/desk' }).lazy(() =>
  import('../workbench/route.tsx').then((part) => part.deskRoute),
);
const checks = createRoute({ getParentRoute: () => shell, path: '/checks' }).lazy(() =>
  import('../checks/route.tsx').then((part) => part.checksRoute),
);
const recordings = createRoute({ getParentRoute: () => shell, path: '/recordings' }).lazy(() =>
  import('../review/routes.tsx').then((part) => part.recordingsRoute),
);
const search = createRoute({ getParentRoute: () => shell, path: '/search' }).lazy(() =>
  import('../review/routes.tsx').then((part) => part.searchRoute),
);
/** Whoever comes from a finding is led to its moment. */
const momentAsked = ({ at, rule }: Record<string, unknown>): { at?: number; rule?: string } => ({
  ...(typeof at === 'number' && at >= 0 ? { at } : {}),
  ...(typeof rule === 'string' ? { rule } : {}),
});
const replay = createRoute({
  getParentRoute: () => shell,
  path: '/recordings/$recordingId',
  validateSearch: momentAsked,
  loader: ({ context, params, cause }) => {
    // A look that only might come is none, and is not to be noted as one.
    if (cause === 'preload') return;
    const { data: recordingId } = RecordingId.safeParse(params.recordingId);
    if (recordingId !== undefined) fetchAhead(context.services, recordingId);
  },
}).lazy(() => import('../review/routes.tsx').then((part) => part.replayRoute));
const services = createRoute({ getParentRoute: () => shell, path: '/services' }).lazy(() =>
  import('../admin/route.tsx').then((part) => part.servicesRoute),
);
const staff = createRoute({ getParentRoute: () => shell, path: '/staff' }).lazy(() =>
  import('../admin/route.tsx').then((part) => part.staffRoute),
);
const clients = createRoute({ getParentRoute: () => shell, path: '/clients' }).lazy(() =>
  import('../admin/route.tsx').then((part) => part.clientsRoute),
);
const operations = createRoute({ getParentRoute: () => shell, path: '/operations' }).lazy(() =>
  import('../admin/route.tsx').then((part) => part.operationsRoute),
);
const blockList = createRoute({ getParentRoute: () => shell, path: '/block-list' }).lazy(() =>
  import('../admin/route.tsx').then((part) => part.blockListRoute),
);
const nodes = createRoute({ getParentRoute: () => shell, path: '/nodes' }).lazy(() =>
  import('../admin/route.tsx').then((part) => part.nodesRoute),
);

const reviews = createRoute({ getParentRoute: () => shell, path: '/reviews' }).lazy(() =>
  import('../review/work-routes.tsx').then((part) => part.queueRoute),
);
const review = createRoute({ getParentRoute: () => shell, path: '/reviews/$recordingId' }).lazy(() =>
  import('../review/work-routes.tsx').then((part) => part.reviewRoute),
);
const assignments = createRoute({ getParentRoute: () => shell, path: '/assignments' }).lazy(() =>
  import('../review/work-routes.tsx').then((part) => part.assignmentsRoute),
);
const sampling = createRoute({ getParentRoute: () => shell, path: '/sampling' }).lazy(() =>
  import('../review/work-routes.tsx').then((part) => part.samplingRoute),
);
const figures = createRoute({ getParentRoute: () => shell, path: '/figures' }).lazy(() =>
  import('../review/work-routes.tsx').then((part) => part.figuresRoute),
);
const audit = createRoute({ getParentRoute: () => shell, path: '/audit' }).lazy(() =>
  import('../review/work-routes.tsx').then((part) => part.auditRoute),
);

const retention = createRoute({ getParentRoute: () => shell, path: '/retention' }).lazy(() =>
  import('../retention/routes.tsx').then((part) => part.retentionRoute),
);
const store = createRoute({ getParentRoute: () => shell, path: '/store' }).lazy(() =>
  import('../retention/routes.tsx').then((part) => part.storeRoute),
);

const components = createRoute({ getParentRoute: () => shell, path: '/components' }).lazy(() =>
  import('../designer/bundles/route.tsx').then((part) => part.componentsRoute),
);
const flows = createRoute({ getParentRoute: () => shell, path: '/flows' }).lazy(() =>
  import('../designer/routes.tsx').then((part) => part.flowsRoute),
);
/** A version to be looked at instead of the latest, and another one to compare it with. */
const versionAsked = ({ version, compare }: Record<string, unknown>): { version?: number; compare?: number } => ({
  ...(typeof version === 'number' && version > 0 ? { version } : {}),
  ...(typeof compare === 'number' && compare > 0 ? { compare } : {}),
});
const flow = createRoute({ getParentRoute: () => shell, path: '/flows/$flow', validateSearch: versionAsked }).lazy(() =>
  import('../designer/routes.tsx').then((part) => part.flowRoute),
);
const simulate = createRoute({ getParentRoute: () => shell, path: '/flows/$flow/simulate', validateSearch: versionAsked }).lazy(() =>
  import('../designer/simulate/route.tsx').then((part) => part.simulateRoute),
);

const routeTree = root.addChildren([
  login,
  password,
  shell.addChildren([
    index,
    desk,
    checks,
    recordings,
    search,
    replay,
    reviews,
    review,
    assignments,
    sampling,
    figures,
    audit,
    retention,
    store,
    flows,
    flow,
    simulate,
    components,
    services,
    staff,
    clients,
    operations,
    blockList,
    nodes,
  ]),
]);

export function createConsoleRouter(services: Services) {
  return createRouter({
    routeTree,
    basepath: '/console',
    context: { services },
    defaultPreload: 'intent',
    defaultPendingMs: 300,
    defaultPendingComponent: LoadingPage,
    scrollRestoration: false,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
