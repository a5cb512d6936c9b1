import { CheckEngine, LiveCheck, RecordingId, RecordingTrouble, SessionId } from '@guichet/protocol';
import { z } from 'zod';

/** Format of the facts as they are kept beside an inspection; `readFacts` lifts older ones, a reader refuses any other. */
export const FACTS_FORMAT = 'guichet.recording-facts/2';

const Code = z.string().max(64);
const Count = z.number().int().nonnegative();
const Ms = z.number().int();
const Share = z.number().min(0).max(1);

/** Where something stands: milliseconds from the recording's start (what came before it is negative), and the event that says so. */
export const Placed = z.object({ atMs: Ms, eventSeq: z.number().int().positive().nullable() });
export type Placed = z.infer<typeof Placed>;

/** The day that a period of keeping begins with. */
export const RetentionStart = z.enum(['recorded', 'product_end', 'contract_end']);
export type RetentionStart = z.infer<typeof RetentionStart>;

const RetentionPeriodFact = z.object({ policy: Code, from: RetentionStart, months: Count.nullable() });

export const Channel = z.enum(['remote', 'branch', 'self_service', 'meeting']);
export type Channel = z.infer<typeof Channel>;

export const FactRole = z.enum(['customer', 'agent', 'supervisor', 'guest', 'virtual_agent']);
export type FactRole = z.infer<typeof FactRole>;

/** A decision about a notice. */
export const ConsentFact = Placed.extend({
  kind: Code,
  decision: z.enum(['accepted', 'refused']),
  /** Null where nobody noted which text it was. */
  textVersion: Code.nullable(),
});

export const TrackFact = z.object({
  trackId: Code,
  /** Null where nobody knows whose it is. */
  role: FactRole.nullable(),
  kind: z.enum(['audio', 'video']),
  source: Code,
  fromMs: Ms,
  toMs: Ms,
  /** Something of it can be played. */
  playable: z.boolean(),
});
export type TrackFact = z.infer<typeof TrackFact>;

/** A stretch of which nothing is recorded; `role` and `trackId` null: of nobody. */
export const GapFact = z.object({
  trackId: Code.nullable(),
  role: FactRole.nullable(),
  kind: z.enum(['audio', 'video']).nullable(),
  fromMs: Ms,
  toMs: Ms,
  trouble: RecordingTrouble,
});

/** A business chapter. `untilMs` null: it was begun and never ended. */
export const SegmentFact = Placed.extend({ segment: Code, untilMs: Ms.nullable() });
export type SegmentFact = z.infer<typeof SegmentFact>;

/** A line of a script that the run came to, as the pinned version of the flow has it. */
export const LineFact = z.object({
  line: Code,
  /** Which rule the flow's author says it serves. */
  rule: Code.nullable(),
  segment: Code.nullable(),
  node: Code,
  by: FactRole,
  minMs: Count,
  /** Null: it was not ticked, and the virtual agent did not say it. */
  ticked: Placed.extend({ heldMs: Count, tooFast: z.boolean() }).nullable(),
  acknowledgement: z.object({ asked: z.boolean(), given: Placed.nullable() }),
  /** When the node that holds it was entered. */
  entered: Placed,
  /** For how long whoever reads it spoke while it was its turn. Null: nobody has listened, or it was not ticked. */
  heard: z.object({ fromMs: Ms, untilMs: Ms, speechMs: Count }).nullable().default(null),
  /** A line of the virtual agent's, looked for in the recorded sound: which share of it is there, and how alike. Null: nobody has looked for it. */
  prompt: z.object({ atMs: Ms, untilMs: Ms, heard: Share, score: Share, engine: CheckEngine }).nullable().default(null),
  /** What an engine that knows words says of it: `said`, `not_said`, or that it cannot tell. Null: none was asked. */
  words: z
    .object({ said: z.enum(['said', 'not_said', 'unsure']), confidence: Share.nullable(), engine: CheckEngine })
    .nullable()
    .default(null),
});
export type LineFact = z.infer<typeof LineFact>;

/** An answer to a question that the flow put. */
export const AnswerFact = Placed.extend({
  node: Code,
  segment: Code.nullable(),
  rule: Code.nullable(),
  class: z.enum(['expected', 'refused', 'repeat', 'other']),
  how: z.enum(['tapped', 'spoken']).nullable(),
  /** Of one that was given aloud: what an engine heard beside what was noted. Null: none listened. */
  heard: z
    .object({ fits: z.enum(['same', 'other', 'unsure']), engine: CheckEngine })
    .nullable()
    .default(null),
});
export type AnswerFact = z.infer<typeof AnswerFact>;

export const DocumentFact = z.object({
  node: Code,
  documentId: Code.nullable(),
  template: Code.nullable(),
  shown: Placed,
  pages: z.number().int().positive().nullable(),
  /** Pages that the customer saw to their foot, for as long as was asked; null where nobody looked after it. */
  pagesRead: z.array(z.number().int().positive()).nullable(),
  /** How many places there are to sign, and how many were signed in the end. */
  places: Count.nullable(),
  written: Count,
  finished: Placed.nullable(),
  declined: Placed.nullable(),
  /** Null: it was not sealed. `verifies` null: nobody has checked it. */
  seal: z.object({ signerKind: Code, verifies: z.boolean().nullable(), sealed: Placed }).nullable(),
});
export type DocumentFact = z.infer<typeof DocumentFact>;

export const CheckFact = Placed.extend({
  check: z.enum(['identity_document', 'liveness', 'face_match']),
  decision: z.enum(['pass', 'fail', 'not_evaluated']),
  engine: Code,
  /** What an engine said before a person decided, by its own thresholds. Null: none was asked, or what it said is gone. */
  hint: z
    .object({ engine: CheckEngine, decision: z.enum(['pass', 'fail', 'not_evaluated']), confidence: Share.nullable() })
    .nullable()
    .default(null),
});
export type CheckFact = z.infer<typeof CheckFact>;

/** That something was looked for on a track, and for how long of it. What nobody looked for is not there, and never fine. */
export const LookFact = z.object({ check: LiveCheck, trackId: Code, role: FactRole.nullable(), lookedMs: Count, engine: CheckEngine });
export type LookFact = z.infer<typeof LookFact>;

/** Something that was wrong for a while, from the recording's start. */
export const ObservationFact = z.object({
  check: LiveCheck,
  trackId: Code.nullable(),
  role: FactRole.nullable(),
  fromMs: Ms,
  untilMs: Ms,
  /** What was measured, in the measure's own unit. */
  value: z.number().nullable(),
  engine: CheckEngine,
  confidence: Share.nullable(),
});
export type ObservationFact = z.infer<typeof ObservationFact>;

/** How well somebody can be heard on a track. */
export const SoundFact = z.object({
  trackId: Code,
  role: FactRole.nullable(),
  lookedMs: Count,
  speechMs: Count,
  /** Of the windows with speech: medians, and the share of those that are overdriven. Null: nobody speaks. */
  snrDb: z.number().nullable(),
  levelDbfs: z.number().nullable(),
  clipped: Share.nullable(),
  engine: CheckEngine,
});
export type SoundFact = z.infer<typeof SoundFact>;

export const MarkFact = Placed.extend({ mark: Code, node: Code, segment: Code.nullable() });
export type MarkFact = z.infer<typeof MarkFact>;

/** By what a code reached the customer. */
export const codeChannels = ['sms', 'push', 'email'] as const;

/** What came of a step that asked for a code of a second channel. */
export const CodeFact = Placed.extend({
  node: Code,
  confirmed: z.boolean(),
  /** Why not; null where it was confirmed. */
  reason: Code.nullable(),
  channel: z.enum(codeChannels),
});
export type CodeFact = z.infer<typeof CodeFact>;

/** What came of a step that asked where the customer's device is; the place itself is no fact. */
export const PositionFact = Placed.extend({
  node: Code,
  /** Null: no position was had, and `reason` says why. */
  accuracyM: Count.nullable(),
  /** Against the areas that the flow names; null where it names none. */
  whereabouts: z.enum(['inside', 'outside', 'unsure']).nullable(),
  reason: Code.nullable(),
});
export type PositionFact = z.infer<typeof PositionFact>;

export const FlowFact = z.object({
  key: Code,
  version: z.number().int().positive(),
  started: Placed,
  /** The version's definition is, byte for byte, the one that the run began with; null where it is gone. */
  unchanged: z.boolean().nullable(),
  /** It was published when the run began. */
  published: z.boolean().nullable(),
  /** Somebody else than its author put it in force; null where it came with the product. */
  secondPerson: z.boolean().nullable(),
  outcome: Code.nullable(),
});

/**
 * What a rule may look at: facts of one recording, gathered from the session's log, the recording and its documents. No personal value
 * stands here: an age is a range, a document its number of pages. A fact that nobody knows is null, and never looks like one that is fine.
 */
export const RecordingFacts = z.object({
  format: z.literal(FACTS_FORMAT),
  recordingId: RecordingId,
  sessionId: SessionId,
  /** Wall clock (Unix ms) at which the recording begins. */
  beganAt: z.number().int().nonnegative(),
  durationMs: Count.nullable(),
  channel: Channel.nullable(),
  product: Code.nullable(),
  /** The customer's age lies in `[ageFrom, ageBelow)`, years. Null: unknown. */
  customer: z.object({ ageFrom: Count.nullable(), ageBelow: Count.nullable() }).nullable(),
  /** Whether the run came to where the business is concluded; null where its flow names no such step. */
  sale: z.boolean().nullable(),
  consents: z.array(ConsentFact).nullable(),
  /** The first media of the session that a recorder was given. */
  firstMedia: Placed.nullable(),
  tracks: z.array(TrackFact).nullable(),
  gaps: z.array(GapFact).nullable(),
  segments: z.array(SegmentFact).nullable(),
  lines: z.array(LineFact).nullable(),
  answers: z.array(AnswerFact).nullable(),
  documents: z.array(DocumentFact).nullable(),
  checks: z.array(CheckFact).nullable(),
  marks: z.array(MarkFact).nullable(),
  codes: z.array(CodeFact).nullable(),
  positions: z.array(PositionFact).nullable(),
  flow: FlowFact.nullable(),
  /** The session's log, held against its hashes. */
  log: z.object({ verifies: z.boolean(), brokenFrom: z.number().int().positive().nullable() }).nullable(),
  /** Places of the journal that could not be read, and whether every chunk that was closed is in the store. */
  journal: z.object({ damaged: Count, complete: z.boolean() }).nullable(),
  /** What was looked for in pictures and sound, and what was found; null while nobody has looked at any of it. */
  looks: z.array(LookFact).nullable(),
  observations: z.array(ObservationFact).nullable(),
  sound: z.array(SoundFact).nullable(),
  /**
   * The recorder's clock beside the counter's: how much later than it happened by the recorder the counter wrote down what it was told. Of each few reports the least
   * delay, and of those the one that is furthest from 0; negative where the recorder's clock is ahead.
   */
  clock: z.object({ offsetMs: Ms, reports: z.number().int().positive() }).nullable(),
  /** Heads of log and journal that were signed while it was recorded: how many, how many an authority of time has seen, how many name what is in the log now. */
  heads: z.object({ signed: Count, stamped: Count, fitting: Count }).nullable(),
  /** How long it is kept at least; where several periods have to be over, `also` names the others. */
  retention: RetentionPeriodFact.extend({ also: z.array(RetentionPeriodFact).max(50).optional() }).nullable(),
});
export type RecordingFacts = z.infer<typeof RecordingFacts>;

/** A fact that a rule can need. */
export type FactName = Exclude<keyof RecordingFacts, 'format' | 'recordingId' | 'sessionId' | 'beganAt'>;
