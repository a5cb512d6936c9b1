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
