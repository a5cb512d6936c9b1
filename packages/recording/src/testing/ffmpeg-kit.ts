import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import ffmpegInstaller from '@ffmpeg-installer/ffmpeg';
import type { RecordedTrackInput, TrackId } from '@guichet/protocol';
import { newId } from '@guichet/protocol';

const run = promisify(execFile);
export const ffmpegPath = ffmpegInstaller.path;

type TestTrack = RecordedTrackInput & { readonly trackId: TrackId };

/** Each second begins with a white picture and a 1 kHz tone of a tenth of a second. */
const FLASH = "color=c=black:s=SIZE:r=25,drawbox=c=white:t=fill:enable='lt(mod(t,1),0.1)'";
const BEEP = "aevalsrc='if(lt(mod(t,1),0.1),0.8*sin(2*PI*1000*t),0)':s=48000:c=mono";

interface PartyOptions {
  readonly codec: 'VP8' | 'H264';
  readonly ssrc: number;
  readonly size?: string;
  /** Pictures from one that needs none before it to the next; 50 are two seconds. */
  readonly keyEvery?: number;
}

/** The tracks that `sendClip` sends for a party. */
export function partyTracks({ codec, ssrc }: PartyOptions): { readonly video: TestTrack; readonly audio: TestTrack } {
  const participantId = newId('par');
  return {
    video: {
      trackId: newId('trk'),
      participantId,
      kind: 'video',
      source: 'camera',
      mimeType: `video/${codec}`,
      clockRate: 90_000,
      payloadType: 96,
      ssrc,
    },
    audio: {
      trackId: newId('trk'),
      participantId,
      kind: 'audio',
      source: 'microphone',
      mimeType: 'audio/opus',
      clockRate: 48_000,
      channels: 2,
      payloadType: 111,
      ssrc: ssrc + 1,
    },
  };
}

const VIDEO_ARGS = {
  VP8: ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-lag-in-frames', '0', '-b:v', '300k', '-error-resilient', '1'],
  H264: [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-tune',
    'zerolatency',
    '-profile:v',
    'baseline',
    '-pix_fmt',
    'yuv420p',
    '-b:v',
    '300k',
    '-x264-params',
    'repeat-headers=1',
  ],
} as const;

/** Encodes a clip of these parties: per party a picture and a sound, with a flash and a beep each second. */
export async function makeFlashBeepClip(path: string, parties: readonly PartyOptions[], seconds: number): Promise<void> {
  const inputs = parties.flatMap(({ size = '320x180' }) => ['-f', 'lavfi', '-i', FLASH.replace('SIZE', size), '-f', 'lavfi', '-i', BEEP]);
  const streams = parties.flatMap(({ codec, keyEvery = 50 }, i) => [
    '-map',
    `${2 * i}:v`,
    ...VIDEO_ARGS[codec].map((arg, at) => (at % 2 === 0 ? `${arg.replace(':v', '')}:v:${i}` : arg)),
    ...[`-g:v:${i}`, String(keyEvery)],
    '-map',
    `${2 * i + 1}:a`,
    `-c:a:${i}`,
    'libopus',
    '-ac',
    '2',
    `-b:a:${i}`,
    '32k',
  ]);
  await run(ffmpegPath, [
    '-hide_banner',
    '-loglevel',
    'error',
    '-nostdin',
    '-y',
    ...inputs,
    ...streams,
    '-t',
    String(seconds),
    '-f',
    'matroska',
    path,
  ]);
}

/** Real packets of a real packetiser, with sender reports, in real time, until stopped or at the clip's end. */
export function sendClip(path: string, port: number, parties: readonly PartyOptions[]) {
  const target = `rtp://127.0.0.1:${port}?rtcpport=${port}&pkt_size=1100`;
  const outputs = parties.flatMap(({ ssrc }, i) => [
    '-map',
    `0:${2 * i}`,
    '-c',
    'copy',
    '-f',
    'rtp',
    '-ssrc',
    String(ssrc),
    '-payload_type',
    '96',
    target,
    '-map',
    `0:${2 * i + 1}`,
    '-c',
    'copy',
    '-f',
    'rtp',
    '-ssrc',
    String(ssrc + 1),
    '-payload_type',
    '111',
    target,
  ]);
  const child = spawn(ffmpegPath, ['-hide_banner', '-loglevel', 'error', '-nostdin', '-re', '-i', path, ...outputs], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return {
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function filterLog(
  file: string,
  map: string,
  kind: '-vf' | '-af',
  filter: string,
): Promise<{ readonly ms: number; readonly value: number }[]> {
  const { stdout } = await run(
    ffmpegPath,
    ['-hide_banner', '-loglevel', 'error', '-nostdin', '-copyts', '-i', file, '-map', map, kind, filter, '-f', 'null', '-'],
    {
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const entries: { ms: number; value: number }[] = [];
  let ms = 0;
  for (const line of stdout.split('\n')) {
    const time = /pts_time:([\d.]+)/.exec(line);
    if (time) ms = Number(time[1]) * 1000;
    const value = /=(-?[\d.]+|-?inf|nan)$/.exec(line);
    if (value) entries.push({ ms, value: Number(value[1]?.replace('inf', 'Infinity')) });
  }
  return entries;
}

/** Mean brightness (0–255) of every decoded picture, or of a part of it: `width:height:x:y`. */
export const brightness = (file: string, map: string, part?: string) =>
  filterLog(file, map, '-vf', `${part === undefined ? '' : `crop=${part},`}signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-`);

/** Loudness (dB, RMS) of every 10 ms. */
export const loudness = (file: string, map: string) =>
  filterLog(file, map, '-af', 'asetnsamples=n=480,astats=metadata=1:reset=1,ametadata=print:key=lavfi.astats.Overall.RMS_level:file=-');

/** When a value rises over a threshold. */
export function risesOver(entries: readonly { readonly ms: number; readonly value: number }[], threshold: number): number[] {
  return entries.filter(({ value }, i) => value > threshold && i > 0 && !((entries[i - 1]?.value ?? 0) > threshold)).map(({ ms }) => ms);
}

/** Decodes everything; resolves with what the decoder complained about. */
export async function decodeErrors(file: string): Promise<string> {
  const { stderr } = await run(
    ffmpegPath,
    ['-hide_banner', '-loglevel', 'warning', '-nostdin', '-i', file, '-map', '0', '-f', 'null', '-'],
    { maxBuffer: 16 * 1024 * 1024 },
  );
  return stderr;
}
