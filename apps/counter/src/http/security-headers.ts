import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

export interface SecurityHeadersOptions {
  /** Browsers reach the counter over TLS. */
  readonly secure: boolean;
  /**
   * Where media nodes' signalling is at this moment, as CSP sources: the origins of the enrolled ones, or what the operator named instead
   * (`https://*.media.bank.example:7443`). A page keeps the policy that it was loaded with. Where a node came to be enrolled after that, the
   * page's first try to reach it is blocked, and the page loads itself anew, once, with a policy that knows the node
   * (`reloadOnNewPolicy` of packages/ui).
   */
  readonly mediaSources: () => readonly string[];
}

const ONE_YEAR_SECONDS = 31_536_000;

/** What the pages may ask the browser for; everything that is not named here is off for them and for whatever they embed. */
const PERMISSIONS_POLICY = [
  'camera=(self)',
  'microphone=(self)',
  'display-capture=(self)',
  'fullscreen=(self)',
  'autoplay=(self)',
  'screen-wake-lock=(self)',
  'speaker-selection=(self)',
  'picture-in-picture=(self)',
  // Asked for by a step of a flow, after a consent of its own.
  'geolocation=(self)',
  'payment=()',
  'usb=()',
  'serial=()',
  'hid=()',
  'midi=()',
].join(', ');

/**
 * The headers that keep a page from being framed, sniffed, or made to run or reach anything foreign. Scripts come from our own origin
 * alone. Styles may stand inline: the component libraries of both apps write `style` elements when they open a layer.
 */
export async function addSecurityHeaders(server: FastifyInstance, options: SecurityHeadersOptions): Promise<void> {
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        mediaSrc: ["'self'", 'blob:'],
        workerSrc: ["'self'", 'blob:'],
        manifestSrc: ["'self'"],
        connectSrc: ["'self'", () => options.mediaSources().flatMap(withWebSocket).join(' ')],
        // The pages of components, which bring a policy of their own; it also keeps such a frame from going anywhere else.
        frameSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    // Set below: it must not be said for this machine's own name.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginEmbedderPolicy: false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
  server.addHook('onRequest', async (request, reply) => {
    reply.header('permissions-policy', PERMISSIONS_POLICY);
    // Browsers hold a host to it on all its ports: for `localhost` that would shut out every other server of the machine.
    if (options.secure && request.hostname !== 'localhost') reply.header('strict-transport-security', `max-age=${ONE_YEAR_SECONDS}`);
  });
}

/** socket.io asks over HTTP first and goes on over a WebSocket; older Safari does not count the latter as the same source. */
function withWebSocket(source: string): string[] {
  return [source, source.replace(/^http/, 'ws')];
}
