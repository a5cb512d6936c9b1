import { RuleOutcome, type SessionEvent, type Timeline, type TimelineCheck, type TrackId } from '@guichet/protocol';
import { CheckedField } from '@guichet/workflow';
import { z } from 'zod';
import type { ShownValues } from '../shown-values.ts';
import type { RecordingClock } from './clock.ts';
import type { FlowStory, NodeFact, NodeStory } from './flow-story.ts';

const Captures = z.object({ captures: z.record(z.string(), z.object({ atMs: z.number() })) });
const Images = z.object({ images: z.array(z.object({ what: z.string(), atMs: z.number() })) });
const OneHint = z.object({ engine: z.string(), confidence: z.number().nullable(), fields: z.array(CheckedField).default([]) });
const Hint = z.object({ hint: OneHint.nullable() });
const Hints = z.object({ hints: z.record(z.string(), OneHint) });
const Decided = z.object({ engine: z.string().default('agent'), reason: z.string().nullable().default(null) });
const Beside = z.object({ beside: z.record(z.string(), RuleOutcome) });
const NumberRead = z.object({ numberRead: z.object({ heard: z.string(), fromMs: z.number(), untilMs: z.number() }) });
const Fields = z.object({ fields: z.record(z.string(), z.unknown()) });

/** What a field of an identity document is, for masking. */
const FIELD_TYPES: Readonly<Record<string, string>> = { name: 'name', idNumber: 'id', birthDate: 'date' };
const CHECK_OF: Readonly<Record<string, TimelineCheck['check']>> = {
  'identity-document': 'identity_document',
  liveness: 'liveness',
  'face-match': 'face_match',
};
const DECISION = /^(document|liveness|face)_(confirmed|rejected|matched|not_matched)$/;

interface How {
  readonly clock: RecordingClock;
  readonly shown: ShownValues;
  /** The customer's picture at a moment on the recording's clock. */
  readonly trackAt: (atMs: number) => TrackId | null;
}

/** Who was identified how, and the consents and device checks before. */
export function projectChecks(events: readonly SessionEvent[], story: FlowStory | null, how: How): Timeline['checks'] {
  const identity = (story?.nodes ?? []).flatMap((node) => {
    const check = CHECK_OF[node.type];
    return check === undefined ? [] : node.facts.flatMap((fact) => decisionOf(node, check, fact, how));
  });
  return [...events.flatMap((event) => sessionCheck(event, how.clock)), ...identity].toSorted((a, b) => a.atMs - b.atMs);
}

function decisionOf(node: NodeStory, check: TimelineCheck['check'], fact: NodeFact, { clock, shown, trackAt }: How): TimelineCheck[] {
  if (fact.kind !== 'marked' || !DECISION.test(fact.mark)) return [];
  const { engine, reason } = Decided.parse(fact.detail);
  // Between writing it down and leaving the step something else may have been pressed.
  const isWritten = (other: NodeFact) => other.kind === 'acted' && other.at <= fact.at && Fields.safeParse(other.input).success;
  const acted = /confirmed|_matched$/.test(fact.mark) ? node.facts.findLast(isWritten) : undefined;
  const written = acted?.kind === 'acted' ? (Fields.safeParse(acted.input).data?.fields ?? {}) : {};
  const hint = Hint.safeParse(node.data).data?.hint ?? hintsOf(node).at(-1) ?? null;
  const captures = Object.entries(Captures.safeParse(node.data).data?.captures ?? {}).map(([what, { atMs }]) => ({ what, atMs }));
  const images = [...captures, ...(Images.safeParse(node.data).data?.images ?? [])];
  return [
    {
      nodeRunId: node.nodeRunId,
      check,
      atMs: clock.at(fact.at),
      decision: /confirmed|_matched$/.test(fact.mark) && !fact.mark.includes('not_matched') ? 'pass' : 'fail',
      engine,
      besideEngine: hint === null || hint.engine === engine ? null : hint.engine,
      confidence: hint?.confidence ?? null,
      reason,
      fields: Object.entries(written).flatMap(([name, value]) =>
        value === null ? [] : [{ name, value: shown.field(FIELD_TYPES[name] ?? 'text', value, null) }],
      ),
      images: images.map(({ what, atMs }) => ({ what, atMs: clock.at(atMs), trackId: trackAt(clock.at(atMs)) })),
      beside: Object.entries(Beside.safeParse(fact.detail).data?.beside ?? {}).map(([name, result]) => ({ name, result })),
      readAloud: readAloudOf(node, clock),
    },
  ];
}

/** What engines found of the challenges of a check of presence, the last one last. */
const hintsOf = ({ data }: Pick<NodeStory, 'data'>) => Object.values(Hints.safeParse(data).data?.hints ?? {});

/** Of a document its number, of a check of presence its digits; null where nothing was to be read or nothing was heard. */
function readAloudOf({ data }: NodeStory, clock: RecordingClock): TimelineCheck['readAloud'] {
  const number = NumberRead.safeParse(data).data?.numberRead;
  if (number !== undefined) return { heard: number.heard, fromMs: clock.at(number.fromMs), untilMs: clock.at(number.untilMs) };
  const facts = hintsOf({ data }).flatMap(({ fields }) => fields);
  const of = (name: string) => facts.findLast((fact) => fact.name === `read_digits.${name}`)?.value ?? null;
  const [heard, fromMs, untilMs] = [of('heard'), of('from_ms'), of('until_ms')];
  if (heard === null || fromMs === null || untilMs === null) return null;
  return { heard, fromMs: clock.at(Number(fromMs)), untilMs: clock.at(Number(untilMs)) };
}

function sessionCheck(event: SessionEvent, clock: RecordingClock): TimelineCheck[] {
  const shared = {
    nodeRunId: event.type,
    atMs: clock.of(event),
    engine: 'system',
    besideEngine: null,
    confidence: null,
    fields: [],
    images: [],
    beside: [],
    readAloud: null,
  };
  if (event.type === 'consent.decided')
    return [{ ...shared, check: 'consent', decision: event.payload.decision === 'accepted' ? 'pass' : 'fail', reason: event.payload.kind }];
  if (event.type === 'check.reported')
    return [
      { ...shared, check: 'device', decision: event.payload.verdict === 'unusable' ? 'fail' : 'pass', reason: event.payload.verdict },
    ];
  return [];
}
