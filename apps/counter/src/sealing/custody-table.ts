import { canonicalJson } from '@guichet/evidence';
import { FileKind } from '@guichet/evidence/sealing';
import { Language, type LocalText, type SessionEvent } from '@guichet/protocol';
import { ACTOR_WORDS, EVENT_WORDS } from './event-words.ts';
import type { MadeFile } from './made-files.ts';
import type { ProofStill } from './proof-stills.ts';
import type { SessionFacts } from './session-facts.ts';

interface Line {
  readonly atMs: number;
  readonly event: number | null;
  readonly who: LocalText;
  readonly what: LocalText;
  readonly still: string | null;
  readonly hash: string | null;
}

const STILL_OF: LocalText = { 'zh-CN': '核验图片', en: 'Picture of a check' };

/** Who did what and when, for people: a table in each language with the pictures beside their moments, and the same for machines. */
export function custodyFiles(facts: SessionFacts, stills: readonly ProofStill[], staffNumbers: ReadonlyMap<string, string>): MadeFile[] {
  const byEvent = new Map(stills.flatMap(({ event, path }) => (event === null ? [] : [[event, path] as const])));
  const ofEvents = facts.events.flatMap((event): Line[] => {
    const words = EVENT_WORDS[event.type];
    if (words === undefined) return [];
    const { seq, at, hash } = event;
    return [
      { atMs: at, event: seq, who: whoOf(event, staffNumbers), what: withDetail(words, event), still: byEvent.get(seq) ?? null, hash },
    ];
  });
  const ofChecks = stills
    .filter(({ event }) => event === null)
    .map(({ atMs, path, what }): Line => {
      const words = { 'zh-CN': `${STILL_OF['zh-CN']} ${what}`, en: `${STILL_OF.en} ${what}` };
      return { atMs, event: null, who: ACTOR_WORDS['system'] as LocalText, what: words, still: path, hash: null };
    });
  const lines = [...ofEvents, ...ofChecks].toSorted((one, other) => one.atMs - other.atMs);
  return [
    ...Language.options.map((language) => ({
      path: `custody.${language}.html`,
      kind: FileKind.summary,
      bytes: Buffer.from(page(facts, lines, language)),
    })),
    { path: 'custody.json', kind: FileKind.summary, bytes: Buffer.from(canonicalJson({ format: 'guichet.custody/1', lines })) },
    ...stills.map(({ path, jpeg }) => ({ path, kind: FileKind.values, bytes: jpeg })),
  ];
}

function whoOf({ actor }: SessionEvent, staffNumbers: ReadonlyMap<string, string>): LocalText {
  const words = ACTOR_WORDS[actor.kind] ?? { 'zh-CN': actor.kind, en: actor.kind };
  const number = actor.kind === 'staff' ? staffNumbers.get(actor.id) : undefined;
  return number === undefined ? words : { 'zh-CN': `${words['zh-CN']} ${number}`, en: `${words.en} ${number}` };
}

/** Codes of the flow and decisions say more than the word for the event; nothing personal stands in them. */
function withDetail(words: LocalText, { payload }: SessionEvent): LocalText {
  const { mark, nodeId, decision, outcome, trouble } = payload as Readonly<Record<string, unknown>>;
  const detail = (language: Language): string =>
    [nodeId, mark, decision, outcome, trouble]
      .flatMap((one) => (typeof one === 'string' ? [DECISIONS[one]?.[language] ?? one] : []))
      .join(' · ');
  if (detail('en') === '') return words;
  return { 'zh-CN': `${words['zh-CN']}（${detail('zh-CN')}）`, en: `${words.en} (${detail('en')})` };
}

/** What people decided, in words; codes of steps and marks stand as they are in the flow. */
const DECISIONS: Readonly<Record<string, LocalText>> = {
  accepted: { 'zh-CN': '同意', en: 'accepted' },
  refused: { 'zh-CN': '拒绝', en: 'refused' },
};

const HEADINGS = {
  title: { 'zh-CN': '经过一览', en: 'Who did what, and when' },
  when: { 'zh-CN': '时间', en: 'When' },
  who: { 'zh-CN': '何人', en: 'Who' },
  what: { 'zh-CN': '何事', en: 'What' },
  number: { 'zh-CN': '日志序号', en: 'No. in the log' },
} as const satisfies Record<string, LocalText>;

function page({ session, bank }: SessionFacts, lines: readonly Line[], language: Language): string {
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone: bank.timeZone, dateStyle: 'short', timeStyle: 'medium' });
  const say = (text: LocalText): string => escaped(text[language]);
  const title = `${say(HEADINGS.title)} · ${escaped(session.number)}`;
  const rows = lines.map(({ atMs, who, what, event, still }) => {
    const picture = still === null ? '' : `<br><img src="${escaped(still)}" alt="" width="240">`;
    return `<tr><td>${time.format(atMs)}</td><td>${say(who)}</td><td>${say(what)}${picture}</td><td>${event ?? ''}</td></tr>`;
  });
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${title}</title>`,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'">`,
    '<style>body{font:14px/1.5 system-ui,"Noto Sans SC",sans-serif;margin:24px;color:#171c21}table{border-collapse:collapse;width:100%}',
    'th,td{border-bottom:1px solid #d5d9de;padding:6px 10px;text-align:left;vertical-align:top}td:first-child{white-space:nowrap}</style></head>',
    `<body><h1>${title}</h1><p>${escaped(language === 'en' ? bank.nameEn : bank.nameZh)} · ${escaped(bank.timeZone)}</p><table><thead><tr>`,
    [HEADINGS.when, HEADINGS.who, HEADINGS.what, HEADINGS.number].map((heading) => `<th>${say(heading)}</th>`).join(''),
    `</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table></body></html>\n`,
  ].join('\n');
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char);
