import type { Language } from '@guichet/protocol';

/** A whole number with separators: `1,318`. */
export const formatCount = (value: number, language: Language): string => new Intl.NumberFormat(language).format(value);

/** A share in per cent with at most one decimal and the space of the house style: `0.4 %`. `ratio` is 0 … 1. */
export function formatPercent(ratio: number): string {
  const percent = ratio * 100;
  const text = percent > 0 && percent < 0.05 ? '< 0.1' : String(Math.round(percent * 10) / 10);
  return `${text} %`;
}

/** A rate: `640 kbit/s`, `1.8 Mbit/s`. */
export function formatBitrate(kbps: number): string {
  return kbps < 1000 ? `${Math.round(kbps)} kbit/s` : `${(kbps / 1000).toFixed(1)} Mbit/s`;
}

const SIZE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** A size in decimal units, three significant figures at most: `48.2 MB`. */
export function formatSize(sizeBytes: number): string {
  let value = sizeBytes;
  let step = 0;
  while (value >= 999.5 && step < SIZE_UNITS.length - 1) {
    value /= 1000;
    step += 1;
  }
  const digits = step === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${SIZE_UNITS[step]}`;
}
