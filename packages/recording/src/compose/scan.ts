import type { MuxResult } from '../mux/mux.ts';
import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input } from 'mediabunny';

/** One track of a muxed file: by which number ffmpeg calls it, whose it is, and when it has a picture. */
export interface Leg {
  /** Place among the file's tracks. */
  readonly index: number;
  readonly trackId: string;
  readonly participantId: string;
  readonly kind: 'audio' | 'video';
  readonly source: string;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Of pictures: when each is shown, in order, on the recording's clock. Of sound: empty. */
  readonly framesMs: Uint32Array;
  /** Those that need none before them. */
  readonly keysMs: Uint32Array;
}

/** Reads the times of all pictures from a file of `muxToMatroska`: nothing is decoded, and 4 bytes a picture are kept. */
export async function scanLegs(matroskaPath: string, muxed: Pick<MuxResult, 'tracks'>, signal?: AbortSignal): Promise<Leg[]> {
  using input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(matroskaPath) });
  const tracks = await input.getTracks();
  const legs: Leg[] = [];
  for (const [index, { trackId, participantId, kind, source, firstMs, lastMs }] of muxed.tracks.entries()) {
    const track = tracks[index];
    if (track === undefined || firstMs === null || lastMs === null) continue;
    const frames: number[] = [];
    const keys: number[] = [];
    if (kind === 'video') {
      for await (const packet of new EncodedPacketSink(track).packets(undefined, undefined, { metadataOnly: true })) {
        signal?.throwIfAborted();
        const ms = Math.round(packet.timestamp * 1_000);
        frames.push(ms);
        if (packet.type === 'key') keys.push(ms);
      }
    }
    legs.push({
      ...{ index, trackId, participantId, kind, source, firstMs, lastMs },
      framesMs: Uint32Array.from(frames),
      keysMs: Uint32Array.from(keys),
    });
  }
  return legs;
}

/** Place of the last entry at or before a moment; -1 where there is none. `times` in order. */
export function lastAt(times: Uint32Array, ms: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
