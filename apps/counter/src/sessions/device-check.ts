import { AppError, type NetworkVerdict, networkVerdict, type PrecheckReport, type SessionId } from '@guichet/protocol';
import type { CheckRooms } from '../calls/check-rooms.ts';
import { GatedSteps } from '../flows/gated-steps.ts';
import { requireConsent } from './consent.ts';
import type { Core } from './core.ts';
import { lockSession } from './session-row.ts';

/** Notes what the device check found and judges the line. Throws `consent_required`, `wrong_state`. */
export async function reportCheck(
  core: Core,
  checkRooms: CheckRooms,
  sessionId: SessionId,
  report: PrecheckReport,
): Promise<NetworkVerdict> {
  const verdict = networkVerdict(report.network);
  await core.database.transaction(async (tx) => {
    const session = await lockSession(tx, sessionId);
    requireConsent(session);
    if (session.status !== 'ready' && session.status !== 'waiting') throw new AppError('wrong_state');
    await core.flows.requireOpen(tx, session, GatedSteps.check);
    await core.log.append(tx, sessionId, { actor: { kind: 'customer' }, type: 'check.reported', payload: { verdict, ...report } });
    await checkRooms.closeAll(tx, sessionId);
  });
  return verdict;
}
