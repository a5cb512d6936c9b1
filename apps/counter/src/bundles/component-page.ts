import type { FastifyReply } from 'fastify';

/** Never changes under its fingerprint; whoever may see it may keep it. */
const CACHED = 'private, max-age=31536000, immutable';
/** Off for a component, whatever the page around it may do. */
const PERMISSIONS = [
  ...['camera', 'microphone', 'display-capture', 'geolocation', 'payment', 'usb', 'serial', 'hid', 'midi', 'fullscreen', 'autoplay'],
  ...['screen-wake-lock', 'picture-in-picture', 'publickey-credentials-get', 'storage-access', 'clipboard-read', 'clipboard-write'],
]
  .map((feature) => `${feature}=()`)
  .join(', ');

/**
 * Peer connections are no fetch, and no policy that browsers know stops them: their constructors are taken away before the page's own script runs. A
 * frame inside the frame would have new ones. The policy lets nothing be loaded into one; `srcdoc` is exempt from that, and cannot be written where
 * trusted types are asked for and none can be made (ADR 14). What stands in the page from the beginning was looked at when it was installed.
 */
const PRELUDE =
  "<!doctype html><script>for(const n of ['RTCPeerConnection','webkitRTCPeerConnection','RTCDataChannel','WebTransport'])" +
  'Object.defineProperty(window,n,{value:undefined,writable:false,configurable:false})</script>';

/** Sends a component's page with the policy that confines it: no origin, no network but what its manifest names, no frame but of our own pages. */
export function sendComponentPage(
  reply: FastifyReply,
  { page, network }: { readonly page: string; readonly network: readonly string[] },
): void {
  const policy = [
    'sandbox allow-scripts',
    "default-src 'none'",
    "script-src 'unsafe-inline'",
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    'media-src data: blob:',
    'font-src data:',
    `connect-src ${network.length === 0 ? "'none'" : network.join(' ')}`,
    "frame-src 'none'",
    "worker-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
    "webrtc 'block'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  void reply
    .code(200)
    .header('content-security-policy', policy)
    .header('permissions-policy', PERMISSIONS)
    .header('x-frame-options', 'SAMEORIGIN')
    .header('cache-control', CACHED)
    .type('text/html; charset=utf-8')
    // A stream of bytes: what a route answers without a schema is sent as it is.
    .send(Buffer.from(PRELUDE + page));
}
