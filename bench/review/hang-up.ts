import { z } from 'zod';
import { absolute, type Figure } from '../figures.ts';
import type { Standing } from '../review.ts';
import { signIn } from './signed-in.ts';

const LIMIT_MS = 3_000;
/** A page asks as often as the counter lets it; here it is the counter that is waited for. */
const LOOK_EVERY_MS = 220;
const DEADLINE_MS = 60_000;
const Detail = z.object({ status: z.string(), tracks: z.array(z.object({ kind: z.string(), url: z.string().nullable() })) });

/**
 * From the node's word that a call of ten minutes is closed to the first bytes of every voice and every picture that a masked viewer gets. The
 * call was made without waiting for its time to pass; its chunks are in the store by then, as chunks are shipped while a call goes on.
 */
export async function playableAfterHangUp(standing: Standing, hangUp: () => void, progress: (line: string) => void): Promise<Figure> {
  const headers = await signIn(standing);
  const { url, live } = standing;
  const ask = (path: string, more: Record<string, string> = {}) => fetch(`${url}${path}`, { headers: { ...headers, ...more } });
  if (live === null) throw new Error('There is no call to hang up');
  const began = performance.now();
  hangUp();
  for (;;) {
    const detail = Detail.parse(await (await ask(`/v1/recordings/${live}`)).json());
    if (detail.status === 'failed') throw new Error('The recording failed');
    if (detail.status === 'ready') {
      progress(`hang-up: ready after ${(performance.now() - began).toFixed(0)} ms`);
      const timeline = await ask(`/v1/recordings/${live}/timeline`);
      if (!timeline.ok) throw new Error(`The timeline was answered ${timeline.status}`);
      await Promise.all(detail.tracks.map((track) => firstBytes(track.kind, track.url, ask)));
      break;
    }
    if (performance.now() - began > DEADLINE_MS) throw new Error('The recording did not become ready');
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return absolute({
    what: 'a call of 10 minutes can be played after its end',
    ours: performance.now() - began,
    unit: 'ms',
    limit: { below: LIMIT_MS },
  });
}

/** A picture whose blurred rendition is still being made is seen as stills until then; everything else plays. */
async function firstBytes(
  kind: string,
  url: string | null,
  ask: (path: string, headers?: Record<string, string>) => Promise<Response>,
): Promise<void> {
  if (url === null) throw new Error('A track of the call cannot be played');
  const answer = await ask(new URL(url, 'http://any').pathname, { range: 'bytes=0-65535' });
  await answer.arrayBuffer();
  if (answer.status !== 206 && !(kind === 'video' && answer.status === 409)) throw new Error(`A track was answered ${answer.status}`);
}
