import { routes, type RouteName, type RouteSpec } from '@guichet/protocol';

export const ROUTE_NAMES = Object.keys(routes) as readonly RouteName[];

/** The route as the general table sees it, without its literal types. */
export function routeSpec(name: RouteName): RouteSpec {
  return routes[name];
}

/** GET reads; all others change something and need protection against forged requests. */
export function isChanging(spec: RouteSpec): boolean {
  return spec.method !== 'GET';
}
