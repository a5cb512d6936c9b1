import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { clientAddress, isInternal } from './client-address.ts';
import type { Metrics } from './metrics.ts';

export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, boolean>>;
}

interface OperatorRoutesOptions {
  readonly readiness: () => Readiness;
  readonly metrics: Metrics;
  readonly trustedProxies: readonly string[];
}

/** `/healthz` (the process answers), `/readyz` (calls can be placed here), `/metrics` (for the operator's own network only). */
export function operatorRoutes(options: OperatorRoutesOptions): RequestListener {
  return (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://node');
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, { error: 'method_not_allowed' });
    if (pathname === '/healthz') return send(response, 200, { healthy: true });
    if (pathname === '/readyz') {
      const readiness = options.readiness();
      return send(response, readiness.ready ? 200 : 503, readiness);
    }
    if (pathname === '/metrics') return void sendMetrics(request, response, options);
    return send(response, 404, { error: 'not_found' });
  };
}

async function sendMetrics(
  request: IncomingMessage,
  response: ServerResponse,
  { metrics, trustedProxies }: OperatorRoutesOptions,
): Promise<void> {
  if (!isInternal(clientAddress(request, trustedProxies))) return send(response, 404, { error: 'not_found' });
  try {
    const text = await metrics.render();
    response.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' }).end(text);
  } catch {
    send(response, 500, { error: 'internal' });
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  response.end(`${JSON.stringify(body)}\n`);
}
