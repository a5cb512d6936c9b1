import { describe, expect, it } from 'vitest';
import { isServiceOpen } from './opening-hours.ts';

const open = (hours: object[], timeZone: string, moment: string) => isServiceOpen({ hours }, timeZone, Date.parse(moment));
const weekdays = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }];

describe('opening hours of a service', () => {
  it('are any time where none are named', () => {
    expect(open([], 'Asia/Shanghai', '2026-11-22T20:00:00Z')).toBe(true);
  });

  it("go by the bank's clocks and not by ours", () => {
    expect(open(weekdays, 'Asia/Shanghai', '2026-11-23T01:00:00Z')).toBe(true);
    expect(open(weekdays, 'Asia/Shanghai', '2026-11-23T00:59:59.999Z')).toBe(false);
    expect(open(weekdays, 'Asia/Shanghai', '2026-11-23T09:00:00Z')).toBe(false);
    expect(open(weekdays, 'Asia/Kolkata', '2026-11-23T03:30:00Z')).toBe(true);
    expect(open(weekdays, 'Asia/Kolkata', '2026-11-23T03:29:30Z')).toBe(false);
  });

  it('follow summer time', () => {
    expect(open(weekdays, 'Europe/Berlin', '2026-07-06T07:00:00Z')).toBe(true);
    expect(open(weekdays, 'Europe/Berlin', '2026-11-23T07:30:00Z')).toBe(false);
  });
});
