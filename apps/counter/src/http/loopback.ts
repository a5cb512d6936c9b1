import type { FastifyRequest } from 'fastify';

const LOOPBACK = /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|::ffff:127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/;

/**
 * Whether a request began on this machine. One that a proxy of whom nobody told us passed on did not, whatever its last hop was: the
 * address of the client is then unknown.
 */
export function isLoopback(request: Pick<FastifyRequest, 'ip' | 'ips' | 'headers'>): boolean {
  const forwarded = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined;
  const proxyKnown = (request.ips?.length ?? 0) > 1;
  return LOOPBACK.test(request.ip) && (!forwarded || proxyKnown);
}
