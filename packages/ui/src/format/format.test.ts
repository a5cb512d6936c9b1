import { describe, expect, it } from 'vitest';
import { formatBitrate, formatCount, formatPercent, formatSize } from './count.ts';
import { formatAge, formatClock, formatSpan, formatTimecode, formatWait } from './duration.ts';
import { formatOpeningHours } from './opening-hours.ts';
import { formatCustomerDateTime, formatDateTime, formatTimeOfDay } from './time.ts';

describe('durations', () => {
  it('writes a running time with two digits of minutes, and hours only when there are any', () => {
    expect(formatClock(0)).toBe('00:00');
    expect(formatClock(318_900)).toBe('05:18');
    expect(formatClock(3_918_000)).toBe('1:05:18');
    expect(formatClock(-5)).toBe('00:00');
  });

  it('writes a wait without a leading zero', () => {
    expect(formatWait(31_000)).toBe('0:31');
    expect(formatWait(372_000)).toBe('6:12');
    expect(formatWait(600_000)).toBe('10:00');
    expect(formatWait(3_972_000)).toBe('1:06:12');
  });

  it('cuts a timecode instead of rounding it up to a moment not yet reached', () => {
    expect(formatTimecode(451_299)).toBe('07:31.2');
    expect(formatTimecode(59_999)).toBe('00:59.9');
  });

  it('gives an age in its largest whole unit', () => {
    expect(formatAge(999)).toBe('0 s');
    expect(formatAge(59_999)).toBe('59 s');
    expect(formatAge(60_000)).toBe('1 min');
    expect(formatAge(7_200_000)).toBe('2 h');
    expect(formatAge(3 * 86_400_000)).toBe('3 d');
  });

  it('spells a span out in both languages, with a space between number and Chinese', () => {
    expect(formatSpan(45_000, 'zh-CN')).toMatch(/^45 秒/);
    expect(formatSpan(720_000, 'zh-CN')).toBe('12 分钟');
    expect(formatSpan(720_000, 'en')).toBe('12 minutes');
    expect(formatSpan(60_000, 'en')).toBe('1 minute');
    expect(formatSpan(3_900_000, 'zh-CN')).toBe('1 小时 5 分钟');
    expect(formatSpan(7_200_000, 'en')).toBe('2 hours');
  });
});

describe('moments', () => {
  const at = new Date(2026, 10, 18, 14, 2, 11).getTime();

  it('writes dates for consoles and for customers as the house style says', () => {
    expect(formatTimeOfDay(at)).toBe('14:02:11');
    expect(formatDateTime(at)).toBe('2026-11-18 14:02');
    expect(formatCustomerDateTime(at, 'zh-CN')).toBe('11 月 18 日 14:02');
    expect(formatCustomerDateTime(at, 'en')).toBe('18 Nov, 14:02');
  });
});

describe('figures', () => {
  it('separates thousands', () => {
    expect(formatCount(1318, 'zh-CN')).toBe('1,318');
    expect(formatCount(1318, 'en')).toBe('1,318');
  });

  it('keeps one decimal of a share and never shows a small loss as none', () => {
    expect(formatPercent(0.004)).toBe('0.4 %');
    expect(formatPercent(0.0001)).toBe('< 0.1 %');
    expect(formatPercent(0)).toBe('0 %');
    expect(formatPercent(0.07)).toBe('7 %');
  });

  it('changes the unit of a rate and of a size before a fourth figure is needed', () => {
    expect(formatBitrate(640.4)).toBe('640 kbit/s');
    expect(formatBitrate(1800)).toBe('1.8 Mbit/s');
    expect(formatSize(0)).toBe('0 B');
    expect(formatSize(999)).toBe('999 B');
    expect(formatSize(48_234_000)).toBe('48.2 MB');
    expect(formatSize(999_600)).toBe('1.0 MB');
    expect(formatSize(2_500_000_000_000)).toBe('2.5 TB');
  });
});

describe('formatOpeningHours', () => {
  const week = [
    { days: [5, 1, 2, 3, 4], from: '09:00', to: '17:00' },
    { days: [6], from: '09:00', to: '12:00' },
  ];

  it('joins days in a row and names the others', () => {
    expect(formatOpeningHours(week, 'en')).toBe('Mon–Fri 09:00–17:00, Sat 09:00–12:00');
    expect(formatOpeningHours(week, 'zh-CN')).toBe('周一至周五 09:00–17:00，周六 09:00–12:00');
    expect(formatOpeningHours([{ days: [1, 3, 4, 7], from: '22:00', to: '02:00' }], 'en')).toBe('Mon, Wed–Thu, Sun 22:00–02:00');
  });
});
