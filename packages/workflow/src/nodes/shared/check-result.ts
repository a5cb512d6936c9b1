import { z } from 'zod';
import type { FlowActor } from '../node-type.ts';

/** Where a value stands in an image: shares of its width and height from the top left corner. */
const Box = z.object({
  image: z.string().max(200),
  x: z.number().min(0).max(1),
  y: z.number().min(0).max(1),
  width: z.number().min(0).max(1),
  height: z.number().min(0).max(1),
});
const Confidence = z.number().min(0).max(1);

/** One value that was read. */
export const CheckedField = z.object({
  name: z.string().max(64),
  value: z.string().max(500).nullable(),
  /** Null where nobody measured it: a person reads without one. */
  confidence: Confidence.nullable(),
  box: Box.nullable(),
  /** Who read it; null where a person wrote it. */
  engine: z.string().max(64).nullable().default(null),
  engineVersion: z.string().max(64).nullable().default(null),
  /** Who wrote it over what an engine had read; null where it stands as read. */
  correctedBy: z.enum(['agent', 'customer']).nullable(),
  personal: z.boolean(),
});
export type CheckedField = z.infer<typeof CheckedField>;

/** A picture that a check looked at; `ref` names it in the store, null where none was kept. */
export const CheckedImage = z.object({
  what: z.string().max(64),
  ref: z.string().max(200).nullable(),
  atMs: z.number().int().nonnegative(),
});
export type CheckedImage = z.infer<typeof CheckedImage>;

export const CheckDecision = z.enum(['pass', 'fail', 'not_evaluated']);

/** What was held against something beside what stands on it: other sessions, a list, its other side. `detail` is a closed word. */
export const BesideCheck = z.object({
  name: z.string().max(64),
  result: z.enum(['pass', 'fail', 'warn', 'not_evaluated']),
  detail: z.string().max(64).nullable(),
});
export type BesideCheck = z.infer<typeof BesideCheck>;

/** What an engine found. A hint: who decides is a person, or the definition that lets the engine's word stand. */
export const CheckHint = z.object({
  engine: z.string().min(1).max(64),
  engineVersion: z.string().min(1).max(64),
  decision: CheckDecision,
  confidence: Confidence.nullable(),
  reason: z.string().max(64).nullable().default(null),
  fields: z.array(CheckedField).max(40).default([]),
});
export type CheckHint = z.infer<typeof CheckHint>;

/** What comes of a check, whoever made it: the same shape for a person's eye and for an engine. */
export const CheckResult = z.object({
  check: z.enum(['identity_document', 'liveness', 'face_match']),
  /** `agent` where a person looked. */
  engine: z.string().min(1).max(64),
  engineVersion: z.string().min(1).max(64),
  decision: CheckDecision,
  confidence: Confidence.nullable(),
  reason: z.string().max(64).nullable(),
  fields: z.array(CheckedField),
  images: z.array(CheckedImage),
  /** What an engine said before the person decided; null where none was asked or none answered. */
  hint: CheckHint.nullable(),
  /** What was held against it, whoever decided: what could not be is `not_evaluated`. */
  beside: z.array(BesideCheck).max(20).default([]),
  decidedBy: z.object({ role: z.string().max(32), id: z.string().max(64).nullable() }),
  decidedAtMs: z.number().int().nonnegative(),
});
export type CheckResult = z.infer<typeof CheckResult>;

const BY_EYE = { engine: 'agent', engineVersion: '1' } as const;

interface Decided {
  readonly check: CheckResult['check'];
  readonly decision: CheckResult['decision'];
  readonly reason: string | null;
  readonly actor: FlowActor;
  readonly atMs: number;
  readonly hint: CheckHint | null;
  readonly images: readonly CheckedImage[];
  readonly fields?: readonly CheckedField[];
  readonly beside?: readonly BesideCheck[];
}

/** A person's decision. It has no confidence, as nobody measured any. */
export function decidedByEye({ check, decision, reason, actor, atMs, hint, images, fields = [], beside = [] }: Decided): CheckResult {
  return {
    check,
    ...BY_EYE,
    decision,
    confidence: null,
    reason,
    fields: [...fields],
    images: [...images],
    hint,
    beside: [...beside],
    decidedBy: { role: actor.role, id: actor.id },
    decidedAtMs: atMs,
  };
}
