import { decodeGrey, decodePcm, greySize, pcmRateHz, type PictureRegion } from './decode.ts';
import { beepFrequencyHz, blockCount, decodeBlocks, stripHeightRatio } from './pattern.ts';

export interface FoundFlash {
  /** The file's time of the first white frame. */
  readonly atMs: number;
  /** Read from the strip in that frame; undefined when it could not be read. */
  readonly second: number | undefined;
  readonly party: number | undefined;
}

export interface VideoFindings {
  readonly frameCount: number;
  readonly firstFrameAtMs: number;
  readonly lastFrameAtMs: number;
  readonly flashes: readonly FoundFlash[];
  /** The longest time between two frames. */
  readonly longestGapMs: number;
}

export interface AudioFindings {
  readonly firstSampleAtMs: number;
  readonly lastSampleAtMs: number;
  /** Starts of beeps of the pitch that was looked for. */
  readonly beepsAtMs: readonly number[];
  /** Stretches for which the file holds no sound at all, not even silence. */
  readonly gaps: readonly { readonly fromMs: number; readonly toMs: number }[];
  /** The largest sample, of full scale. */
  readonly loudest: number;
}

const brightLuma = 150;
/** A decoder's rounding of times is below this; a missing packet of 20 ms is above. */
const smallestGapMs = 5;

/** Finds the flashes in one video track (counted among video tracks, from 0). */
export async function findFlashes(path: string, videoIndex: number, region?: PictureRegion): Promise<VideoFindings> {
  const flashes: FoundFlash[] = [];
  let frameCount = 0;
  let first = 0;
  let last = 0;
  let longestGapMs = 0;
  let wasBright = true;
  await decodeGrey(
    path,
    videoIndex,
    ({ atMs, luma }) => {
      if (frameCount === 0) first = atMs;
      else longestGapMs = Math.max(longestGapMs, atMs - last);
      frameCount++;
      last = atMs;
      const isBright = centreLuma(luma) > brightLuma;
      if (isBright && !wasBright) {
        const strip = readStrip(luma);
        flashes.push({ atMs, second: strip?.second, party: strip?.party });
      }
      wasBright = isBright;
    },
    region,
  );
  return { frameCount, firstFrameAtMs: first, lastFrameAtMs: last, flashes, longestGapMs };
}

/** Finds a party's beeps in one audio track (counted among audio tracks, from 0). */
export async function findBeeps(path: string, audioIndex: number, party: number): Promise<AudioFindings> {
  const pieces: { readonly fromSample: number; readonly samples: Int16Array }[] = [];
  const gaps: { fromMs: number; toMs: number }[] = [];
  let first: number | undefined;
  let end = 0;
  await decodePcm(path, audioIndex, ({ atMs, samples }) => {
    first ??= atMs;
    if (pieces.length > 0 && atMs - end > smallestGapMs) gaps.push({ fromMs: end, toMs: atMs });
    pieces.push({ fromSample: Math.round(((atMs - first) * pcmRateHz) / 1000), samples });
    end = atMs + (samples.length * 1000) / pcmRateHz;
  });
  const firstSampleAtMs = first ?? 0;
  const track = new Int16Array(Math.max(0, Math.round(((end - firstSampleAtMs) * pcmRateHz) / 1000)));
  for (const { fromSample, samples } of pieces) {
    const from = Math.max(0, fromSample);
    if (from < track.length) track.set(samples.subarray(0, track.length - from), from);
  }
  const beepsAtMs = toneOnsetsMs(track, beepFrequencyHz(party)).map((atMs) => firstSampleAtMs + atMs);
  const loudest = track.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0) / 32_768;
  return { firstSampleAtMs, lastSampleAtMs: end, beepsAtMs, gaps, loudest };
}

/** For each flash the nearest beep within half a second: beep minus flash, positive when the sound is late. */
export function beepMinusFlashMs(video: VideoFindings, audio: AudioFindings): number[] {
  return video.flashes.flatMap(({ atMs }) => {
    const nearest = audio.beepsAtMs.map((beepAtMs) => beepAtMs - atMs).toSorted((one, other) => Math.abs(one) - Math.abs(other))[0];
    return nearest === undefined || Math.abs(nearest) > 500 ? [] : [nearest];
  });
}

export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('There is no median of nothing');
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

const windowMs = 10;
const hopMs = 1;
const silenceBeforeMs = 150;
/** Any sudden sound has some power at every pitch for a moment; only a tone keeps most of its power at one. */
const smallestPurity = 0.4;
const pureWithinMs = 30;

/**
 * When a tone of this pitch sets in. The power of the pitch is measured by Goertzel's algorithm in windows of
 * 10 ms; a window half filled with the tone has a quarter of the power of a full one, and its middle is the
 * onset.
 */
export function toneOnsetsMs(samples: Int16Array, frequencyHz: number): number[] {
  const windowSamples = (windowMs * pcmRateHz) / 1000;
  const hopSamples = (hopMs * pcmRateHz) / 1000;
  const powers: number[] = [];
  const isPure: boolean[] = [];
  for (let from = 0; from + windowSamples <= samples.length; from += hopSamples) {
    const stretch = samples.subarray(from, from + windowSamples);
    const power = tonePower(stretch, frequencyHz);
    powers.push(power);
    // A sine's mean square is half its squared amplitude.
    isPure.push(power / 2 > smallestPurity * meanSquare(stretch));
  }
  const strongest = powers.reduce((most, power, index) => (isPure[index] ? Math.max(most, power) : most), 0);
  // Below about −46 dB of full scale there is no beep, only noise.
  if (strongest < (0.005 * 32_768) ** 2) return [];
  const onsets: number[] = [];
  let quietMs = silenceBeforeMs;
  for (const [index, power] of powers.entries()) {
    if (power < strongest / 4) {
      quietMs += hopMs;
      continue;
    }
    const turnsPure = isPure.slice(index, index + pureWithinMs / hopMs).includes(true);
    if (quietMs >= silenceBeforeMs && turnsPure) onsets.push(index * hopMs + windowMs / 2);
    quietMs = 0;
  }
  return onsets;
}

function meanSquare(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return sum / samples.length;
}

/** The squared amplitude of one frequency in a stretch of samples. */
function tonePower(samples: Int16Array, frequencyHz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * frequencyHz) / pcmRateHz);
  let previous = 0;
  let beforePrevious = 0;
  for (const sample of samples) {
    const current = sample + coefficient * previous - beforePrevious;
    beforePrevious = previous;
    previous = current;
  }
  const power = previous ** 2 + beforePrevious ** 2 - coefficient * previous * beforePrevious;
  return (4 * power) / samples.length ** 2;
}

function centreLuma(luma: Uint8Array): number {
  return meanLuma(luma, greySize.widthPx * 0.3, greySize.heightPx * 0.3, greySize.widthPx * 0.4, greySize.heightPx * 0.3);
}

function readStrip(luma: Uint8Array): { party: number; second: number } | undefined {
  const blockWidth = greySize.widthPx / blockCount;
  const top = greySize.heightPx * (1 - stripHeightRatio / 2) - 4;
  // The middle half of each block: its edges are blurred by scaling and coding.
  const blocks = Array.from({ length: blockCount }, (_, index) => meanLuma(luma, (index + 0.25) * blockWidth, top, blockWidth / 2, 8));
  return decodeBlocks(blocks);
}

function meanLuma(luma: Uint8Array, left: number, top: number, width: number, height: number): number {
  let sum = 0;
  let count = 0;
  for (let y = Math.floor(top); y < Math.floor(top + height); y++) {
    for (let x = Math.floor(left); x < Math.ceil(left + width); x++) {
      sum += luma[y * greySize.widthPx + x] ?? 0;
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}
