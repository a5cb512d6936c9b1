import type { OpeningHours } from '@guichet/protocol';

const MINUTE_MS = 60_000;

/** Whether a moment lies in the opening hours. A window that ends before it begins runs over midnight and belongs to the day it begins. */
export function isOpen(hours: readonly OpeningHours[], utcOffsetMinutes: number, nowMs: number): boolean {
  const local = new Date(nowMs + utcOffsetMinutes * MINUTE_MS);
  const day = isoDay(local);
  const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
  const before = day === 1 ? 7 : day - 1;
  return hours.some(({ days, from, to }) => {
    const [start, end] = [minutesOf(from), minutesOf(to)];
    if (start < end) return days.includes(day) && minute >= start && minute < end;
    return (days.includes(day) && minute >= start) || (days.includes(before) && minute < end);
  });
}

const isoDay = (date: Date) => (date.getUTCDay() === 0 ? 7 : date.getUTCDay());

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
