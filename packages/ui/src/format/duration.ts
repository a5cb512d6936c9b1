import type { Language } from '@guichet/protocol';

const pad = (value: number): string => String(value).padStart(2, '0');

/** A running time: `05:18`, from an hour on `1:05:18`. Negative counts as 0. `durationMs` in milliseconds. */
export function formatClock(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${pad(minutes)}:${pad(seconds % 60)}`;
}

/** A wait in a narrow column: `0:31`, `6:12`, `1:06:12`. */
export function formatWait(durationMs: number): string {
  return formatClock(durationMs).replace(/^0(\d:)/, '$1');
}

/** A place on a timeline, to the tenth: `07:31.2`. Cut, not rounded, so that it never names a moment that is yet to come. */
export function formatTimecode(positionMs: number): string {
  const tenths = Math.max(0, Math.floor(positionMs / 100));
  return `${formatClock(tenths * 100)}.${tenths % 10}`;
}

/** A short age or span with its unit: `1 s`, `45 s`, `3 min`, `2 h`, `3 d`. The same in both languages, as units are. */
export function formatAge(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  const hours = Math.floor(seconds / 3600);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

/** A span in words, for sentences: `45 秒`, `12 分钟`, `1 小时 5 分钟`; `45 seconds`, `12 minutes`. */
export function formatSpan(durationMs: number, language: Language): string {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  const unit = (value: number, unitName: 'second' | 'minute' | 'hour') =>
    new Intl.NumberFormat(language, { style: 'unit', unit: unitName, unitDisplay: 'long' }).format(value);
  // ICU writes “12分钟”; the house style keeps a space between a number and Chinese.
  const spaced = (text: string) => (language === 'zh-CN' ? text.replace(/(\d)(?=\p{Script=Han})/u, '$1 ') : text);
  if (seconds < 60) return spaced(unit(seconds, 'second'));
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return spaced(unit(minutes, 'minute'));
  const hours = spaced(unit(Math.floor(minutes / 60), 'hour'));
  return minutes % 60 === 0 ? hours : `${hours} ${spaced(unit(minutes % 60, 'minute'))}`;
}
