import type { FaultFigures } from './fault.ts';

export interface Rounds {
  readonly passed: number;
  readonly failed: number;
  readonly figures: readonly FaultFigures[];
}

/** One line on all rounds of a fault: how many were survived, and of every figure the median and the worst. */
export function describeRounds(name: string, { passed, failed, figures }: Rounds): string {
  const names = [...new Set(figures.flatMap((each) => Object.keys(each)))];
  const parts = names.flatMap((figure) => {
    const values = figures.flatMap((each) => (typeof each[figure] === 'number' ? [each[figure]] : []));
    return values.length === 0 ? [] : [`${figure} median ${median(values)} worst ${Math.max(...values)}`];
  });
  return [`${name}: passed ${passed}/${passed + failed}`, ...parts].join(' · ');
}

/** The middle value; of two middle ones the larger. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
