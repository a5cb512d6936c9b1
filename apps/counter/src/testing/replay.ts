import type { SessionEvent } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';

/** What the rows beside a session should be, by its log alone: id → state. */
export interface Replayed {
  readonly tickets: Record<string, string>;
  readonly offers: Record<string, string>;
  readonly calls: Record<string, { status: string; held: boolean; nodeId: string; roomId: string; recordingId: string }>;
  readonly participants: Record<string, { status: string; pausedSources: string[] }>;
  readonly transfers: Record<string, string>;
}

/** Written apart from the code that writes the rows, so that the two can be held against each other. */
export function replay(events: readonly SessionEvent[]): Replayed {
  const state: Replayed = { tickets: {}, offers: {}, calls: {}, participants: {}, transfers: {} };
  const ticketOfOffer: Record<string, string> = {};
  const participant = (id: string) => (state.participants[id] ??= { status: 'unknown', pausedSources: [] });

  for (const { type, payload } of events) {
    switch (type) {
      case 'ticket.issued':
        state.tickets[payload.ticketId] = 'waiting';
        break;
      case 'ticket.left':
        state.tickets[payload.ticketId] = 'left';
        break;
      case 'offer.made':
        ticketOfOffer[payload.offerId] = payload.ticketId;
        state.offers[payload.offerId] = 'ringing';
        state.tickets[payload.ticketId] = 'offered';
        break;
      case 'offer.accepted':
        state.offers[payload.offerId] = 'accepted';
        state.tickets[ticketOfOffer[payload.offerId] ?? ''] = 'served';
        break;
      case 'offer.declined':
      case 'offer.timed_out':
      case 'offer.withdrawn':
        state.offers[payload.offerId] = type.slice('offer.'.length);
        state.tickets[ticketOfOffer[payload.offerId] ?? ''] = 'waiting';
        break;
      case 'call.started':
        state.calls[payload.callId] = {
          status: 'live',
          held: false,
          nodeId: payload.nodeId,
          roomId: payload.roomId,
          recordingId: payload.recordingId,
        };
        break;
      case 'call.moved':
        Object.assign(state.calls[payload.callId] ?? {}, {
          nodeId: payload.nodeId,
          roomId: payload.roomId,
          recordingId: payload.recordingId,
        });
        break;
      case 'call.held':
      case 'call.unheld':
        Object.assign(state.calls[payload.callId] ?? {}, { held: type === 'call.held' });
        break;
      case 'call.ended':
        Object.assign(state.calls[payload.callId] ?? {}, { status: 'ended' });
        break;
      case 'call.participant_admitted':
        participant(payload.participantId).status = 'admitted';
        break;
      case 'call.participant_joined':
      case 'call.participant_replaced':
        state.participants[payload.participantId] = { status: 'connected', pausedSources: [] };
        break;
      case 'call.participant_resumed':
        participant(payload.participantId).status = 'connected';
        break;
      case 'call.participant_disconnected':
        participant(payload.participantId).status = 'disconnected';
        break;
      case 'call.participant_left':
        participant(payload.participantId).status = 'left';
        break;
      case 'track.paused': {
        const one = participant(payload.participantId);
        one.pausedSources = [...new Set([...one.pausedSources, payload.source])];
        break;
      }
      case 'track.resumed':
      case 'track.closed': {
        const one = participant(payload.participantId);
        one.pausedSources = one.pausedSources.filter((source) => source !== payload.source);
        break;
      }
      case 'transfer.requested':
        state.transfers[payload.transferId] = 'requested';
        break;
      case 'transfer.accepted':
      case 'transfer.declined':
      case 'transfer.cancelled':
      case 'transfer.completed':
        state.transfers[payload.transferId] = type.slice('transfer.'.length);
        break;
      default:
        break;
    }
  }
  return state;
}

/** The rows as they are, in the same form. */
export async function readRows(prisma: Tx, sessionId: string): Promise<Replayed> {
  const [tickets, offers, calls, participants, transfers] = await Promise.all([
    prisma.ticket.findMany({ where: { sessionId } }),
    prisma.offer.findMany({ where: { sessionId } }),
    prisma.call.findMany({ where: { sessionId, roomId: { not: null } } }),
    prisma.callParticipant.findMany({ where: { call: { sessionId } } }),
    prisma.transfer.findMany({ where: { sessionId } }),
  ]);
  const statuses = (rows: readonly { id: string; status: string }[]) => Object.fromEntries(rows.map(({ id, status }) => [id, status]));
  return {
    tickets: statuses(tickets),
    offers: statuses(offers),
    calls: Object.fromEntries(
      calls.map(({ id, status, held, nodeId, roomId, recordingId }) => [
        id,
        { status, held, nodeId: nodeId ?? '', roomId: roomId ?? '', recordingId },
      ]),
    ),
    participants: Object.fromEntries(participants.map(({ id, status, pausedSources }) => [id, { status, pausedSources }])),
    transfers: statuses(transfers),
  };
}
