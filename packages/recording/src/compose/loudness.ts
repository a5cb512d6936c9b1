import { FfmpegProcess } from './ffmpeg-process.ts';

/** EBU R 128 leaves the target to the field; −16 LUFS is that of speech on the web and on phones (AES TD1008). */
export const TARGET_LUFS = -16;
/** Quieter than this is silence, or a room in which nobody speaks: making it loud would make noise of it. */
const SILENCE_LUFS = -60;
const MOST_GAIN_DB = 30;
/** Above this nothing goes into the encoder, which overshoots a little (dBFS). */
const CEILING = 0.8;

/** How a mix is made of mono voices, as part of a filter graph: `[v0][v1]…` to `[mix]`. */
function mixGraph(gainsDb: readonly number[]): string {
  const inputs = gainsDb.map((_, at) => `[v${at}]`).join('');
  const sum = gainsDb.map((gain, at) => `${(10 ** (gain / 20)).toFixed(5)}*c${at}`).join('+');
  const merge = gainsDb.length === 1 ? inputs : `${inputs}amerge=inputs=${gainsDb.length},`;
  return `${merge}pan=mono|c0=${sum},alimiter=limit=${CEILING}:level=0:attack=5:release=80[mix]`;
}

/** One mono voice for each sound file, in order: `[v0]`, `[v1]` … */
const voicesGraph = (count: number): string => Array.from({ length: count }, (_, at) => `[${at}:a]${MONO}[v${at}]`).join(';');

/** The mix of the sound files that are ffmpeg's inputs from `firstInput` on, and each voice alone as it was recorded: `[mix]`, `[p0]`, `[p1]` … */
export function soundGraph(gainsDb: readonly number[], firstInput: number): string {
  const voices = gainsDb.map((_, at) => `[${at + firstInput}:a]${MONO},asplit[v${at}][p${at}]`);
  return [...voices, mixGraph(gainsDb)].join(';');
}

const MONO = 'aresample=48000,aformat=sample_fmts=fltp:channel_layouts=mono';

/**
 * What to add to each voice, in dB, so that each is as loud as the others and the whole is at −16 LUFS (ITU-R BS.1770, gated: pauses do not
 * count). A voice that says nothing stays as it is.
 */
export async function gainsFor(soundFiles: readonly string[], signal?: AbortSignal): Promise<number[]> {
  const voices: number[] = [];
  for (const path of soundFiles) voices.push(toTarget(await measure([path], `[0:a]${MONO}[mix]`, signal)));
  if (voices.length === 0) return [];
  const whole = toTarget(await measure(soundFiles, `${voicesGraph(voices.length)};${mixGraph(voices)}`, signal));
  return voices.map((gain) => gain + Math.max(-6, Math.min(6, whole)));
}

function toTarget(lufs: number | null): number {
  if (lufs === null || lufs < SILENCE_LUFS) return 0;
  return Math.max(-MOST_GAIN_DB, Math.min(MOST_GAIN_DB, TARGET_LUFS - lufs));
}

/** Integrated loudness of `[mix]`; null where there is none. */
async function measure(soundFiles: readonly string[], graph: string, signal?: AbortSignal): Promise<number | null> {
  signal?.throwIfAborted();
  const inputs = soundFiles.flatMap((path) => ['-i', path]);
  const process = new FfmpegProcess(
    [
      ...['-nostdin', '-loglevel', 'info', '-nostats', '-protocol_whitelist', 'file', ...inputs],
      ...['-filter_complex', `${graph};[mix]ebur128=framelog=verbose[out]`, '-map', '[out]', '-f', 'null', '-'],
    ],
    { stdin: 'ignore', stdout: 'ignore' },
  );
  const kill = (): void => process.kill();
  signal?.addEventListener('abort', kill);
  const ended = await process.ended;
  signal?.removeEventListener('abort', kill);
  signal?.throwIfAborted();
  if (!ended) throw process.failure;
  const found = [...process.said.matchAll(/\bI:\s+(-?[\d.]+) LUFS/g)].at(-1)?.[1];
  return found === undefined ? null : Number(found);
}
