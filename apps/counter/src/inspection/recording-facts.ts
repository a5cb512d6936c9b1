import { verifyEventChain } from '@guichet/evidence';
import type { SessionEvent } from '@guichet/protocol';
import {
  Channel,
  type CheckFact,
  FACTS_FORMAT,
  FactRole,
  type MarkFact,
  type Placed,
  type RecordingFacts,
  retentionFact,
  type RetentionPolicy,
} from '@guichet/rules';
import type { WatchThresholds } from '@guichet/rules/watch';
import { type CompiledFlow, saleTags } from '@guichet/workflow';
import type { MuxReport } from '../recordings/mux-report.ts';
import { answerFacts } from './answer-facts.ts';
import { codeFacts, positionFacts } from './customer-device-facts.ts';
import { documentFacts, type SealVerdicts } from './document-facts.ts';
import { clockFact, headsFact } from './kept-facts.ts';
import { lineFacts, type PromptFacts } from './line-facts.ts';
import type { HeardAnswers, WordFacts } from './listen/line-listener.ts';
import type { TrackLook } from './look/track-look.ts';
import { placeFrom, type PlaceEvent, type StepRun, stepRuns } from './run-story.ts';
import { talkOver } from './talk-over.ts';

const CHECKS = {
  document_confirmed: ['identity_document', 'pass'],
  document_rejected: ['identity_document', 'fail'],
  liveness_confirmed: ['liveness', 'pass'],
  liveness_rejected: ['liveness', 'fail'],
  face_matched: ['face_match', 'pass'],
  face_not_matched: ['face_match', 'fail'],
} as const;

export interface FactSource {
  readonly recordingId: RecordingFacts['recordingId'];
  readonly sessionId: RecordingFacts['sessionId'];
  /** The session's whole log. */
  readonly events: readonly SessionEvent[];
  /** Null where the recording could not be muxed. */
  readonly report: MuxReport | null;
  readonly startedAt: number;
  /** Every chunk that was closed is in the store. */
  readonly complete: boolean;
  /** Of the participants of its call. */
  readonly roles: ReadonlyMap<string, string>;
  readonly flow: CompiledFlow | null;
  readonly version: {
    readonly unchanged: boolean;
    readonly publishedAt: number | null;
    readonly retiredAt: number | null;
    readonly secondPerson: boolean | null;
  } | null;
  /** In whole years; null where nobody told. */
  readonly age: number | null;
  readonly seals: SealVerdicts;
  /** What was seen and heard, by track; null while nobody has looked at any of it. */
  readonly looked: readonly TrackLook[] | null;
  /** By which it was looked at. */
  readonly thresholds: WatchThresholds;
  /** The lines of the virtual agent's that were looked for in the sound, by node run and line. */
  readonly prompts: PromptFacts;
  /** What an engine made out of lines that were ticked off, by node run and line. */
  readonly words: WordFacts;
  /** What an engine heard beside answers that were noted. */
  readonly answersHeard: HeardAnswers;
  /** What engines said before a person decided, of each check in their order. */
  readonly hints: ReadonlyMap<CheckFact['check'], readonly CheckFact['hint'][]>;
  /** Heads that were signed while the session ran, as notes, and how many of them an authority of time has seen. */
  readonly heads: { readonly notes: readonly string[]; readonly stamped: number } | null;
  /** How long it is kept, and who says so. */
  readonly policies: readonly RetentionPolicy[];
}

/** What the rules may look at, from what is known of a recording. Pure: the same log and rows, the same facts. */
export function recordingFacts(source: FactSource): RecordingFacts {
  const { events, report, flow, looked } = source;
  const originMs = report?.originMs ?? source.startedAt;
  const place = placeFrom(originMs);
  const steps = stepRuns(events, flow);
  const ran = steps.length > 0;
  const lines = ran ? lineFacts(steps, place, source) : null;
  const over = looked === null ? null : talkOver(looked, lines, source.thresholds);
  return {
    format: FACTS_FORMAT,
    recordingId: source.recordingId,
    sessionId: source.sessionId,
    beganAt: originMs,
    durationMs: report?.durationMs ?? null,
    channel: Channel.safeParse(flow?.definition.channel).data ?? null,
    product: flow?.definition.product ?? null,
    customer: source.age === null ? null : ageBand(source.age),
    sale: saleOf(flow, steps),
    consents: consentFacts(events, place),
    firstMedia: firstMedia(events, place),
    ...mediaFacts(source),
    segments: ran ? segmentFacts(events, place) : null,
    lines,
    answers: ran ? [...answerFacts(steps, place, source.answersHeard)] : null,
    documents: ran ? documentFacts(steps, place, source.seals) : null,
    checks: ran ? checkFacts(steps, place, source.hints) : null,
    marks: ran ? markFacts(steps, place) : null,
    codes: ran ? codeFacts(steps, place) : null,
    positions: ran ? positionFacts(steps, place) : null,
    flow: flowFact(source, place),
    log: logFact(events),
    journal:
      report === null ? null : { damaged: Object.values(report.damage).reduce((sum, count) => sum + count, 0), complete: source.complete },
    looks: looked?.flatMap(({ looks }) => looks).concat(over?.looks ?? []) ?? null,
    observations: looked?.flatMap(({ observations }) => observations).concat(over?.observations ?? []) ?? null,
    sound: looked?.flatMap(({ sound }) => sound ?? []) ?? null,
    clock: clockFact(events, source.recordingId),
    heads: headsFact(source),
    retention: retentionFact(source.policies),
  };
}

/** No rule asks for an age more closely than this. */
const AGE_LIMITS = [14, 18, 60, 65] as const;
function ageBand(age: number): NonNullable<RecordingFacts['customer']> {
  return { ageFrom: AGE_LIMITS.findLast((limit) => age >= limit) ?? 0, ageBelow: AGE_LIMITS.find((limit) => age < limit) ?? null };
}

function saleOf(flow: CompiledFlow | null, steps: readonly StepRun[]): boolean | null {
  const isSale = ({ compiled }: StepRun) => compiled?.node.tags.some((tag) => saleTags.includes(tag)) === true;
  if (flow === null) return null;
  if (steps.some(isSale)) return true;
  const named = [...flow.nodes.values()].some(({ node }) => node.tags.some((tag) => saleTags.includes(tag)));
  return named ? false : null;
}

/** The recording's own notice is decided upon in the session, every other one in the flow. */
function consentFacts(events: readonly SessionEvent[], place: PlaceEvent): NonNullable<RecordingFacts['consents']> {
  return events.flatMap((event) => {
    if (event.type === 'consent.decided') {
      const { kind, decision, textVersion } = event.payload;
      return [{ ...place(event), kind, decision, textVersion }];
    }
    if (event.type !== 'flow.marked' || event.payload.mark !== 'consent_decided') return [];
    const { kind, decision, textVersion } = event.payload.detail;
    if (typeof kind !== 'string' || kind === 'recording' || (decision !== 'accepted' && decision !== 'refused')) return [];
    return [{ ...place(event), kind, decision, textVersion: typeof textVersion === 'string' && textVersion !== '' ? textVersion : null }];
  });
}

function firstMedia(events: readonly SessionEvent[], place: PlaceEvent): Placed | null {
  const first = events.find(({ type }) => type === 'recording.started' || type === 'track.published' || type === 'recording.confirmed');
  return first === undefined ? null : place(first);
}

function mediaFacts({ report, roles }: FactSource): Pick<RecordingFacts, 'tracks' | 'gaps'> {
  if (report === null) return { tracks: null, gaps: null };
  const roleOf = (participantId: string | undefined) => FactRole.safeParse(roles.get(participantId ?? '')).data ?? null;
  return {
    tracks: report.tracks.map(({ trackId, participantId, kind, source, fromMs, toMs, file }) => ({
      trackId,
      role: roleOf(participantId),
      kind,
      source,
      fromMs,
      toMs,
      playable: file !== null,
    })),
    gaps: report.gaps.map(({ trackId, fromMs, toMs, trouble }) => {
      const track = report.tracks.find((one) => one.trackId === trackId);
      return { trackId, role: roleOf(track?.participantId), kind: track?.kind ?? null, fromMs, toMs, trouble };
    }),
  };
}

function segmentFacts(events: readonly SessionEvent[], place: PlaceEvent): NonNullable<RecordingFacts['segments']> {
  return events.flatMap((event) => {
    if (event.type !== 'segment.started') return [];
    const { segment } = event.payload;
    const end = events.find(({ type, seq, payload }) => type === 'segment.ended' && seq > event.seq && payload.segment === segment);
    return [{ ...place(event), segment, untilMs: end === undefined ? null : place(end).atMs }];
  });
}

function checkFacts(steps: readonly StepRun[], place: PlaceEvent, hints: FactSource['hints']): NonNullable<RecordingFacts['checks']> {
  const made = new Map<CheckFact['check'], number>();
  return steps.flatMap(({ marks }) =>
    marks.flatMap((mark) => {
      const name = mark.payload.mark;
      if (!Object.hasOwn(CHECKS, name)) return [];
      const [check, decision] = CHECKS[name as keyof typeof CHECKS];
      const nth = made.get(check) ?? 0;
      made.set(check, nth + 1);
      const engine = String(mark.payload.detail['engine'] ?? 'agent').slice(0, 64);
      return [{ ...place(mark), check, decision, engine, hint: hints.get(check)?.[nth] ?? null }];
    }),
  );
}

function markFacts(steps: readonly StepRun[], place: PlaceEvent): MarkFact[] {
  return steps.flatMap(({ marks, path, segment }) =>
    marks.map((mark) => ({ ...place(mark), mark: mark.payload.mark, node: path, segment })),
  );
}

function flowFact({ events, version }: FactSource, place: PlaceEvent): RecordingFacts['flow'] {
  const started = events.find((event) => event.type === 'flow.started');
  if (started === undefined) return null;
  const finished = events.find((event) => event.type === 'flow.finished');
  const { key, version: number } = started.payload;
  const wasPublished =
    version === null
      ? null
      : version.publishedAt !== null &&
        version.publishedAt <= started.at &&
        (version.retiredAt === null || version.retiredAt >= started.at);
  return {
    key,
    version: number,
    started: place(started),
    unchanged: version?.unchanged ?? null,
    published: wasPublished,
    secondPerson: version?.secondPerson ?? null,
    outcome: finished?.payload.outcome ?? null,
  };
}

function logFact(events: readonly SessionEvent[]): RecordingFacts['log'] {
  if (events.length === 0) return null;
  const { ok, verifiedThrough } = verifyEventChain(events);
  return { verifies: ok, brokenFrom: ok ? null : verifiedThrough + 1 };
}
