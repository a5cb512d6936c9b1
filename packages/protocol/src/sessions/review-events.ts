import { z } from 'zod';
import { InspectionId, RecordingId, RectificationId, ReviewId, SamplingRuleId, SessionId, StaffId } from '../wire/ids.ts';
import { ReviewDecision } from './review-states.ts';

const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
const Count = z.number().int().nonnegative();
const UnixMs = z.number().int().nonnegative();
const OfReview = z.object({ reviewId: ReviewId, recordingId: RecordingId });

/** What a session's log says of its inspection, its review and what was put right afterwards. */
export const reviewEvents = {
  /** The rules were applied; facts and results are kept beside the log, and their hashes here. */
  'inspection.completed': z.object({
    inspectionId: InspectionId,
    recordingId: RecordingId,
    packs: z.array(z.object({ id: z.string().max(64), version: z.number().int().positive() })).max(50),
    counts: z.object({ pass: Count, fail: Count, warn: Count, not_evaluated: Count }),
    factsHash: Sha256Hex,
    resultsHash: Sha256Hex,
  }),
  /** Whether a person looks at it. With the seed anybody can draw again and see that nobody chose. */
  'review.sampled': z.object({
    recordingId: RecordingId,
    seed: z.string().regex(/^[0-9a-f]{32}$/),
    rules: z
      .array(
        z.object({
          samplingRuleId: SamplingRuleId,
          percent: z.number().min(0).max(100),
          value: z.number().min(0).lt(1),
          drawn: z.boolean(),
        }),
      )
      .max(100),
    reviewId: ReviewId.nullable(),
  }),
  /** Said once all who had to decide have: until then none of them can read here what another one thinks. */
  'review.completed': OfReview.extend({
    decision: ReviewDecision,
    decisions: z.array(z.object({ staffId: StaffId, position: z.number().int().positive(), decision: ReviewDecision, at: UnixMs })).max(3),
  }),
  'rectification.requested': OfReview.extend({
    rectificationId: RectificationId,
    rules: z.array(z.string().max(64)).max(200),
    dueAt: UnixMs,
  }),
  /** The customer was given a new link; what comes of it is recorded in a session of its own. */
  'rectification.opened': z.object({ rectificationId: RectificationId, followUpSessionId: SessionId }),
  'rectification.completed': z.object({ rectificationId: RectificationId, followUpSessionId: SessionId, decision: ReviewDecision }),
  /** Said in the session that puts another one right. */
  'session.linked': z.object({ sessionId: SessionId, rectificationId: RectificationId }),
} as const;
