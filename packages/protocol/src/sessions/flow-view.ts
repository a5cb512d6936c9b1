import { z } from 'zod';
import { FlowRunId } from '../wire/ids.ts';
import { Json } from '../wire/json.ts';
import { LocalText } from '../wire/language.ts';

/** Who takes part in a flow. `system` is the counter itself. */
export const FlowActorRole = z.enum(['customer', 'agent', 'supervisor', 'guest', 'checker', 'virtual_agent', 'system']);
export type FlowActorRole = z.infer<typeof FlowActorRole>;

/** What must be the case while a step is worked on; `person`: somebody was called and everything waits for them. */
export const FlowNeed = z.enum(['call', 'recording', 'customer_present', 'agent_present', 'good_picture', 'good_sound', 'person']);
export type FlowNeed = z.infer<typeof FlowNeed>;

/** Names one entering of one node in a run. */
export const NodeRunId = z.string().min(1).max(200);
const NodePath = z.string().min(1).max(200);
const NodeTypeName = z.string().max(48);

export const FlowStepStatus = z.enum(['done', 'current', 'coming', 'held', 'failed']);

/** One step of a run as the stepper shows it. */
export const FlowStepView = z.object({
  /** Null for one that was not entered yet. */
  nodeRunId: NodeRunId.nullable(),
  nodeId: NodePath,
  type: NodeTypeName,
  title: LocalText,
  status: FlowStepStatus,
  /** Who acts. */
  by: z.array(FlowActorRole),
});
export type FlowStepView = z.infer<typeof FlowStepView>;

/** A step that is open now. */
export const FlowCurrentView = z.object({
  nodeRunId: NodeRunId,
  nodeId: NodePath,
  type: NodeTypeName,
  title: LocalText,
  /** The reader of this view can do something here. */
  mayAct: z.boolean(),
  /** Names that `step.act` takes from the reader. */
  actions: z.array(z.string().max(64)),
  /** What is missing for the step to go on; empty while it is not held. */
  held: z.array(FlowNeed),
  /** What the node type's page part draws; holds nothing that the reader must not see. */
  view: z.record(z.string(), Json),
  canGoBack: z.boolean(),
  /** When its time limit runs out. */
  deadlineAt: z.number().int().nonnegative().nullable(),
});
export type FlowCurrentView = z.infer<typeof FlowCurrentView>;

/** What the flow engine says of a run, for one role. */
export const FlowProgressView = z.object({
  title: LocalText,
  progress: z.object({ done: z.number().int().nonnegative(), total: z.number().int().nonnegative() }),
  steps: z.array(FlowStepView).max(500),
  /** More than one where branches run side by side. */
  current: z.array(FlowCurrentView).max(50),
  /** The business chapter of the recording that is open. */
  segment: z.string().max(32).nullable(),
  /** How it ended; null while it runs. */
  outcome: z.string().max(64).nullable(),
  /** The reader may ask for a person (`step.escalate`): the flow has a way to one from here, and nobody is on it yet. */
  canEscalate: z.boolean(),
});
export type FlowProgressView = z.infer<typeof FlowProgressView>;

/** A session's run, for one role. */
export const FlowView = FlowProgressView.extend({ flowRunId: FlowRunId, version: z.number().int().positive() });
export type FlowView = z.infer<typeof FlowView>;
