import type { SessionEvent, Timeline, TimelineCheck, TrackId } from '@guichet/protocol';
import { CheckedField } from '@guichet/workflow';
import { z } from 'zod';
import type { ShownValues } from '../shown-values.ts';
import type { RecordingClock } from './clock.ts';
import type { FlowStory, NodeFact, NodeStory } from './flow-story.ts';

const Captures = z.object({ captures: z.record(z.string(), z.object({ atMs: z.number() })) });
const Images = z.object({ images: z.array(z.object({ what: z.string(), atMs: z.number() })) });
const Hint = z.object({
  hint: z.object({ engine: z.string(), confidence: z.number().nullable(), fields: z.array(CheckedField).default([]) }).nullable(),
});
const Decided = z.object({ engine: z.string().default('agent'), reason: z.string().nullable().default(null) });
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
  const acted = node.facts.findLast((other) => other.kind === 'acted' && other.at <= fact.at);
  const written = acted?.kind === 'acted' ? (Fields.safeParse(acted.input).data?.fields ?? {}) : {};
  const hint = Hint.safeParse(node.data).data?.hint ?? null;
  const captures = Object.entries(Captures.safeParse(node.data).data?.captures ?? {}).map(([what, { atMs }]) => ({ what, atMs }));
  const images = [...captures, ...(Images.safeParse(node.data).data?.images ?? [])];
  return [
    {
      nodeRunId: node.nodeRunId,
      check,
      atMs: clock.at(fact.at),
      decision: /confirmed|_matched$/.test(fact.mark) && !fact.mark.includes('not_matched') ? 'pass' : 'fail',
      engine,
      confidence: hint?.confidence ?? null,
      reason,
      fields: Object.entries(written).flatMap(([name, value]) =>
        value === null ? [] : [{ name, value: shown.field(FIELD_TYPES[name] ?? 'text', value, null) }],
      ),
      images: images.map(({ what, atMs }) => ({ what, atMs: clock.at(atMs), trackId: trackAt(clock.at(atMs)) })),
    },
  ];
}

function sessionCheck(event: SessionEvent, clock: RecordingClock): TimelineCheck[] {
  const shared = { nodeRunId: event.type, atMs: clock.of(event), engine: 'system', confidence: null, fields: [], images: [] };
  if (event.type === 'consent.decided')
    return [{ ...shared, check: 'consent', decision: event.payload.decision === 'accepted' ? 'pass' : 'fail', reason: event.payload.kind }];
  if (event.type === 'check.reported')
    return [
      { ...shared, check: 'device', decision: event.payload.verdict === 'unusable' ? 'fail' : 'pass', reason: event.payload.verdict },
    ];
  return [];
}
