import type { LocalText, Timeline } from '@guichet/protocol';

/** How long after something was done it still stands below. */
const LAST_SHOWN_MS = 15_000;

export interface CustomerScreenAt {
  readonly step: Timeline['steps'][number] | null;
  readonly line: Timeline['scriptLines'][number] | null;
  readonly answer: Timeline['answers'][number] | null;
  readonly answered: boolean;
  readonly form: Timeline['forms'][number] | null;
  readonly document: { readonly document: Timeline['documents'][number]; readonly page: number } | null;
  /** Which of how many lines or answers. */
  readonly place: { readonly number: number; readonly total: number } | null;
  readonly last: {
    readonly kind: 'answered' | 'acknowledged' | 'submitted' | 'signed';
    readonly atMs: number;
    readonly text: LocalText;
  } | null;
}

interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
}
const isAt = (positionMs: number) => (stretch: Stretch) => stretch.fromMs <= positionMs && positionMs < stretch.untilMs;

/** What lay before the customer at a moment, put together from what the log says. */
export function screenAt(timeline: Timeline, positionMs: number): CustomerScreenAt {
  const now = isAt(positionMs);
  const step = timeline.steps.findLast(now) ?? null;
  const ofStep = timeline.scriptLines.filter(({ nodeRunId }) => nodeRunId === step?.nodeRunId);
  // A line stays until the next one begins: between the two the customer still looks at it.
  const line = ofStep.findLast(({ fromMs }) => fromMs <= positionMs) ?? null;
  const answer = timeline.answers.find(({ nodeRunId }) => nodeRunId === step?.nodeRunId) ?? null;
  const form = timeline.forms.find((candidate) => candidate.nodeRunId === step?.nodeRunId) ?? null;
  const document = timeline.documents.find((candidate) => candidate.nodeRunId === step?.nodeRunId) ?? null;
  const page = document?.turns.findLast(({ atMs }) => atMs <= positionMs)?.page ?? null;
  return {
    step,
    line,
    answer,
    answered: answer !== null && answer.atMs <= positionMs,
    form,
    document: document === null || page === null ? null : { document, page },
    place: line === null ? null : { number: ofStep.indexOf(line) + 1, total: ofStep.length },
    last: lastDone(timeline, positionMs),
  };
}

function lastDone({ answers, scriptLines, forms, documents }: Timeline, positionMs: number): CustomerScreenAt['last'] {
  const done: NonNullable<CustomerScreenAt['last']>[] = [
    ...answers.flatMap(({ atMs, answer }) => (answer === null ? [] : [{ kind: 'answered' as const, atMs, text: answer }])),
    ...scriptLines.flatMap(({ acknowledgedAtMs, text }) =>
      acknowledgedAtMs === null ? [] : [{ kind: 'acknowledged' as const, atMs: acknowledgedAtMs, text }],
    ),
    ...forms.flatMap(({ submittedAtMs, title }) =>
      submittedAtMs === null ? [] : [{ kind: 'submitted' as const, atMs: submittedAtMs, text: title }],
    ),
    ...documents.flatMap(({ signatures, title }) => signatures.map(({ atMs }) => ({ kind: 'signed' as const, atMs, text: title }))),
  ];
  return done.filter(({ atMs }) => atMs <= positionMs && positionMs - atMs < LAST_SHOWN_MS).toSorted((a, b) => b.atMs - a.atMs)[0] ?? null;
}
