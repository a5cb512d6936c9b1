import type { FlowCurrentView } from '@guichet/protocol';
import type { FlowRole, JsonObject } from '@guichet/workflow';
import { samplesOf } from '../expressions/samples.ts';
import { type Draft, type DraftNode, titleOf } from '../edit/draft.ts';
import { nodeTypeOf } from '../edit/known-components.ts';
import { configExpressionNames } from '../edit/names-in-config.ts';

/** A step as one of its parties sees it when a session comes to it, with sample data; null while its configuration does not fit. */
export function stepView(draft: Draft, node: DraftNode, role: FlowRole, samples: JsonObject): FlowCurrentView | null {
  const type = nodeTypeOf(node.type);
  if (type === undefined) return null;
  const parsed = type.manifest.config.safeParse(withoutExpressions(node.config));
  if (!parsed.success) return null;
  const context = {
    config: parsed.data,
    variables: samplesOf(draft.variables, samples),
    nowMs: 0,
    seed: 1,
    visit: 1,
    attempt: 1,
  };
  try {
    const { data } = type.behaviour.enter(context);
    const view = type.behaviour.view(data, role, context) as FlowCurrentView['view'];
    return {
      nodeRunId: 'preview',
      nodeId: node.id,
      type: node.type,
      title: titleOf(node),
      mayAct: true,
      actions: Object.entries(type.manifest.actions).flatMap(([name, { roles }]) => (roles.includes(role) ? [name] : [])),
      held: [],
      view,
      canGoBack: node.back,
      deadlineAt: null,
    };
  } catch {
    return null;
  }
}

/** What is calculated in a session is shown by the name of what it reads. */
function withoutExpressions<Value>(value: Value): Value {
  if (typeof value === 'string' && value.startsWith('=')) return `‹${configExpressionNames(value).join(', ')}›` as Value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutExpressions) as Value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutExpressions(inner)])) as Value;
}
