import { z } from 'zod';

const Level = z.number().min(0).max(255);
const Ms = z.number().int().nonnegative();
const Ratio = z.number().min(0).max(1);
const Dbfs = z.number().min(-120).max(0);

/**
 * From when on something is worth a warning. All of them are our own: no regulation that we have seen gives a number for any. They were chosen on pictures of 180
 * lines and sound of 16 kHz; a pack sets others by the parameters of its rules, for live checks and inspection alike.
 */
export const WatchThresholds = z.strictObject({
  /** A picture this dark and this even shows nothing. */
  blackLuma: Level.default(20),
  blackSpread: Level.default(7),
  /** Something lies on the lens: neither contrast nor an edge, whatever the colour. */
  coveredSpread: Level.default(22),
  coveredDetail: z.number().nonnegative().default(14),
  /** Nothing has so little contrast but what lies on the lens, whatever its edges seem to be. */
  flatSpread: Level.default(4),
  /** Contrast as a share of the light: a room that is dark still has its own. */
  coveredContrast: Ratio.default(0.25),
  /** Darker than this a face is not made out. */
  darkLuma: Level.default(42),
  /** So many of the pixels as before: what a camera sees always trembles a little. */
  frozenSameness: Ratio.default(0.9985),
  pictureOnsetMs: Ms.default(1_400),
  frozenOnsetMs: Ms.default(1_750),
  pictureEndMs: Ms.default(900),
  /** Quieter than any room: the microphone gives nothing. */
  silentPeakDbfs: Dbfs.default(-78),
  silentOnsetMs: Ms.default(2_000),
  /** Share of the samples at full scale. */
  clippedShare: Ratio.default(0.004),
  clippedOnsetMs: Ms.default(1_000),
  /** Speech that stands out by less is hard to understand. Where nobody has spoken yet, it is expected at the nominal level of ITU-T P.56. */
  noisySnrDb: z.number().min(0).max(60).default(15),
  noisyOnsetMs: Ms.default(1_000),
  soundEndMs: Ms.default(1_500),
  /** Share of half a second in which somebody speaks, to count as speaking. */
  speakingShare: Ratio.default(0.5),
  talkOverOnsetMs: Ms.default(2_500),
  talkOverEndMs: Ms.default(1_000),
  /** Two voices: fundamentals so many times apart, one after the other, this often each within the span. */
  voicesApart: z.number().min(1.05).max(4).default(1.45),
  voicesTimes: z.number().int().min(2).max(20).default(3),
  voicesSpanMs: Ms.default(20_000),
  /** No face for so long, and more than one for so long. */
  facesOnsetMs: Ms.default(900),
  facesEndMs: Ms.default(800),
  /** Height of the largest face, as a share of the picture's. */
  smallFace: Ratio.default(0.16),
  /** A face of which the engine is less sure is none. */
  faceConfidence: Ratio.default(0.5),
  /** People a party may be. */
  people: z.number().int().min(1).max(20).default(1),
  /** Moving pictures that come again, so many in a row, closer to those before than so many times to their own neighbours. */
  repeatPictures: z.number().int().min(4).max(60).default(12),
  repeatCloseness: Ratio.default(0.35),
  /** Mean difference between neighbours (levels): what hardly moves looks alike without being a recording. */
  repeatMotion: Level.default(4),
});
export type WatchThresholds = z.infer<typeof WatchThresholds>;

export const WATCH_DEFAULTS: WatchThresholds = WatchThresholds.parse({});
