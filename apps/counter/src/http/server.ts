import { readFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import cookie from '@fastify/cookie';
import { MAX_PAYLOAD_BYTES } from '@guichet/protocol';
import { fastify, type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import type { Log } from '../log.ts';
import { statusOf, toAppError } from './error-reply.ts';
import { addHealth, type HealthOptions } from './health.ts';
import { addOpenApi } from './openapi.ts';
import { registerRoutes, type RoutesOptions } from './register-routes.ts';
import { addSecurityHeaders, type SecurityHeadersOptions } from './security-headers.ts';
import { addWebApps, type WebAppsOptions } from './web-apps.ts';

export interface HttpServerOptions {
  readonly log: Log;
  readonly tls: { readonly certPath: string; readonly keyPath: string } | null;
  readonly trustedProxies: readonly string[];
  readonly routes: RoutesOptions;
  readonly health: HealthOptions;
  readonly headers: SecurityHeadersOptions;
  readonly web: WebAppsOptions;
}

/** How long a client may take to send its request. */
const REQUEST_TIMEOUT_MS = 20_000;
const HEADERS_TIMEOUT_MS = 10_000;

/** The HTTP edge, ready to listen. Everything it answers on `/v1` comes from the routes' table. */
export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const server = fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomBytes(12).toString('base64url'),
    bodyLimit: MAX_PAYLOAD_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 100 },
    ...(options.tls === null ? {} : { https: await readTls(options.tls) }),
  }) as unknown as FastifyInstance;
  server.server.headersTimeout = HEADERS_TIMEOUT_MS;

  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(({ schema }) => checkedJson(schema as unknown as z.ZodType));
  answerErrors(server);
  logRequests(server);

  await server.register(cookie);
  await addSecurityHeaders(server, options.headers);
  await addOpenApi(server, { secure: options.routes.secure });
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    // What the counter says is for the one who asked, now; the pages' own files choose for themselves.
    if (request.url.startsWith('/v1/')) reply.header('cache-control', 'no-store');
  });
  // In a plugin of its own, so that the OpenAPI page has seen the hooks before the first route is made.
  await server.register(async (api) => registerRoutes(api, options.routes));
  addHealth(server, options.health);
  await addWebApps(server, options.web);
  return server;
}

/** Checks what a handler answers against the route's own schema, which also drops whatever does not belong to it. */
function checkedJson(schema: z.ZodType): (data: unknown) => string {
  return (data) => JSON.stringify(schema.parse(data));
}

function answerErrors(server: FastifyInstance): void {
  server.setErrorHandler((thrown, request, reply) => {
    const error = toAppError(thrown);
    if (error.entry.fault === 'ours')
      request.log.error({ route: request.routeOptions.config.routeName, code: error.code, err: error }, 'request failed');
    if (error.retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(error.retryAfterMs / 1_000));
    // An error is JSON, whatever the handler had begun to announce.
    return reply.code(statusOf(thrown, error)).type('application/json; charset=utf-8').serializer(JSON.stringify).send(error.toWire());
  });
}

function logRequests(server: FastifyInstance): void {
  server.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.config.routeName ?? request.routeOptions.url ?? null,
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime),
        pii: { address: request.ip },
      },
      'request answered',
    );
  });
}

async function readTls(paths: {
  readonly certPath: string;
  readonly keyPath: string;
}): Promise<{ cert: Buffer; key: Buffer; minVersion: 'TLSv1.2' }> {
  const [cert, key] = await Promise.all([readFile(paths.certPath), readFile(paths.keyPath)]);
  return { cert, key, minVersion: 'TLSv1.2' };
}
