import { AppError, type RecordingId, type TrackId } from '@guichet/protocol';
import type { RecorderClient } from '@guichet/recording/service';
import type { Still } from './recorder.ts';

/** A keyframe has to come from the browser, be written and be decoded, on a machine that is busy. */
const STILL_WITHIN_MS = 6_000;
/** Only the first one is wanted. */
const EVERY_MS = 1_000;

interface Wanted {
  readonly recordingId: RecordingId;
  readonly trackId: TrackId;
  readonly heightPx: number;
}

/** Opens a tap for one picture. It is closed with it, and when none comes in time. */
export async function firstStill(client: RecorderClient, wanted: Wanted): Promise<{ readonly first: Promise<Still> }> {
  const { promise, resolve, reject } = Promise.withResolvers<Still>();
  const tap = await client.tap(
    { name: 'tap.stills', payload: { ...wanted, everyMs: EVERY_MS } },
    {
      onFrame: (head, jpeg) => {
        // The reader's buffer is used again.
        if (head.type === 'still') resolve({ atMs: Math.round(head.atMs), jpeg: Buffer.from(jpeg) });
        else if (head.type === 'end') reject(new AppError('unavailable'));
      },
      onEnd: () => reject(new AppError('unavailable')),
    },
  );
  const timer = setTimeout(() => reject(new AppError('unavailable')), STILL_WITHIN_MS);
  const first = promise.finally(() => {
    clearTimeout(timer);
    tap.close();
  });
  return { first };
}
