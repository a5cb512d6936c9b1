import { z } from 'zod';
import { CheckEngine } from '../checks/observation.ts';
import { FindingDecision, RectificationStatus, ReviewDecision, ReviewStatus } from '../sessions/review-states.ts';
import {
  FindingId,
  InspectionId,
  RecordingId,
  RectificationId,
  ReviewId,
  SamplingRuleId,
  ServiceTypeId,
  SessionId,
  StaffId,
  TrackId,
} from '../wire/ids.ts';
import { LocalText } from '../wire/language.ts';

const UnixMs = z.number().int().nonnegative();
const Ms = z.number().int().nonnegative();
const Count = z.number().int().nonnegative();
const Code = z.string().max(64);

export const FindingResult = z.enum(['pass', 'fail', 'warn', 'not_evaluated']);
const FindingSeverity = z.enum(['critical', 'major', 'minor']);

/** What a rule says of a recording, with the moments that prove it. */
export const FindingView = z.object({
  findingId: FindingId,
  ruleId: Code,
  packId: Code,
  packVersion: z.number().int().positive(),
  severity: FindingSeverity,
  result: FindingResult,
  /** Whose rule it is: law, regulator, industry, own. */
  source: Code,
  title: LocalText,
  citation: z.object({ ref: Code, text: LocalText, seen: Code }),
  reason: LocalText,
  moments: z.array(
    z.object({
      atMs: Ms,
      untilMs: Ms.optional(),
      eventSeq: z.number().int().positive().optional(),
      label: LocalText,
      /** Whose picture or sound shows it: `recordings.still` has the picture of that moment. */
      trackId: TrackId.optional(),
      /** Who found it, and how sure of it; without one it stands in the log. */
      engine: CheckEngine.optional(),
      confidence: z.number().min(0).max(1).optional(),
    }),
  ),
});
export type FindingView = z.infer<typeof FindingView>;

export const InspectionView = z.object({
  inspectionId: InspectionId,
  recordingId: RecordingId,
  sessionId: SessionId,
  at: UnixMs,
  packs: z.array(z.object({ id: Code, version: z.number().int().positive() })),
  findings: z.array(FindingView),
});
export type InspectionView = z.infer<typeof InspectionView>;

/** A member of staff who has one of the seats of a review. `mine`: the asker. */
const Seat = z.object({
  position: z.number().int().positive(),
  staffId: StaffId.nullable(),
  name: z.string().nullable(),
  takenAt: UnixMs.nullable(),
  decidedAt: UnixMs.nullable(),
  mine: z.boolean(),
});

/** One line of the queue. Nothing here says what another one who has to decide thinks of it. */
export const ReviewSummary = z.object({
  reviewId: ReviewId,
  recordingId: RecordingId,
  sessionId: SessionId,
  sessionNumber: z.string(),
  status: ReviewStatus,
  serviceTypeId: ServiceTypeId,
  serviceTitle: LocalText,
  product: Code.nullable(),
  agentName: z.string().nullable(),
  recordedAt: UnixMs,
  durationMs: Ms.nullable(),
  dueAt: UnixMs,
  overdue: z.boolean(),
  /** Rules that fail, and rules that warn or that nobody could evaluate. */
  failed: Count,
  open: Count,
  worst: FindingSeverity.nullable(),
  seats: z.array(Seat).min(1).max(3),
  /** By which rules of sampling it was drawn. */
  drawnBy: z.array(LocalText),
  /** Decided by all; null while anybody is still to decide. */
  decision: ReviewDecision.nullable(),
  followsSessionId: SessionId.nullable(),
});
export type ReviewSummary = z.infer<typeof ReviewSummary>;

export const ReviewReason = z.string().trim().min(1).max(2_000);

export const DecidedFinding = z.object({ findingId: FindingId, decision: FindingDecision, reason: ReviewReason.nullable() });
export type DecidedFinding = z.infer<typeof DecidedFinding>;

/** What one of those who decide said. */
export const DecisionView = z.object({
  position: z.number().int().positive(),
  name: z.string(),
  at: UnixMs,
  decision: ReviewDecision,
  reason: z.string(),
  findings: z.array(DecidedFinding),
});
export type DecisionView = z.infer<typeof DecisionView>;

export const RectificationView = z.object({
  rectificationId: RectificationId,
  reviewId: ReviewId,
  sessionId: SessionId,
  status: RectificationStatus,
  /** What was wrong: ids of rules. */
  rules: z.array(Code),
  requestedAt: UnixMs,
  dueAt: UnixMs,
  followUpSessionId: SessionId.nullable(),
});
export type RectificationView = z.infer<typeof RectificationView>;

/** A session that another one puts right, or that puts another one right. */
const LinkedSession = z.object({ sessionId: SessionId, sessionNumber: z.string(), recordingId: RecordingId.nullable() });
export type LinkedSession = z.infer<typeof LinkedSession>;

export const ReviewDetail = z.object({
  review: ReviewSummary,
  inspection: InspectionView,
  /** One's own; all of them once everybody has decided, or for whoever decides between two. */
  decisions: z.array(DecisionView),
  rectification: RectificationView.nullable(),
  /** The session that this one puts right, and the one that puts this one right, once somebody opened it. */
  follows: LinkedSession.nullable(),
  followUp: LinkedSession.nullable(),
  /** May the asker take a seat, decide, give their seat back; may they ask for something to be recorded anew. */
  mayTake: z.boolean(),
  mayDecide: z.boolean(),
  mayRelease: z.boolean(),
  mayRectify: z.boolean(),
});
export type ReviewDetail = z.infer<typeof ReviewDetail>;

/** Which recordings a person looks at. Of several rules that fit each is drawn for itself; the strictest deadline and the most persons count. */
export const SamplingRuleFacts = z.object({
  title: LocalText,
  percent: z.number().min(0).max(100),
  /** Null: whatever it is. Of unknown age: as if it fitted, since nobody can say that it doesn't. */
  product: z.array(Code).min(1).max(20).nullable(),
  serviceTypeIds: z.array(ServiceTypeId).min(1).max(50).nullable(),
  agentIds: z.array(StaffId).min(1).max(200).nullable(),
  ageFrom: z.number().int().min(1).max(120).nullable(),
  /** Products of this level of risk (R1 to R5) and above; of unknown level: as if it fitted. */
  riskFrom: z.number().int().min(1).max(5).nullable().default(null),
  /** Recordings of which a rule of at least this severity fails; null: all. */
  failed: FindingSeverity.nullable(),
  secondPerson: z.boolean(),
  deadlineHours: z
    .number()
    .int()
    .min(1)
    .max(24 * 365),
  active: z.boolean(),
});
export type SamplingRuleFacts = z.infer<typeof SamplingRuleFacts>;
export const SamplingRuleView = SamplingRuleFacts.extend({ samplingRuleId: SamplingRuleId });
export type SamplingRuleView = z.infer<typeof SamplingRuleView>;

const Rate = z.object({ reviewed: Count, passed: Count });
export const ReviewPeriod = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  serviceTypeId: ServiceTypeId.optional(),
  agentId: StaffId.optional(),
});

/** Figures of a period, by the bank's days. */
export const ReviewFigures = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  recordings: Count,
  /** Recordings of one's own or one's team's sessions: no figure counts them for who is a reviewer alone. */
  leftOut: Count,
  inspected: Count,
  drawn: Count,
  reviewed: Count,
  /** Decided `pass` or `pass_with_remark`. */
  passed: Count,
  decisions: z.record(ReviewDecision, Count),
  waiting: Count,
  overdue: Count,
  /** From the recording's end to the decision. Null: nothing was decided. */
  timeToReviewMs: z.object({ median: Ms, p90: Ms }).nullable(),
  rules: z.array(
    z.object({
      ruleId: Code,
      title: LocalText,
      severity: FindingSeverity,
      failed: Count,
      warned: Count,
      notEvaluated: Count,
      passed: Count,
    }),
  ),
  agents: z.array(Rate.extend({ staffId: StaffId, name: z.string(), inspected: Count, failedRules: Count })),
  flowVersions: z.array(Rate.extend({ key: Code, version: z.number().int().positive(), inspected: Count, failedRules: Count })),
  days: z.array(Rate.extend({ day: z.iso.date(), inspected: Count, withFailure: Count })),
  /** How far two who decide blind agree (Cohen 1960). `kappa` null: there are no pairs, or all of them are of one kind. */
  agreement: z.object({ pairs: Count, same: Count, kappa: z.number().min(-1).max(1).nullable() }),
  /** What these days can be narrowed down by, whatever they are narrowed down by now. */
  choices: z.object({
    services: z.array(z.object({ serviceTypeId: ServiceTypeId, title: LocalText })),
    agents: z.array(z.object({ staffId: StaffId, name: z.string() })),
  }),
});
export type ReviewFigures = z.infer<typeof ReviewFigures>;
