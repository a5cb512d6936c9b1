import {
  ALL_FORMATS,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedPacketSink,
  FilePathSource,
  FilePathTarget,
  Input,
  MkvOutputFormat,
  Output,
} from 'mediabunny';
import { opusDurationMs } from '../mux/opus-duration.ts';
import type { Leg } from './scan.ts';

/** Opus packets of digital silence (RFC 6716 §3.1: CELT, full band, mono, one frame), the longest first. */
const SILENCE = [
  { ms: 20, bytes: Uint8Array.of(0xf8, 0xff, 0xfe) },
  { ms: 10, bytes: Uint8Array.of(0xf0, 0xff, 0xfe) },
  { ms: 5, bytes: Uint8Array.of(0xe8, 0xff, 0xfe) },
] as const;
/** Further apart than this from where they belong, packets are moved back: by silence in between, or by leaving one out. */
const MOST_ASTRAY_MS = 8;
const MOST_LATE_MS = 15;

/**
 * Writes the sound of one party into a file of its own, without a hole from 0 to `durationMs`: what was muted, lost, or before they came is
 * silence. So nothing that reads several parties side by side has to wait for one, or to remember the others meanwhile.
 */
export async function writeSoundFile(
  matroskaPath: string,
  outputPath: string,
  legs: readonly Leg[],
  durationMs: number,
  signal?: AbortSignal,
): Promise<void> {
  using input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(matroskaPath) });
  const tracks = await input.getTracks();
  const output = new Output({ format: new MkvOutputFormat(), target: new FilePathTarget(outputPath) });
  const source = new EncodedAudioPacketSource('opus');
  output.addAudioTrack(source);
  await output.start();
  let atMs = 0;
  const write = async (bytes: Uint8Array, ms: number): Promise<void> => {
    const packet = new EncodedPacket(bytes, 'key', atMs / 1_000, ms / 1_000);
    await source.add(packet, { decoderConfig: { codec: 'opus', sampleRate: 48_000, numberOfChannels: 2 } });
    atMs += ms;
  };
  const silenceUntil = async (ms: number): Promise<void> => {
    for (const { ms: length, bytes } of SILENCE) {
      for (let left = Math.floor((ms - atMs) / length); left > 0; left--) await write(bytes, length);
    }
  };
  for (const leg of legs.toSorted((a, b) => a.firstMs - b.firstMs)) {
    const track = tracks[leg.index];
    if (track === undefined) continue;
    for await (const packet of new EncodedPacketSink(track).packets()) {
      signal?.throwIfAborted();
      const ms = packet.timestamp * 1_000;
      if (ms - atMs > MOST_ASTRAY_MS) await silenceUntil(ms);
      if (atMs - ms > MOST_LATE_MS) continue;
      await write(packet.data, opusDurationMs(packet.data));
    }
  }
  await silenceUntil(durationMs + 2 * SILENCE[0].ms);
  await output.finalize();
}
