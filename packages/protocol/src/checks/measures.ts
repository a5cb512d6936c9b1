import { z } from 'zod';

const AtMs = z.number().int().nonnegative().describe("the recorder's wall clock, Unix milliseconds");
const Level = z.number().min(0).max(255);
const Dbfs = z.number().min(-120).max(0);
const Ratio = z.number().min(0).max(1);

/** Columns and rows of the means that a picture is described by. */
export const PATTERN_COLUMNS = 16;
export const PATTERN_ROWS = 9;

/** What is measured on one gray picture of 8 bits, 0 black and 255 white. */
export const PictureMeasure = z.object({
  /** Mean of all pixels. */
  luma: Level,
  /** Their standard deviation. */
  spread: Level,
  /** Variance of the Laplacian (4 neighbours): what is in focus has edges. */
  detail: z.number().nonnegative(),
  /** Mean absolute difference to the picture before; null for the first. */
  change: Level.nullable(),
  /** Share of the pixels that are as they were before; null for the first. */
  sameness: Ratio.nullable(),
  /** Means of 16 × 9 fields, row by row, a byte each, base64: nobody can be recognised by it, but a picture that comes again can. */
  pattern: z.base64().length(192),
});
export type PictureMeasure = z.infer<typeof PictureMeasure>;

/** What is measured on half a second of sound. */
export const SoundMeasure = z.object({
  /** When it began. */
  atMs: AtMs,
  levelDbfs: Dbfs,
  peakDbfs: Dbfs,
  /** Share of the samples that are as loud as can be. */
  clipped: Ratio,
  /** The noise that is always there: the quietest tenth of the last seconds. */
  noiseDbfs: Dbfs,
  /** By how much speech stands out from it; null where nobody has spoken lately. */
  snrDb: z.number().min(0).max(120).nullable(),
  /** Share of the window in which somebody speaks. */
  speech: Ratio,
  /** Of the voice: median of its fundamental; null where there is none. */
  pitchHz: z.number().positive().nullable(),
});
export type SoundMeasure = z.infer<typeof SoundMeasure>;

/** A picture's measures and when it was taken. */
export const TimedPictureMeasure = PictureMeasure.extend({ atMs: AtMs });
export type TimedPictureMeasure = z.infer<typeof TimedPictureMeasure>;
