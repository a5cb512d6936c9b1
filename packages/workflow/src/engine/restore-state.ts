import { FLOW_STATE_VERSION, type FlowState } from './state.ts';

/** A kept state, if it is of this version; null where it must be computed from the log anew. */
export function restoreState(kept: unknown): FlowState | null {
  if (typeof kept !== 'object' || kept === null || !Object.hasOwn(kept, 'version')) return null;
  return (kept as { version: unknown }).version === FLOW_STATE_VERSION ? (kept as FlowState) : null;
}
