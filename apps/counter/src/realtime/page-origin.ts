import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '@guichet/protocol';

/**
 * Throws `csrf_failed` unless a page of ours opened the socket: cookies go along with whatever page connects, and no CORS check guards a
 * WebSocket (RFC 6455 §10.2). A request without an origin comes from no foreign page: browsers leave it out only where they say "same-origin".
 */
export function requireOwnOrigin(headers: IncomingHttpHeaders, origins: ReadonlySet<string>): void {
  const { origin } = headers;
  if (origin !== undefined) {
    if (!origins.has(origin)) throw new AppError('csrf_failed');
    return;
  }
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') throw new AppError('csrf_failed');
}
