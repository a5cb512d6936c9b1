import { OpeningHours } from '@guichet/protocol';
import { isOpen } from '@guichet/workflow';
import { z } from 'zod';
import type { ServiceType } from '../database/generated/client.ts';

const MINUTE_MS = 60_000;
const Hours = z.array(OpeningHours);

export const hoursOf = (service: Pick<ServiceType, 'hours'>): OpeningHours[] => Hours.parse(service.hours);

/** Whether customers may enter a service at a moment; the hours are those of the bank's time zone, summer time included. */
export function isServiceOpen(service: Pick<ServiceType, 'hours'>, timeZone: string, nowMs: number): boolean {
  const hours = hoursOf(service);
  return hours.length === 0 || isOpen(hours, utcOffsetMinutes(timeZone, nowMs), nowMs);
}

/** Minutes by which a zone's clocks are ahead of UTC at a moment. */
function utcOffsetMinutes(timeZone: string, nowMs: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(nowMs);
  const read = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'));
  return Math.round((local - nowMs) / MINUTE_MS + (nowMs % MINUTE_MS) / MINUTE_MS);
}
