import { z } from 'zod';

/**
 * One figure: ours beside a peer's (another program, or the same work without what we add), measured in the same run, as these machines
 * differ from one another and from hour to hour. `ratio` is ours / peer; `limit` says which ratio (or absolute value, where no peer
 * exists) is asked for, and `ok` whether it was met.
 */
export const Figure = z.object({
  what: z.string(),
  ours: z.number(),
  peer: z.number().nullable(),
  ratio: z.number().nullable(),
  unit: z.string(),
  limit: z.string().optional(),
  ok: z.boolean().optional(),
  /** Every round, in the order they were run, for whoever doubts the median. */
  rounds: z.object({ ours: z.array(z.number()), peer: z.array(z.number()) }).optional(),
});
export type Figure = z.infer<typeof Figure>;

export const BenchReport = z.object({ name: z.string(), figures: z.array(Figure) });
export type BenchReport = z.infer<typeof BenchReport>;

export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('There is no median of nothing');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

interface Comparison {
  readonly what: string;
  readonly unit: string;
  readonly rounds: { readonly ours: readonly number[]; readonly peer: readonly number[] };
  /** The highest ratio that is good enough. */
  readonly maxRatio?: number;
}

/** The figure of two series measured in turns: medians, and the ratio of the medians. */
export function compare({ what, unit, rounds, maxRatio }: Comparison): Figure {
  const ours = median(rounds.ours);
  const peer = median(rounds.peer);
  const ratio = ours / peer;
  return {
    what,
    ours,
    peer,
    ratio,
    unit,
    ...(maxRatio === undefined ? {} : { limit: `ratio ≤ ${maxRatio}`, ok: ratio <= maxRatio }),
    rounds: { ours: [...rounds.ours], peer: [...rounds.peer] },
  };
}

interface Absolute {
  readonly what: string;
  readonly ours: number;
  readonly unit: string;
  readonly limit?: { readonly below: number } | { readonly atLeast: number };
}

/** The figure of what has no peer here. */
export function absolute({ what, ours, unit, limit }: Absolute): Figure {
  const figure = { what, ours, peer: null, ratio: null, unit };
  if (!limit) return figure;
  return 'below' in limit
    ? { ...figure, limit: `< ${limit.below}`, ok: ours < limit.below }
    : { ...figure, limit: `≥ ${limit.atLeast}`, ok: ours >= limit.atLeast };
}

/** The value that `share` of all values don't exceed (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
