import { z } from 'zod';
import { Json } from '../wire/json.ts';
import { FlowView, NodeRunId } from './flow-view.ts';

/** What both sides' pages ask of the run of a session. */

/** Fields that two people fill in together are sent as they are typed. */
export const STEP_RATE = { perSecond: 10, burst: 30 } as const;
export const STEP_DEADLINE_MS = 5_000;

export const StepAct = z.object({
  nodeRunId: NodeRunId,
  action: z.string().regex(/^[a-z][A-Za-z0-9_]{0,63}$/),
  /** Checked by the node type's own schema. */
  input: Json.default(null),
});
export type StepAct = z.infer<typeof StepAct>;

/** Why somebody asks for a person, or takes a run over. */
export const EscalationReason = z.enum(['asked', 'unclear', 'unwell', 'technical']);
export type EscalationReason = z.infer<typeof EscalationReason>;
export const StepEscalate = z.object({ reason: EscalationReason });

/** The run as the sender sees it after what they did. The other side gets it with its next view. */
export const StepReply = z.object({ flow: FlowView });
