import { z } from 'zod';
import { MAX_STILL_BYTES } from '../media/still.ts';
import { NodeRunId } from '../sessions/flow-view.ts';
import { SessionId, StillId, VerificationId } from '../wire/ids.ts';
import type { RouteSpec } from './route-spec.ts';

const UnixMs = z.number().int().nonnegative();
const Confidence = z.number().min(0).max(1).nullable();

export const IdentityCheckKind = z.enum(['identity_document', 'liveness', 'face_match']);

/** What came of a check of the customer's identity, as staff see it later: by eye or by an engine, one shape. */
export const IdentityVerificationView = z.object({
  verificationId: VerificationId,
  check: IdentityCheckKind,
  decision: z.enum(['pass', 'fail', 'not_evaluated']),
  reason: z.string().nullable(),
  /** `agent` where a person looked. */
  engine: z.string(),
  engineVersion: z.string(),
  confidence: Confidence,
  documentType: z.string().nullable(),
  /** What was read, masked. */
  fields: z.array(
    z.object({
      name: z.string(),
      value: z.string().nullable(),
      masked: z.boolean(),
      confidence: Confidence,
      /** Where it stands in its picture: shares of width and height from the top left corner. */
      box: z.object({ image: z.string(), x: z.number(), y: z.number(), width: z.number(), height: z.number() }).nullable(),
      /** Who read it; null where a person wrote it. */
      engine: z.string().nullable(),
      engineVersion: z.string().nullable(),
      correctedBy: z.enum(['agent', 'customer']).nullable(),
    }),
  ),
  /** What was held against it beside what stands on it: its other side, other sessions, the bank's block list. */
  beside: z.array(z.object({ name: z.string(), result: z.enum(['pass', 'fail', 'warn', 'not_evaluated']), detail: z.string().nullable() })),
  /** `stillId` null: no picture could be taken. */
  images: z.array(z.object({ what: z.string(), stillId: StillId.nullable(), at: UnixMs })),
  decidedBy: z.object({ role: z.string(), displayName: z.string().nullable() }),
  decidedAt: UnixMs,
  /** SHA-256 of the whole result's canonical JSON; the session's log commits to it. */
  hash: z.string(),
});
export type IdentityVerificationView = z.infer<typeof IdentityVerificationView>;

const MAX_STILL_BASE64 = Math.ceil(MAX_STILL_BYTES / 3) * 4;

/** Checks of customers' identities: what came of them, and the pictures that they looked at. */
export const identityRoutes = {
  'identity.list': {
    method: 'GET',
    path: '/v1/sessions/:sessionId/identity-checks',
    summary: "What came of the checks of the customer's identity, oldest first; an agent of a session that they serve or served",
    roles: ['agent', 'supervisor', 'reviewer'],
    rate: { perSecond: 5, burst: 30 },
    params: z.object({ sessionId: SessionId }),
    reply: z.object({ verifications: z.array(IdentityVerificationView) }),
  },
  'identity.still': {
    method: 'GET',
    path: '/v1/identity-stills/:stillId',
    summary: 'A picture that a check looked at, as JPEG, for the staff who may see the session. Leaves an audit record',
    roles: ['agent', 'supervisor', 'reviewer'],
    rate: { perSecond: 10, burst: 60 },
    params: z.object({ stillId: StillId }),
    reply: null,
  },
  'identity.sendStill': {
    method: 'POST',
    path: '/v1/identity-stills',
    summary:
      "The picture that the customer's page announced with a side of a document: a JPEG in base64, once, while that step waits for it",
    roles: ['customer'],
    rate: { perSecond: 0.5, burst: 8 },
    maxBytes: MAX_STILL_BASE64 + 1_024,
    body: z.object({ nodeRunId: NodeRunId, side: z.string().min(1).max(32), jpeg: z.string().min(4).max(MAX_STILL_BASE64) }),
    reply: z.object({}),
  },
} as const satisfies Record<string, RouteSpec>;
