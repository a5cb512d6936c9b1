import { ActionRefused, type FlowActor } from '../nodes/node-type.ts';
import type { Draft } from './draft.ts';
import type { FlowEvent } from './events.ts';
import { applyStepResult } from './run-steps.ts';

/** Somebody does something at a node: refused unless the node is open, not held, has that action, and the role may take it. */
export function act(draft: Draft, { nodeRunId, action: name, input, actor }: Extract<FlowEvent, { type: 'acted' }>): void {
  const run = draft.run(nodeRunId);
  if (draft.status !== 'running' || run?.status !== 'open') throw new ActionRefused('wrong_state', 'This step is not open');
  if (run.held.length > 0) throw new ActionRefused('wrong_state', `This step is held: ${run.held.join(', ')}`);
  const { manifest, behaviour } = draft.compiled(run).type;
  const action = Object.hasOwn(manifest.actions, name) ? manifest.actions[name] : undefined;
  if (!action || !behaviour.act) throw new ActionRefused('invalid', 'This step has no such action');
  requireRole(action.roles, actor);
  const parsed = action.input.safeParse(input);
  if (!parsed.success) throw new ActionRefused('invalid', 'The input does not fit this action');
  const step = behaviour.act(run.data, { name, input: parsed.data, actor }, draft.context(run));
  applyStepResult(draft, nodeRunId, step);
}

export function requireRole(roles: readonly string[], actor: FlowActor): void {
  if (!roles.includes(actor.role)) throw new ActionRefused('forbidden', 'This role may not do this');
}
