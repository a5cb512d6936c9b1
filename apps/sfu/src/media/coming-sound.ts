import { AppError, type RecordingId, type TrackId } from '@guichet/protocol';
import { METER_SAMPLE_RATE, spokenSpan } from '@guichet/recording/measures';
import type { RecorderClient } from '@guichet/recording/service';

const BYTES_PER_SAMPLE = 2;
/** The first sound has to be written and decoded, on a machine that is busy. */
const LATE_MS = 3_000;
/** Whoever has said so much … */
const SAID_MS = 400;
/** … and is silent for so long has said what there was to say. */
const QUIET_MS = 1_500;
/** So often it is looked whether that is so. */
const LOOK_EVERY_BYTES = (METER_SAMPLE_RATE * BYTES_PER_SAMPLE) / 2;

export interface WantedSound {
  readonly recordingId: RecordingId;
  readonly trackId: TrackId;
  readonly durationMs: number;
}

/** Sound of what is recorded: signed 16-bit little-endian samples of one channel at 16 kHz. */
export interface Sound {
  /** When its first sample was recorded, by the recorder's wall clock. */
  readonly atMs: number;
  readonly pcm: Buffer;
}

/**
 * What is recorded of a microphone from now on, for so long or until somebody has spoken and is silent again. What has come by then counts;
 * `unavailable` when nothing does.
 */
export async function comingSound(client: RecorderClient, { recordingId, trackId, durationMs }: WantedSound): Promise<Sound> {
  const most = Math.round((durationMs * METER_SAMPLE_RATE) / 1_000) * BYTES_PER_SAMPLE;
  const { promise, resolve, reject } = Promise.withResolvers<Sound>();
  const blocks: Buffer[] = [];
  let [atMs, bytes, looked]: [number | null, number, number] = [null, 0, 0];
  const finish = () => {
    if (atMs === null || bytes === 0) reject(new AppError('unavailable'));
    else resolve({ atMs: Math.round(atMs), pcm: Buffer.concat(blocks).subarray(0, most) });
  };
  const timer = setTimeout(finish, durationMs + LATE_MS);
  try {
    const tap = await client.tap(
      { name: 'tap.pcm', payload: { recordingId, trackId, sampleRate: METER_SAMPLE_RATE } },
      {
        onFrame: (head, samples) => {
          if (head.type === 'end') return finish();
          if (head.type !== 'pcm') return;
          atMs ??= head.atMs;
          // The reader's buffer is used again.
          blocks.push(Buffer.from(samples));
          bytes += samples.length;
          if (bytes >= most) return finish();
          if (bytes - looked < LOOK_EVERY_BYTES) return;
          looked = bytes;
          if (hasSpoken(Buffer.concat(blocks))) finish();
        },
        onEnd: finish,
      },
    );
    return await promise.finally(() => tap.close());
  } finally {
    clearTimeout(timer);
  }
}

function hasSpoken(pcm: Buffer): boolean {
  const samples = new Int16Array(pcm.length >> 1);
  for (let index = 0; index < samples.length; index++) samples[index] = pcm.readInt16LE(index * BYTES_PER_SAMPLE);
  const span = spokenSpan(samples);
  const lengthMs = (samples.length * 1_000) / METER_SAMPLE_RATE;
  return span !== null && span.spokenMs >= SAID_MS && lengthMs - span.untilMs >= QUIET_MS;
}
