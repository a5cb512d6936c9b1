import type { Actor, Commitment, FlowActorRole, FlowValue, SessionEvent, SessionEventType } from '@guichet/protocol';
import type { FlowActor, FlowEvent, Json, JsonObject } from '@guichet/workflow';

/** Facts of a session that its flow is told of; the signal has the event's name and payload. */
const SIGNALS: readonly SessionEventType[] = [
  'consent.decided',
  'check.reported',
  'ticket.issued',
  'ticket.left',
  'offer.accepted',
  'call.started',
  'call.participant_admitted',
  'call.participant_joined',
  'call.participant_disconnected',
  'call.participant_resumed',
  'call.participant_replaced',
  'call.participant_left',
  'call.held',
  'call.unheld',
  'call.moved',
  'call.ended',
  'transfer.requested',
  'transfer.accepted',
  'transfer.completed',
  'recording.started',
  'recording.confirmed',
  'recording.degraded',
  'recording.recovered',
  'recording.stopped',
  'recording.failed',
  'warning.raised',
  'warning.ended',
  'session.ended',
];

/** The value behind a commitment; null once it was erased. */
export type Reveal = (commitment: Commitment) => Promise<unknown>;

/** What an event of the session's log is to its flow; null for what is none of its business. */
export async function toFlowEvent(event: SessionEvent, reveal: Reveal): Promise<FlowEvent | null> {
  switch (event.type) {
    case 'flow.started': {
      const { seed, variables } = event.payload;
      return { type: 'started', seed, variables: variables === null ? {} : (((await reveal(variables)) ?? {}) as JsonObject) };
    }
    case 'flow.acted': {
      const { nodeRunId, action, input, role } = event.payload;
      return { type: 'acted', nodeRunId, action, input: await valueOf(input, reveal), actor: toFlowActor(role, event.actor) };
    }
    case 'flow.answered': {
      const { nodeRunId, kind, key, result } = event.payload;
      const payload = ((await valueOf(result, reveal)) ?? { ok: false, code: 'erased' }) as JsonObject;
      return { type: 'signalled', signal: { name: `${kind}.answered`, payload }, nodeRunId, key };
    }
    case 'flow.timer_fired':
      return { type: 'timer_fired', timerId: event.payload.timerId };
    case 'flow.went_back':
      return { type: 'went_back', actor: toFlowActor(event.payload.role, event.actor) };
    case 'flow.escalated':
      return { type: 'escalated', actor: toFlowActor(event.payload.role, event.actor), reason: event.payload.reason };
    case 'flow.cancelled':
      return { type: 'cancelled', actor: toFlowActor(event.payload.role, event.actor), reason: event.payload.reason };
    default:
      if (!SIGNALS.includes(event.type)) return null;
      return { type: 'signalled', signal: { name: event.type, payload: event.payload as JsonObject }, nodeRunId: null };
  }
}

async function valueOf(value: FlowValue, reveal: Reveal): Promise<Json> {
  return (value.kind === 'open' ? value.value : ((await reveal(value.commitment)) ?? null)) as Json;
}

const toFlowActor = (role: FlowActorRole, actor: Actor): FlowActor => ({
  role,
  id: actor.kind === 'staff' || actor.kind === 'guest' ? actor.id : null,
});
