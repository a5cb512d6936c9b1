import type { Draft } from './draft.ts';
import type { FlowEvent } from './events.ts';
import { applyStep, isKeyOfAttempt } from './run-steps.ts';
import { factsAfter } from './session-facts.ts';

/**
 * A fact of the session goes to every node that is worked on, an answer to the one that asked. Nodes that are entered because of it don't see
 * it any more.
 */
export function receiveSignal(draft: Draft, { signal, nodeRunId, key }: Extract<FlowEvent, { type: 'signalled' }>): boolean {
  if (draft.status === 'finished') return false;
  const before = draft.facts;
  if (nodeRunId === null) draft.facts = factsAfter(before, signal);
  if (draft.status === 'new') return draft.facts !== before;
  const listening = nodeRunId === null ? Object.keys(draft.open) : [nodeRunId];
  let heard = false;
  for (const id of listening) {
    const run = draft.run(id);
    if (run?.status !== 'open') continue;
    if (key !== undefined && !isKeyOfAttempt(key, id, run.attempt)) continue;
    const { behaviour } = draft.compiled(run).type;
    if (!behaviour.receive) continue;
    heard = true;
    applyStep(draft, id, () => behaviour.receive?.(run.data, signal, draft.context(run)) ?? { data: run.data });
  }
  return heard || draft.facts !== before;
}
