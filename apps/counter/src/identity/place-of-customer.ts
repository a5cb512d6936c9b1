import type { NodeId, ParticipantId, RoomId, SessionId } from '@guichet/protocol';
import type { Core } from '../sessions/core.ts';

/** Where the media of the customer's live call is; null where there is none. */
export async function placeOfCustomer(core: Core, sessionId: SessionId): Promise<readonly [NodeId, RoomId, ParticipantId] | null> {
  const call = await core.database.read((prisma) =>
    prisma.call.findFirst({
      where: { sessionId, status: 'live' },
      select: { nodeId: true, roomId: true, participants: { where: { role: 'customer', status: 'connected' }, select: { id: true } } },
    }),
  );
  const [customer] = call?.participants ?? [];
  if (call?.nodeId == null || call.roomId === null || customer === undefined) return null;
  return [call.nodeId as NodeId, call.roomId as RoomId, customer.id as ParticipantId];
}
