import type { Language, OpeningHours } from '@guichet/protocol';

/** A day of the week in short, 1 is Monday (ISO 8601): `Mon`, `周一`. */
export function formatWeekday(day: number, language: Language): string {
  // 1 January 2024 was a Monday.
  return new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, day));
}

/** Hours of a week in one line, days in a row as a span: `Mon–Fri 09:00–17:00, Sat 09:00–12:00`. */
export function formatOpeningHours(hours: readonly OpeningHours[], language: Language): string {
  const windows = hours.map(({ days, from, to }) => `${formatDays(days, language)} ${from}–${to}`);
  return windows.join(language === 'zh-CN' ? '，' : ', ');
}

function formatDays(days: readonly number[], language: Language): string {
  const spans: { from: number; to: number }[] = [];
  for (const day of [...new Set(days)].toSorted((one, other) => one - other)) {
    const last = spans.at(-1);
    if (last !== undefined && last.to === day - 1) last.to = day;
    else spans.push({ from: day, to: day });
  }
  const name = (day: number) => formatWeekday(day, language);
  const texts = spans.map(({ from, to }) => (from === to ? name(from) : `${name(from)}${language === 'zh-CN' ? '至' : '–'}${name(to)}`));
  return texts.join(language === 'zh-CN' ? '、' : ', ');
}
