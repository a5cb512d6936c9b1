import { AppError, type CallId, type SessionId, type StaffId } from '@guichet/protocol';
import type { Core } from '../sessions/core.ts';
import { ownedSession } from './ownership.ts';
import { touchMedia } from './participants.ts';

/** Puts the customer on hold, or takes them off it: they neither hear nor are heard, and go on being recorded. */
export async function holdCall(core: Core, staffId: StaffId, sessionId: SessionId, held: boolean): Promise<CallId> {
  return core.database.transaction(async (tx) => {
    await ownedSession(tx, staffId, sessionId);
    const call = await tx.call.findFirst({ where: { sessionId, status: 'live' } });
    if (call === null) throw new AppError('wrong_state');
    const callId = call.id as CallId;
    if (call.held === held) return callId;
    await tx.call.update({ where: { id: callId }, data: { held } });
    await touchMedia(tx, callId);
    await core.log.append(tx, sessionId, {
      actor: { kind: 'staff', id: staffId },
      type: held ? 'call.held' : 'call.unheld',
      payload: { callId },
    });
    return callId;
  });
}
