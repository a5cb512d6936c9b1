import { COLUMNS_HZ, ROWS_HZ, signOf } from './tone-pairs.ts';

/** A sign that was heard; times from the beginning of the sound. */
export interface HeardSign {
  readonly sign: string;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Share of the sound's power that its two tones have: one where nothing else is to be heard. */
  readonly confidence: number;
}

/** A frame holds two whole beats of the tones that are nearest to each other. */
const FRAME_MS = 30;
const EVERY_MS = 10;
/** What the best pair has to have of all that sounds, and each of the two. */
const LEAST_SHARE = 0.6;
const LEAST_SHARE_EACH = 0.12;
/** Softer than this nothing is looked for (dBFS). */
const LEAST_DB = -50;
/** A click has any tone in it, for a moment. */
const LEAST_FRAMES = 6;

interface Frame {
  readonly sign: string;
  readonly share: number;
}

/** Finds pairs of tones in one channel of sound, by Goertzel's filter: a Fourier transform at eight frequencies, and nothing between them. */
export function hearTones(pcm: Int16Array, rateHz: number): HeardSign[] {
  const [length, hop] = [Math.round((rateHz * FRAME_MS) / 1_000), Math.round((rateHz * EVERY_MS) / 1_000)];
  const heard: HeardSign[] = [];
  let run: Frame[] = [];
  const finish = (endIndex: number) => {
    const [first] = run;
    if (first !== undefined && run.length >= LEAST_FRAMES) {
      const confidence = Math.min(1, run.reduce((sum, { share }) => sum + share, 0) / run.length);
      const untilMs = (endIndex - 1) * EVERY_MS + FRAME_MS;
      heard.push({ sign: first.sign, fromMs: (endIndex - run.length) * EVERY_MS, untilMs, confidence });
    }
    run = [];
  };
  let index = 0;
  for (let at = 0; at + length <= pcm.length; at += hop, index += 1) {
    const frame = frameAt(pcm.subarray(at, at + length), rateHz);
    if (frame === null || frame.sign !== run[0]?.sign) finish(index);
    if (frame !== null) run.push(frame);
  }
  finish(index);
  return heard;
}

/** Null: no pair stands out. */
function frameAt(samples: Int16Array, rateHz: number): Frame | null {
  const meanSquare = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  if (10 * Math.log10(Math.max(meanSquare, 1) / 32_768 ** 2) < LEAST_DB) return null;
  const share = (hz: number) => tonePower(samples, hz, rateHz) / meanSquare;
  const [row, column] = [loudest(ROWS_HZ.map(share)), loudest(COLUMNS_HZ.map(share))];
  const sum = row.share + column.share;
  const sign = signOf(row.at, column.at);
  if (sign === undefined || sum < LEAST_SHARE || Math.min(row.share, column.share) < LEAST_SHARE_EACH) return null;
  return { sign, share: sum };
}

function loudest(shares: readonly number[]): { readonly at: number; readonly share: number } {
  const share = Math.max(...shares);
  return { at: shares.indexOf(share), share };
}

/** Mean power of one tone: G. Goertzel, An Algorithm for the Evaluation of Finite Trigonometric Series, 1958. */
function tonePower(samples: Int16Array, hz: number, rateHz: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * hz) / rateHz);
  let [one, two] = [0, 0];
  for (const sample of samples) [one, two] = [sample + turn * one - two, one];
  return (2 * (one * one + two * two - turn * one * two)) / samples.length ** 2;
}
