import { z } from 'zod';
import { StaffId } from '../wire/ids.ts';
import { LocalText } from '../wire/language.ts';
import { FlowVersionStatus } from './designer-views.ts';

const UnixMs = z.number().int().nonnegative();

export const FlowKey = z.string().regex(/^[a-z][a-z0-9-]{1,63}$/);
export const ByFlow = z.object({ flow: FlowKey });
export const ByVersion = ByFlow.extend({ version: z.coerce.number().int().positive() });
export const LOOK = { perSecond: 5, burst: 30 };
export const CHANGE = { perSecond: 1, burst: 10 };

/** A definition of as many nodes as one may have, with texts in two languages, is far larger than any other request. */
export const MAX_DEFINITION_BYTES = 1024 * 1024;

/** Why somebody does what the flow's history shows. */
export const ChangeReason = z.string().trim().min(1).max(500);

export const FlowVersionView = z.object({
  key: z.string(),
  version: z.number().int().positive(),
  status: FlowVersionStatus,
  title: LocalText,
  /** SHA-256 of the definition's canonical JSON. */
  hash: z.string(),
  /** Who saved it last; null for what came with the product. */
  authorId: StaffId.nullable(),
  authorName: z.string().nullable(),
  approverId: StaffId.nullable(),
  approverName: z.string().nullable(),
  changedAt: UnixMs,
  publishedAt: UnixMs.nullable(),
  retiredAt: UnixMs.nullable(),
  /** New sessions run it: all, or all but those that a rollout takes. */
  inForce: z.boolean(),
  openRuns: z.number().int().nonnegative(),
});
export type FlowVersionView = z.infer<typeof FlowVersionView>;

export const VersionReply = z.object({ version: FlowVersionView });
