import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  ALL_FORMATS,
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  FilePathSource,
  FilePathTarget,
  Input,
  MkvOutputFormat,
  Output,
} from 'mediabunny';
import type { MuxedRecording } from '../compose/index.ts';
import { ffmpegPath } from './ffmpeg-kit.ts';

const run = promisify(execFile);
const QUIET = ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y'];

interface ClipOptions {
  readonly codec: 'VP8' | 'H264' | 'opus';
  readonly seconds: number;
  readonly size?: string;
  /** How loud the beep is. */
  readonly volume?: number;
  /** Black between the flashes, or something that moves, so that a picture that stands still can be told from it. */
  readonly moving?: boolean;
  /** A tone all the time instead of a beep: somebody who speaks. */
  readonly speaking?: boolean;
}

/** A clip that flashes, or beeps, for the first tenth of each second. */
export async function makeClip(
  path: string,
  { codec, seconds, size = '640x360', volume = 0.3, moving = true, speaking = false }: ClipOptions,
) {
  const flash = `${moving ? 'testsrc2' : 'color=c=black'}${moving ? '=' : ':'}s=${size}:r=25,drawbox=c=white:t=fill:enable='lt(mod(t,1),0.1)'`;
  const beep = `aevalsrc='${volume}*sin(2*PI*${speaking ? 300 : 1000}*t)*${speaking ? '(0.6+0.4*sin(2*PI*4*t))' : 'lt(mod(t,1),0.1)'}':s=48000:c=mono`;
  const encoded = {
    VP8: ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '500k', '-g', '50'],
    H264: ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline', '-pix_fmt', 'yuv420p', '-g', '50'],
    opus: ['-c:a', 'libopus', '-ac', '2', '-b:a', '32k'],
  }[codec];
  await run(ffmpegPath, [
    ...QUIET,
    '-f',
    'lavfi',
    '-i',
    codec === 'opus' ? beep : flash,
    ...encoded,
    '-t',
    String(seconds),
    '-f',
    'matroska',
    path,
  ]);
  return path;
}

export interface PartTrack {
  readonly participantId: string;
  readonly source: 'camera' | 'microphone' | 'screen';
  readonly trackId?: string;
  /** One after the other, as when a track goes on at another size, or after a pause. All of one codec. */
  readonly parts: readonly { readonly clip: string; readonly atMs: number; readonly untilMs?: number }[];
}

/** A muxed recording of these tracks, without waiting for its time to pass. */
export async function makeRecording(
  path: string,
  tracks: readonly PartTrack[],
  startedAt = '2026-11-22T07:09:26.120Z',
): Promise<MuxedRecording> {
  const output = new Output({ format: new MkvOutputFormat(), target: new FilePathTarget(path) });
  const read = await Promise.all(
    tracks.map(async ({ source, parts }) => {
      const packets: { packet: EncodedPacket; ms: number; config: VideoDecoderConfig | AudioDecoderConfig }[] = [];
      let codec: 'vp8' | 'avc' | 'opus' = 'opus';
      for (const { clip, atMs, untilMs = Number.POSITIVE_INFINITY } of parts) {
        const input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(clip) });
        const [track] = await input.getTracks();
        if (track === undefined) throw new Error(`${clip} is empty`);
        codec = track.codec as typeof codec;
        const config = (await (track as unknown as { getDecoderConfig(): Promise<AudioDecoderConfig> }).getDecoderConfig()) ?? null;
        for await (const packet of new EncodedPacketSink(track).packets()) {
          const ms = Math.round(packet.timestamp * 1_000) + atMs;
          if (ms < untilMs) packets.push({ packet: packet.clone({ timestamp: ms / 1_000 }), ms, config });
        }
        input.dispose();
      }
      return { source, packets, codec };
    }),
  );
  const sources = read.map(({ source, packets, codec }) => {
    const target = source === 'microphone' ? new EncodedAudioPacketSource('opus') : new EncodedVideoPacketSource(codec as 'vp8' | 'avc');
    if (target instanceof EncodedAudioPacketSource) output.addAudioTrack(target);
    else output.addVideoTrack(target);
    return { target, packets, codec };
  });
  await output.start();
  await Promise.all(
    sources.map(async ({ target, packets }) => {
      for (const { packet, config } of packets) await target.add(packet, { decoderConfig: config } as never);
      target.close();
    }),
  );
  await output.finalize();
  const lastMs = Math.max(...sources.map(({ packets }) => packets.at(-1)?.ms ?? 0));
  return {
    matroskaPath: path,
    muxed: {
      startedAt,
      durationMs: lastMs + 20,
      tracks: tracks.map(({ participantId, source, trackId }, at) => {
        const { packets = [], codec } = sources[at] ?? {};
        return {
          trackId: (trackId ?? `trk_${at}`) as never,
          ...{ participantId, source, kind: source === 'microphone' ? 'audio' : 'video' },
          codec: ({ vp8: 'video/VP8', avc: 'video/H264', opus: 'audio/opus' } as const)[codec ?? 'opus'],
          ...{ frames: packets.length, droppedFrames: 0, lostPackets: 0, resolutions: [] },
          ...{ firstMs: packets[0]?.ms ?? null, lastMs: packets.at(-1)?.ms ?? null },
        };
      }),
    },
  };
}

/** Stretches that ffmpeg's detectors find (`blackdetect`, `freezedetect`, `silencedetect`), in ms. */
export async function detected(
  file: string,
  map: string,
  kind: 'black' | 'freeze' | 'silence',
  filter: string,
): Promise<[number, number][]> {
  const args = ['-hide_banner', '-nostdin', '-i', file, '-map', map, kind === 'silence' ? '-af' : '-vf', filter, '-f', 'null', '-'];
  const { stderr } = await run(ffmpegPath, args, { maxBuffer: 64 * 1024 * 1024 });
  const times = (edge: string) =>
    [...stderr.matchAll(new RegExp(`${kind}_${edge}:\\s*(-?[\\d.]+)`, 'g'))].map(([, seconds]) => Math.round(Number(seconds) * 1_000));
  const ends = times('end');
  return times('start').map((from, at) => [from, ends[at] ?? Number.POSITIVE_INFINITY]);
}

/** Integrated loudness (LUFS) of a sound track. */
export async function loudnessOf(file: string, map: string): Promise<number> {
  const args = ['-hide_banner', '-nostdin', '-nostats', '-i', file, '-map', map, '-af', 'ebur128=framelog=verbose', '-f', 'null', '-'];
  const { stderr } = await run(ffmpegPath, args, { maxBuffer: 16 * 1024 * 1024 });
  return Number([...stderr.matchAll(/\bI:\s+(-?[\d.]+) LUFS/g)].at(-1)?.[1]);
}

/** For each moment of `a`, how far the nearest of `b` is. */
export const apart = (a: readonly number[], b: readonly number[]): number[] =>
  a.map((at) => Math.min(...b.map((other) => Math.abs(other - at))));
