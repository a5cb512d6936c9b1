import { AppError, type CallId } from '@guichet/protocol';
import type { CallMedia } from '../../calls/call-media.ts';
import { touchMedia } from '../../calls/participants.ts';
import type { Core } from '../../sessions/core.ts';
import { lockSession } from '../../sessions/session-row.ts';
import type { EffectAnswer, EffectRequest, FlowServices } from '../flow-services.ts';

/** What flows ask of the recording: to write nothing for as long as a step takes that a rule keeps out of it, and to write again. */
export function registerRecordingServices(services: FlowServices, core: Core, calls: CallMedia): void {
  const set = async ({ sessionId }: EffectRequest, paused: boolean): Promise<EffectAnswer> => {
    const callId = await core.database.transaction(async (tx) => {
      await lockSession(tx, sessionId);
      const call = await tx.call.findFirst({ where: { sessionId, status: 'live' }, select: { id: true } });
      if (call === null) return null;
      await tx.call.update({ where: { id: call.id }, data: { recordingPaused: paused } });
      await touchMedia(tx, call.id as CallId);
      return call.id as CallId;
    });
    if (callId === null) return { ok: false, code: 'wrong_state' };
    await calls.settle(callId);
    const call = await core.database.read((prisma) => prisma.call.findUniqueOrThrow({ where: { id: callId } }));
    // The node is away: it is told when it is back, and the flow does not say that it was done before.
    if (call.status === 'live' && call.mediaPending) throw new AppError('node_unreachable');
    return { ok: true };
  };
  services.register('recording.pause', { where: 'outside', run: (request) => set(request, true) });
  services.register('recording.resume', { where: 'outside', run: (request) => set(request, false) });
}
