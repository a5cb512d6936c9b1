import { dropScope } from './close.ts';
import type { Draft } from './draft.ts';
import { endSegment } from './segments.ts';

/** The run is over. */
export function finish(draft: Draft, outcome: string): void {
  dropScope(draft, '');
  endSegment(draft);
  draft.status = 'finished';
  draft.outcome = outcome;
  draft.toCompensate = [];
  draft.note({ name: 'finished', outcome });
}
