import { newId, type CallId, type ParticipantId, type SessionEventPayload, type SessionId, type StaffId } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { Core } from '../sessions/core.ts';

type PartyRole = SessionEventPayload<'call.participant_admitted'>['role'];

/** Lets somebody into a call: from now on they get passes to its room. */
export async function admit(
  core: Core,
  tx: Tx,
  sessionId: SessionId,
  input: { readonly callId: CallId; readonly role: PartyRole; readonly staffId: StaffId | null },
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

/** The media node must be told something about the call; what, is read from the rows. */
export async function touchMedia(tx: Tx, callId: CallId): Promise<void> {
  await tx.call.update({ where: { id: callId }, data: { mediaVersion: { increment: 1 }, mediaPending: true }, select: { id: true } });
}
