import { AppError, type ParticipantId, type RoomId, type NodeId, type SessionId } from '@guichet/protocol';
import { effectContracts } from '@guichet/workflow';
import type { FlowServices } from '../flows/flow-services.ts';
import type { MediaPlane, TakenStill } from '../nodes/media-plane.ts';
import type { Core } from '../sessions/core.ts';
import type { IdentityChecks } from './identity-checks.ts';

interface Parts {
  readonly identity: IdentityChecks;
  readonly media: MediaPlane;
}

/** Where a picture of a check is read from, by the staff whose panel shows it. */
const addressOf = (stillId: string): string => `/v1/identity-stills/${stillId}`;

/** What flows ask for when somebody's identity is checked: a picture of what was looked at, and the result to be kept. No engine looks at it yet. */
export function registerIdentityServices(services: FlowServices, core: Core, { identity, media }: Parts): void {
  services.register('identity.check', {
    where: 'outside',
    personal: true,
    run: async ({ payload, sessionId, idempotencyKey }) => {
      const { check, what, engine } = effectContracts['identity.check'].payload.parse(payload);
      // Flows let `engine` follow from the separate consent: a face of which nobody may make more than was agreed to is not pictured either.
      if (check !== 'identity_document' && !engine) return { ok: true, what, image: null, hint: null };
      const before = await identity.findStill(idempotencyKey);
      if (before !== null) return { ok: true, what, image: addressOf(before), hint: null };
      const taken = await takeStill(core, media, sessionId);
      // A picture that is taken when this is tried again would show something else: the agent looks at the video instead, and is told so.
      if (taken === null) return { ok: true, what, image: null, hint: null };
      const stillId = await identity.keepStill({ sessionId, idempotencyKey, check, what, jpeg: taken.jpeg, takenAtMs: taken.atMs });
      return { ok: true, what, image: addressOf(stillId), hint: null };
    },
  });

  services.register('identity.keep', {
    where: 'inside',
    personal: true,
    run: async (tx, session, { payload, flowRunId, nodeRunId, idempotencyKey }) => {
      const { result, documentType } = effectContracts['identity.keep'].payload.parse(payload);
      const kept = await identity.keep(tx, { sessionId: session.id, flowRunId, nodeRunId, idempotencyKey, result, documentType });
      return { ok: true, ...kept };
    },
  });
}

/** Null where there is nothing to take one of: no call, the camera off, or no picture in time. */
async function takeStill(core: Core, media: MediaPlane, sessionId: SessionId): Promise<TakenStill | null> {
  const call = await core.database.read((prisma) =>
    prisma.call.findFirst({
      where: { sessionId, status: 'live' },
      select: { nodeId: true, roomId: true, participants: { where: { role: 'customer', status: 'connected' }, select: { id: true } } },
    }),
  );
  const [customer] = call?.participants ?? [];
  if (call?.nodeId == null || call.roomId === null || customer === undefined) return null;
  try {
    return await media.takeStill(call.nodeId as NodeId, call.roomId as RoomId, customer.id as ParticipantId);
  } catch (error) {
    core.logger.warn({ sessionId, code: AppError.from(error).code }, 'no picture could be taken for a check');
    return null;
  }
}
