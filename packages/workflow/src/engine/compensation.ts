import { dropScope } from './close.ts';
import { type Draft, compiledNode } from './draft.ts';
import { finish } from './finish.ts';

/** The run is cancelled or has failed: what was done is undone, the last first, and then it is over with that outcome. */
export function startCompensation(draft: Draft, outcome: 'cancelled' | 'failed'): void {
  dropScope(draft, '');
  draft.status = 'compensating';
  draft.outcome = outcome;
  draft.toCompensate = draft.history
    .filter(({ how }) => how === 'done')
    .flatMap(({ id, scopeId, nodeId }) => {
      const { compensation } = compiledNode(draft.flow, scopeId, nodeId).node;
      return compensation === undefined ? [] : [{ scopeId, nodeId: compensation, ofRunId: id }];
    })
    .toReversed();
  nextCompensation(draft);
}

/** One after the other, as one may rest on the next. One that fails doesn't keep the others from being undone. */
export function nextCompensation(draft: Draft): void {
  const [next, ...rest] = draft.toCompensate;
  draft.toCompensate = rest;
  if (!next) {
    finish(draft, draft.outcome ?? 'failed');
    return;
  }
  draft.entries.push({ scopeId: next.scopeId, nodeId: next.nodeId, branches: [], from: null, purpose: 'compensation' });
}
