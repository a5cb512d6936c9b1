import { FlowActorRole, LocalText } from '@guichet/protocol';
import { z } from 'zod';

export const ScriptLineView = z.object({
  key: z.string(),
  text: LocalText,
  readBy: z.enum(['agent', 'virtual_agent']),
  status: z.enum(['done', 'coming', 'read', 'current']),
  /** The customer has to say that it is clear before the next one. */
  acknowledge: z.boolean(),
});

export const ScriptLineStaffView = ScriptLineView.extend({
  rule: z.string().nullable(),
  /** When it was ticked or tapped, Unix ms. */
  readAt: z.number().nullable(),
  tooFast: z.boolean(),
});
export type ScriptLineStaffView = z.infer<typeof ScriptLineStaffView>;

/** What a script shows to everybody … */
export const ScriptView = z.object({
  lines: z.array(ScriptLineView),
  left: z.number(),
  mayAcknowledge: z.boolean(),
});

/** … and to staff. */
export const ScriptStaffView = ScriptView.extend({
  lines: z.array(ScriptLineStaffView),
  mayTick: z.boolean(),
  /** From when the present line may be ticked; null while it is somebody else's. */
  tickFrom: z.number().nullable(),
  rereads: z.number(),
  /** Who had the present line read again. */
  againFor: FlowActorRole.nullable(),
});
export type ScriptStaffView = z.infer<typeof ScriptStaffView>;
