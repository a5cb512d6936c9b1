import type { FlowEvent } from '../engine/events.ts';
import type { Json, JsonObject } from '../nodes/node-type.ts';
import type { Move } from './scenario.ts';

/** The one event that a move is; null for those that are none, or more than one. */
export function eventOf(nodeRunId: string, move: Move): FlowEvent | null {
  if ('act' in move) {
    return { type: 'acted', nodeRunId, action: move.act, input: move.input as Json, actor: { role: move.by, id: move.id } };
  }
  if ('signal' in move) return { type: 'signalled', signal: { name: move.signal, payload: move.payload as JsonObject }, nodeRunId: null };
  if ('back' in move) return { type: 'went_back', actor: { role: move.back, id: null } };
  if ('escalate' in move) return { type: 'escalated', actor: { role: move.escalate, id: null }, reason: 'asked' };
  if ('cancel' in move) return { type: 'cancelled', actor: { role: move.cancel, id: null }, reason: 'asked' };
  return null;
}
