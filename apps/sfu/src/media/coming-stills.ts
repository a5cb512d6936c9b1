import { AppError, type RecordingId, type StillFormat, type TrackId } from '@guichet/protocol';
import type { RecorderClient } from '@guichet/recording/service';
import type { Still } from './recorder.ts';

/** A keyframe has to come from the browser, be written and be decoded, on a machine that is busy. */
const FIRST_WITHIN_MS = 6_000;
/** Beyond the time that the pictures themselves take. */
const LATE_MS = 1_500;
/** All of them have to fit into one message to the counter, as base64. */
const MAX_BYTES = 600_000;

export interface WantedStills {
  readonly recordingId: RecordingId;
  readonly trackId: TrackId;
  readonly heightPx: number;
  readonly everyMs: number;
  readonly count: number;
  /** Gray ones are bare pixels, which cost least. */
  readonly format?: StillFormat;
}

export interface ComingStills {
  readonly stills: Promise<readonly Still[]>;
  /** Resolves with the first of them, or when none comes any more. */
  readonly begun: Promise<void>;
}

/** Opens a tap for some pictures, and closes it with the last one. What has come by then counts when not all come in time; `unavailable` when none does. */
export async function comingStills(client: RecorderClient, wanted: WantedStills): Promise<ComingStills> {
  const { recordingId, trackId, heightPx, everyMs, count, format = 'jpeg' } = wanted;
  const stills: Still[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<readonly Still[]>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const finish = () => {
    begin();
    if (stills.length > 0) resolve(stills);
    else reject(new AppError('unavailable'));
  };
  let timer = setTimeout(finish, FIRST_WITHIN_MS);
  let bytes = 0;
  const tap = await client.tap(
    { name: 'tap.stills', payload: { recordingId, trackId, heightPx, everyMs, format } },
    {
      onFrame: (head, picture) => {
        if (head.type === 'end') return finish();
        if (head.type !== 'still') return;
        bytes += picture.length;
        if (stills.length > 0 && bytes > MAX_BYTES) return finish();
        // The reader's buffer is used again.
        stills.push({
          atMs: Math.round(head.atMs),
          picture: Buffer.from(picture),
          widthPx: head.widthPx ?? 0,
          heightPx: head.heightPx ?? 0,
        });
        begin();
        if (stills.length === count) return finish();
        if (stills.length > 1) return;
        clearTimeout(timer);
        timer = setTimeout(finish, everyMs * count + LATE_MS);
      },
      onEnd: finish,
    },
  );
  return {
    begun,
    stills: promise.finally(() => {
      clearTimeout(timer);
      tap.close();
    }),
  };
}
