import { AppError, withDeadline } from '@guichet/protocol';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { isLoopback } from './loopback.ts';

/** A part that the counter cannot do without; `check` rejects while it is away. */
export interface ReadinessCheck {
  readonly name: string;
  readonly check: () => Promise<void>;
}

const CHECK_DEADLINE_MS = 2_000;

export interface HealthOptions {
  readonly registry: Registry;
  readonly readiness: readonly ReadinessCheck[];
  readonly metricsPublic: boolean;
}

/** A registry with the process's own figures in it. */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** `/healthz`: the process answers. `/readyz`: so do the parts it needs. `/metrics`: Prometheus's text format. */
export function addHealth(server: FastifyInstance, options: HealthOptions): void {
  const seconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from request to answer, by route and status',
    labelNames: ['route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [options.registry],
  });
  server.addHook('onResponse', async (request, reply) => {
    seconds.observe(
      { route: request.routeOptions.config.routeName ?? 'other', status: String(reply.statusCode) },
      reply.elapsedTime / 1_000,
    );
  });

  const hidden = { schema: { hide: true } };
  server.get('/healthz', hidden, async () => ({ status: 'ok' }));
  server.get('/readyz', hidden, async (_request, reply) => {
    const checks = await Promise.all(options.readiness.map(runCheck));
    const ready = checks.every((check) => check.ok);
    return reply
      .code(ready ? 200 : 503)
      .send({ status: ready ? 'ready' : 'not_ready', checks: Object.fromEntries(checks.map(({ name, ok }) => [name, ok])) });
  });
  server.get('/metrics', hidden, async (request, reply) => {
    if (!options.metricsPublic && !isLoopback(request)) throw new AppError('forbidden');
    return reply.type(options.registry.contentType).send(await options.registry.metrics());
  });
}

async function runCheck({ name, check }: ReadinessCheck): Promise<{ name: string; ok: boolean }> {
  try {
    await withDeadline(CHECK_DEADLINE_MS, check);
    return { name, ok: true };
  } catch {
    return { name, ok: false };
  }
}
