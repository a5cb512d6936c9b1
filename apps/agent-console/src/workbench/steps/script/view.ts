import { FlowActorRole, LocalText } from '@guichet/protocol';
import { z } from 'zod';

const Line = z.object({
  key: z.string(),
  text: LocalText,
  readBy: z.enum(['agent', 'virtual_agent']),
  status: z.enum(['done', 'coming', 'read', 'current']),
  /** The customer has to say that it is clear before the next one. */
  acknowledge: z.boolean(),
  rule: z.string().nullable(),
  tooFast: z.boolean(),
});
export type Line = z.infer<typeof Line>;

export const View = z.object({
  lines: z.array(Line),
  mayTick: z.boolean(),
  /** From when the present line may be ticked; null while it is somebody else's. */
  tickFrom: z.number().nullable(),
  rereads: z.number(),
  /** Who had the present line read again. */
  againFor: FlowActorRole.nullable(),
});
export type ScriptView = z.infer<typeof View>;
