import type { ReviewFigures } from '@guichet/protocol';

/** Days as inputs give and take them, `2026-11-22`. */
export interface ChosenDays {
  readonly from: string;
  readonly to: string;
}

const DAY_MS = 86_400_000;
const SHOWN_DAYS = 30;

/** No place on Earth is further ahead: wherever the bank is, its today is among the days. */
const MOST_AHEAD_MS = 14 * 3_600_000;

/** The last thirty days, the bank's today among them wherever this browser is. */
export function lastDays(nowMs: number): ChosenDays {
  const day = (atMs: number) => new Date(atMs + MOST_AHEAD_MS).toISOString().slice(0, 10);
  return { from: day(nowMs - SHOWN_DAYS * DAY_MS), to: day(nowMs) };
}

export const isPeriod = ({ from, to }: ChosenDays): boolean => from !== '' && to !== '' && from <= to;

/** One entry for each day of the period: of a day on which nothing was recorded, zeros. */
export function everyDay({ from, to, days }: Pick<ReviewFigures, 'from' | 'to' | 'days'>): ReviewFigures['days'] {
  const known = new Map(days.map((one) => [one.day, one]));
  const count = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
  return Array.from({ length: count }, (_, at) => {
    const day = new Date(Date.parse(from) + at * DAY_MS).toISOString().slice(0, 10);
    return known.get(day) ?? { day, reviewed: 0, passed: 0, inspected: 0, withFailure: 0 };
  });
}
