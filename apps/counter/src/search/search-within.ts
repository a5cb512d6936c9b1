import type { FoundMoment, Language, LocalText, Timeline } from '@guichet/protocol';

/** So much is shown around what was found. */
const EXCERPT_CHARS = 24;
const MOST_MOMENTS = 300;

/**
 * Where the words stand in a recording. `clear` is the timeline as it was, `shown` the same as this viewer sees it: what is masked is found, and
 * shown masked. Each word has to stand in the same place.
 */
export function searchTimeline(clear: Timeline, shown: Timeline, text: string, language: Language): FoundMoment[] {
  const words = normalised(text).split(/\s+/).filter(Boolean);
  const has = (...texts: readonly (string | null | undefined)[]): boolean => {
    const all = normalised(texts.filter((each) => each != null).join(' '));
    return words.every((word) => all.includes(word));
  };
  const both = (value: LocalText): string => `${value['zh-CN']} ${value.en}`;
  const cut = (value: string | null): string | null => excerpt(value, words);
  const found: FoundMoment[] = [];
  const add = (kind: FoundMoment['kind'], atMs: number, label: LocalText, shownText: string | null = null): void => {
    found.push({ kind, atMs, label, excerpt: shownText });
  };

  for (const step of clear.steps) if (has(both(step.title))) add('step', step.fromMs, step.title);
  for (const line of clear.scriptLines)
    if (has(both(line.text))) add('script', line.fromMs, { 'zh-CN': line.line, en: line.line }, cut(line.text[language]));
  for (const answer of clear.answers)
    if (has(both(answer.question), answer.answer === null ? null : both(answer.answer)))
      add('question', answer.atMs, answer.question, answer.answer?.[language] ?? null);
  for (const [at, form] of clear.forms.entries()) {
    for (const [entry, { atMs, field, value }] of form.entries.entries()) {
      const title = form.fields.find(({ key }) => key === field)?.title ?? form.title;
      if (has(both(title), value.text)) add('form', atMs, title, shown.forms[at]?.entries[entry]?.value.text ?? null);
    }
  }
  for (const document of clear.documents) if (has(both(document.title))) add('document', document.fromMs, document.title);
  for (const [at, message] of clear.chat.entries()) {
    const label = message.from === 'customer' ? { 'zh-CN': '客户', en: 'Customer' } : { 'zh-CN': '坐席', en: 'Agent' };
    if (has(message.text.text)) add('chat', message.atMs, label, cut(shown.chat[at]?.text.text ?? null));
  }
  for (const finding of clear.findings ?? []) {
    const [moment] = finding.moments;
    if (has(finding.ruleId, both(finding.title), both(finding.reason)))
      add('finding', moment?.atMs ?? 0, finding.title, finding.reason[language]);
  }
  for (const note of clear.notes) if (has(note.text)) add('note', note.atMs, { 'zh-CN': note.by, en: note.by }, cut(note.text));
  return found.toSorted((a, b) => a.atMs - b.atMs).slice(0, MOST_MOMENTS);
}

const normalised = (text: string): string => text.normalize('NFKC').toLowerCase();

function excerpt(value: string | null, words: readonly string[]): string | null {
  if (value === null) return null;
  const at = Math.max(0, ...words.map((word) => normalised(value).indexOf(word)));
  const from = Math.max(0, at - EXCERPT_CHARS);
  const until = at + EXCERPT_CHARS * 2;
  return `${from > 0 ? '…' : ''}${value.slice(from, until)}${until < value.length ? '…' : ''}`;
}
