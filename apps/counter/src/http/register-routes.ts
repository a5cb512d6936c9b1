import { AppError, type RouteName, withDeadline } from '@guichet/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { addressBlock, type ClientRates } from './client-rates.ts';
import { cookieName } from './cookies.ts';
import type { HttpContext, HttpHandlers } from './http-handlers.ts';
import { identify, type Identities, type RequestIdentity } from './request-identity.ts';
import { responsesOf, securityOf } from './openapi.ts';
import { CSRF_HEADER_NAME, requireOwnPage, requireRole } from './route-guard.ts';
import { ROUTE_NAMES, routeSpec } from './route-name.ts';

/** When a request that does not stream is given up. */
const DEADLINE_MS = 30_000;

export interface RoutesOptions {
  readonly handlers: HttpHandlers<RouteName>;
  readonly identities: Identities;
  readonly rates: ClientRates;
  readonly allowedOrigins: () => ReadonlySet<string>;
  readonly secure: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard of the route, before anything of the request's body is read. */
    identity: RequestIdentity | null;
  }
  interface FastifyContextConfig {
    readonly routeName?: RouteName;
  }
}

type AnyHandler = (input: { params: unknown; query: unknown; body: unknown }, context: HttpContext) => Promise<unknown>;

/**
 * Every route of the table, each behind the same steps: rate of the address, who asks, role, our own page, rate of the request, schema,
 * handler, deadline. All but the last three stand before the body is read, so that nobody makes us parse what isn't theirs to send.
 */
export function registerRoutes(server: FastifyInstance, options: RoutesOptions): void {
  server.decorateRequest('identity', null);
  for (const name of ROUTE_NAMES) registerRoute(server, name, options);
}

function registerRoute(server: FastifyInstance, name: RouteName, options: RoutesOptions): void {
  const spec = routeSpec(name);
  const handler = options.handlers[name] as AnyHandler;
  server.route({
    method: spec.method,
    url: spec.path,
    config: { routeName: name },
    ...(spec.maxBytes === undefined ? {} : { bodyLimit: spec.maxBytes }),
    schema: {
      operationId: name,
      summary: spec.summary,
      tags: [name.split('.')[0] ?? name],
      security: securityOf(spec),
      ...(spec.params === undefined ? {} : { params: spec.params }),
      ...(spec.query === undefined ? {} : { querystring: spec.query }),
      ...(spec.body === undefined ? {} : { body: spec.body }),
      response: responsesOf(spec),
    },
    onRequest: (request) => guard(request, name, options),
    handler: async (request, reply) => {
      const run = (signal: AbortSignal): Promise<unknown> =>
        handler({ params: request.params, query: request.query, body: request.body }, contextOf(request, reply, signal, options));
      if (spec.reply === null) {
        await run(leaving(reply));
        return reply;
      }
      return withDeadline(DEADLINE_MS, run);
    },
  });
}

async function guard(request: FastifyRequest, name: RouteName, options: RoutesOptions): Promise<void> {
  const spec = routeSpec(name);
  options.rates.takeAny(request.ip);
  const { authorization, cookie, origin } = request.headers;
  const identity = await identify({ authorization, cookie }, options.identities);
  requireRole(spec, identity);
  const csrf = request.headers[CSRF_HEADER_NAME];
  requireOwnPage(spec, identity, { origin, csrf: typeof csrf === 'string' ? csrf : undefined }, options.allowedOrigins());
  options.rates.take(senderOf(request, identity), name, spec.rate);
  request.identity = identity;
}

/** Whose rate a request counts on. */
function senderOf(request: FastifyRequest, identity: RequestIdentity): string {
  if (identity.apiClientId !== null) return `key:${identity.apiClientId}`;
  if (identity.staff !== null) return `login:${identity.staff.cookieHash}`;
  if (identity.customerSessionId !== null) return `session:${identity.customerSessionId}`;
  if (identity.guest !== null) return `invitation:${identity.guest.invitationId}`;
  return `address:${addressBlock(request.ip)}`;
}

/** Fires when the answer is over or the client has gone, so that a long one is not made for nobody. */
function leaving(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => controller.abort(new AppError('unavailable')));
  return controller.signal;
}

function contextOf(request: FastifyRequest, reply: FastifyReply, signal: AbortSignal, options: RoutesOptions): HttpContext {
  const identity = request.identity;
  if (identity === null) throw new AppError('internal');
  const { secure } = options;
  const cookieOptions = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const;
  return {
    roles: identity.roles,
    staff: identity.staff?.staff ?? null,
    apiClientId: identity.apiClientId,
    customerSessionId: identity.customerSessionId,
    guest: identity.guest,
    address: request.ip,
    userAgent: request.headers['user-agent'] ?? null,
    requestId: request.id,
    signal,
    setCookie: (kind, value, { lifetimeMs }) => {
      void reply.setCookie(cookieName(kind, secure), value, { ...cookieOptions, maxAge: Math.floor(lifetimeMs / 1_000) });
    },
    clearCookie: (kind) => {
      void reply.clearCookie(cookieName(kind, secure), cookieOptions);
    },
    raw: { request, reply },
  };
}
