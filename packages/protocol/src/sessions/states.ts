import { z } from 'zod';

/**
 * Where a `Session` stands. Forward only, but for `in_call → waiting` (nobody could serve it and it queues again) and
 * `waiting → ready` (the customer left the queue).
 */
export const SessionStatus = z.enum([
  'opened', // the bank asked for it, or an anonymous customer came; nobody has exchanged the link yet
  'entered', // the customer's device is bound; the notice is shown
  'refused', // the customer refused to be recorded: another channel was offered. Final.
  'ready', // the notice is accepted: the device check and the ticket come next
  'waiting', // holds a ticket
  'in_call', // an agent accepted; a call exists
  'ended', // the call is over, the agent may still be wrapping up. Final.
  'abandoned', // the customer left for good, or the link ran out. Final.
]);
export type SessionStatus = z.infer<typeof SessionStatus>;

export const AgentStatus = z.enum(['offline', 'idle', 'ringing', 'busy', 'wrap_up', 'away']);
export type AgentStatus = z.infer<typeof AgentStatus>;

/** What an agent may choose; the other members follow from what happens. */
export const ChosenAgentStatus = AgentStatus.extract(['offline', 'idle', 'away']);

/** The life of a `Recording`. `ready` and `failed` are final. */
export const RecordingStatus = z.enum(['starting', 'recording', 'degraded', 'stopped', 'muxing', 'ready', 'failed']);
export type RecordingStatus = z.infer<typeof RecordingStatus>;

export const ConsentDecision = z.enum(['accepted', 'refused']);
export const ConsentKind = z.enum(['recording']);
export type ConsentKind = z.infer<typeof ConsentKind>;

export const SessionEndReason = z.enum([
  'completed',
  'customer_left',
  'agent_ended',
  'refused',
  'link_expired',
  'connection_lost',
  'bank_cancelled',
]);
export type SessionEndReason = z.infer<typeof SessionEndReason>;

export const OtherChannelKind = z.enum(['branch', 'phone', 'web']);
/** What is offered to a customer who does not want to be recorded. */
export const OtherChannel = z.object({ kind: OtherChannelKind, title: z.string().max(200), detail: z.string().max(500) });
