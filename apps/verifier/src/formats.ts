import type { Language } from '@guichet/protocol';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** `86.4 MB`, in thousands. */
export function sizeText(bytes: number, language: Language): string {
  const step = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const options = { style: 'unit', unit: UNITS[step] ?? 'byte', unitDisplay: 'short', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, options).format(bytes / 1_000 ** step);
}

/** `2026-11-18 14:10:05`, by the clock of whoever reads it. */
export function momentText(ms: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const at = new Date(ms);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** Hexadecimal in groups of eight, so that two of them can be compared by eye. */
export const hashText = (hex: string): string => hex.match(/.{1,8}/g)?.join(' ') ?? '';
