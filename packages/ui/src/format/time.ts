import type { Language } from '@guichet/protocol';

const pad = (value: number): string => String(value).padStart(2, '0');

/** `14:02:11` in the reader's time zone. `atMs` is Unix milliseconds, as everywhere here. */
export function formatTimeOfDay(atMs: number): string {
  const at = new Date(atMs);
  return `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;
}

/** Date and time for consoles: `2026-11-18 14:02`. */
export function formatDateTime(atMs: number): string {
  const at = new Date(atMs);
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())} ${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/** Date and time for customers: `11 月 18 日 14:02` / `18 Nov, 14:02`. */
export function formatCustomerDateTime(atMs: number, language: Language): string {
  const at = new Date(atMs);
  const time = `${pad(at.getHours())}:${pad(at.getMinutes())}`;
  if (language === 'zh-CN') return `${at.getMonth() + 1} 月 ${at.getDate()} 日 ${time}`;
  const month = new Intl.DateTimeFormat('en', { month: 'short' }).format(at);
  return `${at.getDate()} ${month}, ${time}`;
}
