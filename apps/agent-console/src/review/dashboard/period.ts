/** Days as inputs give and take them, `2026-11-22`. */
export interface ChosenDays {
  readonly from: string;
  readonly to: string;
}

const DAY_MS = 86_400_000;
const SHOWN_DAYS = 30;

/** The last thirty days of this clock, today among them. */
export function lastDays(nowMs: number): ChosenDays {
  const day = (atMs: number) => new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  return { from: day(nowMs - (SHOWN_DAYS - 1) * DAY_MS), to: day(nowMs) };
}

export const isPeriod = ({ from, to }: ChosenDays): boolean => from !== '' && to !== '' && from <= to;
