import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RecordedTrack, RecordingId } from '@guichet/protocol';
import { z } from 'zod';

const STATE_NAME = 'recorder.json';

/**
 * What the service has to know of a recording to go on with it after it was killed, without the key and before the node has said
 * anything: it holds no key and no person. Not part of the journal, never shipped.
 */
export const RecorderState = z.object({
  format: z.literal('guichet.recorder/1'),
  recordingId: RecordingId,
  status: z.enum(['open', 'closed', 'shipped']),
  rtpPort: z.number().int().nullable(),
  /** Set when the status became `closed`. */
  closedReason: z.string().nullable(),
  shippedAtMs: z.number().nullable(),
  /** Where the worker has the ring that packets come by; null, or absent from what earlier versions wrote, when they come as datagrams. */
  ring: z.object({ path: z.string(), id: z.string() }).nullable().default(null),
  /** Since when nothing is to be written; absent from what earlier versions wrote. */
  pausedAtMs: z.number().nullable().default(null),
  tracks: z.array(z.object({ index: z.number().int(), track: RecordedTrack, paused: z.boolean(), closed: z.boolean() })),
});
export type RecorderState = z.infer<typeof RecorderState>;

/** Replaces the file whole. It has to survive a kill, not a power cut: after that the node and its streams are gone as well. */
export function writeRecorderState(dir: string, state: RecorderState): void {
  const path = join(dir, STATE_NAME);
  writeFileSync(`${path}.new`, JSON.stringify(state), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Null when there is none, or none that can be read. */
export function readRecorderState(dir: string): RecorderState | null {
  const path = join(dir, STATE_NAME);
  if (!existsSync(path)) return null;
  try {
    return RecorderState.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}
