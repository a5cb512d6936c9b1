import {
  newId,
  type CallId,
  type InvitationId,
  type ParticipantId,
  type SessionEventPayload,
  type SessionId,
  type StaffId,
} from '@guichet/protocol';
import { afterCommit, type Tx } from '../database/database.ts';
import type { Core } from '../sessions/core.ts';

type PartyRole = SessionEventPayload<'call.participant_admitted'>['role'];

/** Lets somebody into a call: from now on they get passes to its room. */
export async function admit(
  core: Core,
  tx: Tx,
  sessionId: SessionId,
  input: { readonly callId: CallId; readonly role: PartyRole; readonly staffId: StaffId | null; readonly invitationId?: InvitationId },
): Promise<ParticipantId> {
  const participantId = newId('par');
  await tx.callParticipant.create({ data: { id: participantId, ...input, status: 'admitted', admittedAt: new Date(core.clock()) } });
  await core.log.append(tx, sessionId, {
    actor: { kind: 'system' },
    type: 'call.participant_admitted',
    payload: { ...input, participantId },
  });
  return participantId;
}

/** Takes the leave to be in the call from a member of staff; the node is told next. */
export async function dismiss(core: Core, tx: Tx, callId: CallId, staffId: StaffId): Promise<void> {
  await tx.callParticipant.updateMany({ where: { callId, staffId, dismissedAt: null }, data: { dismissedAt: new Date(core.clock()) } });
  await touchMedia(tx, callId);
}

/** The same for a guest, in whatever call of the session they are. */
export async function dismissGuest(
  core: Core,
  tx: Tx,
  { sessionId, invitationId }: { readonly sessionId: SessionId; readonly invitationId: InvitationId },
  kick: (callId: CallId) => void,
): Promise<void> {
  const stays = await tx.callParticipant.findMany({
    where: { invitationId, dismissedAt: null, call: { sessionId, status: { in: ['opening', 'live'] } } },
  });
  for (const { id, callId } of stays) {
    await tx.callParticipant.update({ where: { id }, data: { dismissedAt: new Date(core.clock()) } });
    await touchMedia(tx, callId as CallId);
    afterCommit(tx, () => kick(callId as CallId));
  }
}

/** The media node must be told something about the call; what, is read from the rows. */
export async function touchMedia(tx: Tx, callId: CallId): Promise<void> {
  await tx.call.update({ where: { id: callId }, data: { mediaVersion: { increment: 1 }, mediaPending: true }, select: { id: true } });
}
