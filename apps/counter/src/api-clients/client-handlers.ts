import type { RouteName } from '@guichet/protocol';
import { type HttpHandlers, staffIdOf } from '../http/http-handlers.ts';
import type { ClientAdministration } from './client-administration.ts';

type ClientRouteName = Extract<RouteName, `clients.${string}` | `webhooks.${string}`>;

/** What administrators do with the banks' systems. */
export function clientHandlers(clients: ClientAdministration): HttpHandlers<ClientRouteName> {
  return {
    'clients.list': async () => ({ clients: await clients.list() }),
    'clients.create': ({ body }, context) => clients.create(staffIdOf(context), body.name),
    'clients.revoke': ({ params }, context) => clients.revoke(staffIdOf(context), params.apiClientId),
    'webhooks.set': ({ params, body }, context) => clients.setWebhook(staffIdOf(context), params.apiClientId, body.url),
    'webhooks.remove': ({ params }, context) => clients.removeWebhook(staffIdOf(context), params.apiClientId),
    'webhooks.rotateSecret': ({ params }, context) => clients.rotateSecret(staffIdOf(context), params.apiClientId),
    'webhooks.test': ({ params }, context) => clients.test(staffIdOf(context), params.apiClientId, context.signal),
    'webhooks.deliveries': async ({ params }) => ({ deliveries: await clients.deliveries(params.apiClientId) }),
  };
}
