import type { Viseme } from '../face/visemes.ts';

/** Samples per second of everything the agent says: what Opus codes without resampling. */
export const SAMPLE_RATE_HZ = 48_000;

/** The mouth from that moment of a line on. */
export interface MouthMark {
  readonly atMs: number;
  readonly viseme: Viseme;
}

/** A line ready to be said: mono 16-bit samples at `SAMPLE_RATE_HZ`, and how the mouth moves with them, in order of time. */
export interface SpokenLine {
  readonly samples: Int16Array;
  readonly mouth: readonly MouthMark[];
}

export const durationMsOf = ({ samples }: SpokenLine): number => Math.round((samples.length * 1000) / SAMPLE_RATE_HZ);
