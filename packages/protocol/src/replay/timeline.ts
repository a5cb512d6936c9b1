import { z } from 'zod';
import { LiveCheck } from '../checks/live-check.ts';
import { CheckEngine } from '../checks/observation.ts';
import { RecordingTrouble } from '../media/quality.ts';
import { TrackSource } from '../media/room-token.ts';
import { MediaKind } from '../media/rtp.ts';
import { DocumentId, NoteId, ParticipantId, RecordingId, SessionId, TrackId } from '../wire/ids.ts';
import { LocalText } from '../wire/language.ts';
import { FlowActorRole, FlowNeed, NodeRunId } from '../sessions/flow-view.ts';
import { PartyRole } from './party-role.ts';

/** Milliseconds from the recording's beginning; negative before it. */
const AtMs = z.number().int();
const UnixMs = z.number().int().nonnegative();
const Ratio = z.number().min(0).max(1);
const Code = z.string().max(64);
const Span = z.object({ fromMs: AtMs, untilMs: AtMs });

/** A value as this viewer may see it; `masked`: part of it, or all, is hidden. */
export const ShownValue = z.object({ text: z.string().max(4_000).nullable(), masked: z.boolean() });
export type ShownValue = z.infer<typeof ShownValue>;

/**
 * Which picture of a track this viewer gets. `clear`: as recorded; `blurred`: nobody can be recognised and nothing read on it; `pending`: the
 * blurred one is still being made; `none`: the track is sound.
 */
export const PictureKind = z.enum(['clear', 'blurred', 'pending', 'none']);
export type PictureKind = z.infer<typeof PictureKind>;

/** A sheet of small pictures: one every `everyMs` of the track, row by row. */
export const ThumbnailSheet = z.object({
  everyMs: z.number().int().positive(),
  count: z.number().int().positive(),
  columns: z.number().int().positive(),
  widthPx: z.number().int().positive(),
  heightPx: z.number().int().positive(),
});
export type ThumbnailSheet = z.infer<typeof ThumbnailSheet>;

export const TimelineTrack = z.object({
  trackId: TrackId,
  kind: MediaKind,
  source: TrackSource,
  fromMs: AtMs,
  toMs: AtMs,
  picture: PictureKind,
  /** Of sound: where somebody speaks; null while it has not been measured. */
  speech: z.array(Span).nullable(),
  /** Of sound: how many peaks a second `recordings.peaks` has; null while there are none. */
  peaksPerSecond: z.number().int().positive().nullable(),
  /** Of a picture; null while there are none. */
  thumbnails: ThumbnailSheet.nullable(),
});
export type TimelineTrack = z.infer<typeof TimelineTrack>;

export const TimelineParty = z.object({
  participantId: ParticipantId,
  role: PartyRole,
  displayName: z.string(),
  tracks: z.array(TimelineTrack),
  /** Samples of their line, thinned out to at most one every two seconds. */
  quality: z.array(
    z.object({ atMs: AtMs, lossRatio: Ratio.nullable(), rttMs: z.number().nonnegative().nullable(), freezeMs: z.number().nonnegative() }),
  ),
});
export type TimelineParty = z.infer<typeof TimelineParty>;

export const TimelineSegment = z.object({ segment: z.string().max(32), title: LocalText, fromMs: AtMs, untilMs: AtMs });

export const TimelineStep = z.object({
  nodeRunId: NodeRunId,
  nodeId: z.string().max(200),
  type: z.string().max(32),
  title: LocalText,
  fromMs: AtMs,
  untilMs: AtMs,
  /** How it was left; null while it is open, and where it failed. */
  port: Code.nullable(),
  failed: Code.nullable(),
  /** While something it needs was missing. */
  held: z.array(Span.extend({ needs: z.array(FlowNeed) })),
});
export type TimelineStep = z.infer<typeof TimelineStep>;

/** Why a line counts as said, or not: `ticked` by whoever read it, `acknowledged` by the customer as well. */
export const ScriptEvidence = z.enum(['ticked', 'acknowledged', 'too_fast', 'unread']);

export const TimelineScriptLine = z.object({
  nodeRunId: NodeRunId,
  line: Code,
  text: LocalText,
  readBy: Code,
  fromMs: AtMs,
  /** When it was ticked; where it never was, when the step was left. */
  untilMs: AtMs,
  acknowledgedAtMs: AtMs.nullable(),
  evidence: ScriptEvidence,
  rereads: z.number().int().nonnegative(),
  rule: z.string().max(64).nullable(),
});
export type TimelineScriptLine = z.infer<typeof TimelineScriptLine>;

export const TimelineAnswer = z.object({
  nodeRunId: NodeRunId,
  atMs: AtMs,
  question: LocalText,
  answer: LocalText.nullable(),
  kind: Code,
  how: Code,
});

/** A form as it was filled in: every change at its moment. */
export const TimelineForm = z.object({
  nodeRunId: NodeRunId,
  title: LocalText,
  fromMs: AtMs,
  untilMs: AtMs,
  submittedAtMs: AtMs.nullable(),
  fields: z.array(z.object({ key: Code, title: LocalText })),
  entries: z.array(z.object({ atMs: AtMs, field: Code, value: ShownValue, by: FlowActorRole })),
});
export type TimelineForm = z.infer<typeof TimelineForm>;

export const TimelineDocument = z.object({
  nodeRunId: NodeRunId,
  documentId: DocumentId.nullable(),
  /** SHA-256 of the PDF that `documentId` names, hex. */
  hash: z.string().max(64).nullable(),
  title: LocalText,
  fromMs: AtMs,
  untilMs: AtMs,
  pages: z.number().int().nonnegative(),
  /** The page both were on, from when on. */
  turns: z.array(z.object({ atMs: AtMs, page: z.number().int().positive() })),
  reads: z.array(z.object({ atMs: AtMs, page: z.number().int().positive(), by: FlowActorRole, dwellMs: z.number().nonnegative() })),
  signatures: z.array(z.object({ atMs: AtMs, place: Code, page: z.number().int().positive(), by: FlowActorRole, initials: z.boolean() })),
  sealedAtMs: AtMs.nullable(),
  declinedAtMs: AtMs.nullable(),
  /** The PDF itself may be opened by this viewer now. */
  mayOpen: z.boolean(),
});
export type TimelineDocument = z.infer<typeof TimelineDocument>;

export const RuleOutcome = z.enum(['pass', 'fail', 'warn', 'not_evaluated']);
export type RuleOutcome = z.infer<typeof RuleOutcome>;

export const TimelineCheck = z.object({
  nodeRunId: NodeRunId,
  check: z.enum(['identity_document', 'liveness', 'face_match', 'device', 'consent']),
  atMs: AtMs,
  decision: z.enum(['pass', 'fail', 'not_evaluated']),
  /** Whose decision it was: `agent`, `system`, or an engine. */
  engine: Code,
  /** The engine that looked as well, where a person decided. */
  besideEngine: Code.nullable().default(null),
  /** That engine's. */
  confidence: Ratio.nullable(),
  reason: Code.nullable(),
  fields: z.array(z.object({ name: Code, value: ShownValue })),
  /** Moments whose picture `recordings.still` has. */
  images: z.array(z.object({ what: Code, atMs: AtMs, trackId: TrackId.nullable() })),
  /** What was held against a document beside what stands on it, as whoever decided knew it. */
  beside: z.array(z.object({ name: Code, result: RuleOutcome })).default([]),
  /** When a number or digits were read aloud, and what was heard of it. */
  readAloud: z.object({ fromMs: AtMs, untilMs: AtMs, heard: Code }).nullable().default(null),
});
export type TimelineCheck = z.infer<typeof TimelineCheck>;

/** What stands in the lane of warnings; those of live checks go by the check's own name. */
export const WarningKind = z.enum([
  ...LiveCheck.options,
  'packet_loss',
  'slow_line',
  'frozen_picture',
  'disconnected',
  'replaced_page',
  'recording_degraded',
  'step_held',
  'step_failed',
  'read_too_fast',
  'asked_again',
  /** A picture that the customer's page sent beside the video shows something else than was recorded. */
  'foreign_still',
  'person_called',
  'call_moved',
]);
export type WarningKind = z.infer<typeof WarningKind>;
export const TimelineWarning = Span.extend({
  kind: WarningKind,
  participantId: ParticipantId.nullable(),
  /** What was measured, where something was: a share, milliseconds, a number of times. */
  value: z.number().nullable(),
});
export type TimelineWarning = z.infer<typeof TimelineWarning>;

/** A stretch that is not, or not wholly, on the recording: lost, or left out on purpose. */
export const TimelineGap = Span.extend({
  kind: z.enum(['lost', 'held', 'track_paused', 'away']),
  trackId: TrackId.nullable(),
  participantId: ParticipantId.nullable(),
  trouble: RecordingTrouble.nullable(),
});
export type TimelineGap = z.infer<typeof TimelineGap>;

/** What a rule found, with the moments that prove it. */
export const TimelineFinding = z.object({
  ruleId: z.string().max(64),
  packId: z.string().max(64),
  packVersion: z.string().max(32),
  title: LocalText,
  citation: LocalText.nullable(),
  source: Code.nullable(),
  result: RuleOutcome,
  reason: LocalText,
  moments: z.array(
    z.object({
      atMs: AtMs,
      untilMs: AtMs.nullable(),
      label: LocalText,
      /** Whose picture or sound shows it; null where it stands in the log. */
      trackId: TrackId.nullable(),
      engine: CheckEngine.nullable(),
      confidence: Ratio.nullable(),
    }),
  ),
});
export type TimelineFinding = z.infer<typeof TimelineFinding>;

export const TimelineNote = z.object({
  noteId: NoteId,
  atMs: AtMs,
  untilMs: AtMs.nullable(),
  text: z.string().max(2_000),
  by: z.string(),
  mine: z.boolean(),
  at: UnixMs,
});
export type TimelineNote = z.infer<typeof TimelineNote>;

/** Everything of a recording on one clock, projected from the session's log and the recording's journal, as this viewer may see it. */
export const Timeline = z.object({
  recordingId: RecordingId,
  sessionId: SessionId,
  /** Wall clock at 0, Unix ms. */
  startedAt: UnixMs,
  durationMs: z.number().int().nonnegative(),
  masked: z.boolean(),
  /** Until when this viewer sees it in clear; null where they don't. */
  unmaskedUntil: UnixMs.nullable(),
  mayUnmask: z.boolean(),
  /** Whether waveforms, small pictures and blurred pictures are there; `failed`: the recording plays without them. */
  material: z.enum(['pending', 'ready', 'failed']),
  flow: z.object({ key: z.string(), version: z.number().int().positive(), title: LocalText }).nullable(),
  parties: z.array(TimelineParty),
  segments: z.array(TimelineSegment),
  steps: z.array(TimelineStep),
  scriptLines: z.array(TimelineScriptLine),
  answers: z.array(TimelineAnswer),
  forms: z.array(TimelineForm),
  documents: z.array(TimelineDocument),
  checks: z.array(TimelineCheck),
  warnings: z.array(TimelineWarning),
  chat: z.array(z.object({ atMs: AtMs, from: z.enum(['customer', 'staff']), text: ShownValue })),
  gaps: z.array(TimelineGap),
  chunks: z.array(z.object({ seq: z.number().int().positive(), atMs: AtMs })),
  /** Null: nobody looked yet, or this viewer may not know. */
  findings: z.array(TimelineFinding).nullable(),
  /** How far the inspection that is under way has come; null where none is. */
  inspectionProgress: Ratio.nullable(),
  notes: z.array(TimelineNote),
});
export type Timeline = z.infer<typeof Timeline>;
