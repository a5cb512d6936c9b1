import type { Language, SessionEvent } from '@guichet/protocol';
import { ShownValues } from '../replay/shown-values.ts';
import { RecordingClock } from '../replay/timeline/clock.ts';
import type { FlowStory } from '../replay/timeline/flow-story.ts';
import { projectForms } from '../replay/timeline/forms.ts';
import type { OpenedValues } from '../replay/timeline/opened-values.ts';
import type { SearchTokens } from './search-tokens.ts';

const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];
const CUSTOMER_NUMBERS = ['phone', 'customerNumber', 'idNumber'];

/** What people said in writing: filled into forms, in the words of the form, and sent as messages. */
export function writtenWords(events: readonly SessionEvent[], story: FlowStory | null, values: OpenedValues): string[] {
  const clear = new ShownValues(false, new Map());
  const clock = new RecordingClock(0, 0);
  const forms = story === null ? [] : LANGUAGES.flatMap((language) => projectForms(story, clock, clear, language));
  const filled = forms.flatMap(({ entries }) => entries.flatMap(({ value }) => (value.text === null ? [] : [value.text])));
  const identity = (story?.nodes ?? []).flatMap(({ facts }) =>
    facts.flatMap((fact) => (fact.kind === 'acted' ? stringsIn(fact.input) : [])),
  );
  const chat = events.flatMap((event) => {
    const text = event.type === 'chat.sent' ? values.get(event.payload.text) : null;
    return typeof text === 'string' ? [text] : [];
  });
  return [...filled, ...identity, ...chat];
}

/** Everything a session is found by, each token once. `open`: words that are no secret, found the same way. */
export function tokensOf(tokens: SearchTokens, open: readonly string[], written: readonly string[], values: OpenedValues): bigint[] {
  const found = new Set<bigint>();
  const add = (list: readonly bigint[]): void => list.forEach((token) => found.add(token));
  for (const text of open) add(tokens.words(text));
  for (const text of written) add([...tokens.words(text), ...tokens.numbersIn(text)]);
  for (const [name, value] of values.customer) {
    if (name === 'name') add([tokens.name(value), ...tokens.words(value)]);
    if (CUSTOMER_NUMBERS.includes(name)) add([tokens.number(value)]);
  }
  return [...found];
}

/** Strings in what somebody put in, but no pictures and no strokes. */
function stringsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return value.length <= 200 ? [value] : [];
  if (value === null || typeof value !== 'object' || depth > 3) return [];
  return Object.values(value).flatMap((inner) => stringsIn(inner, depth + 1));
}
