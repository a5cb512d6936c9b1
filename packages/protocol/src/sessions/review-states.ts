import { z } from 'zod';

/** What a reviewer can say of a recording, from best to worst. */
export const ReviewDecision = z.enum(['pass', 'pass_with_remark', 'rectify', 'reject']);
export type ReviewDecision = z.infer<typeof ReviewDecision>;

/** What a reviewer says of a finding: as the machine found it, the other way round, or nobody can tell. */
export const FindingDecision = z.enum(['confirmed', 'overruled', 'unclear']);
export type FindingDecision = z.infer<typeof FindingDecision>;

export const ReviewStatus = z.enum([
  'waiting', // nobody has taken it, or not all that are needed
  'in_review', // everybody who is needed has taken it
  'differing', // two decided otherwise than one another: a third one is to decide
  'done', // decided. Final.
]);
export type ReviewStatus = z.infer<typeof ReviewStatus>;

export const RectificationStatus = z.enum([
  'requested', // the bank's system has not yet asked for the new link
  'opened', // the customer has a new link
  'done', // what was recorded anew passed its own review. Final.
]);
export type RectificationStatus = z.infer<typeof RectificationStatus>;
