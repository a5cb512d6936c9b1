import type { identityRoutes } from '@guichet/protocol';
import type { z } from 'zod';

const { method, path } = { method: 'POST', path: '/v1/identity-stills' } satisfies Pick<
  (typeof identityRoutes)['identity.sendStill'],
  'method' | 'path'
>;
const DEADLINE_MS = 20_000;

type Body = z.input<(typeof identityRoutes)['identity.sendStill']['body']>;

/** Sends a picture that was announced. What becomes of it nobody here waits for: without it the recorded video is what there is. */
export async function sendStill({ jpeg, ...step }: Omit<Body, 'jpeg'> & { readonly jpeg: Blob }): Promise<void> {
  const body: Body = { ...step, jpeg: await base64Of(jpeg) };
  await fetch(path, {
    method,
    credentials: 'same-origin',
    cache: 'no-store',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(DEADLINE_MS),
  }).catch(() => undefined);
}

/** In pieces, as no function takes a million arguments. */
async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const pieces = Array.from({ length: Math.ceil(bytes.length / PIECE) }, (_, index) => bytes.subarray(index * PIECE, (index + 1) * PIECE));
  return btoa(pieces.map((piece) => String.fromCharCode(...piece)).join(''));
}

const PIECE = 8_192;
