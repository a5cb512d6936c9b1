import { CUSTOMER_HINTS, type LiveCheck, type SessionId, type WarningView } from '@guichet/protocol';
import type { PrismaClient } from '../database/generated/client.ts';
import { readWarnings } from './open-warnings.ts';

const MAX_SHOWN = 20;

/** What the agent sees of live checks in this call: those that go on first, then the latest that are over. */
export async function readWarningViews(
  prisma: PrismaClient,
  sessionId: SessionId,
  call: { readonly recordingId: string } | undefined,
): Promise<WarningView[]> {
  if (call === undefined) return [];
  const known = (await readWarnings(prisma, sessionId)).filter(({ raised }) => raised.recordingId === call.recordingId);
  return known
    .map(({ raised: { warningId, participantId, observation }, untilMs }) => {
      const { check, role, fromMs } = observation;
      return { warningId, check, participantId, role, fromMs, untilMs };
    })
    .toSorted((one, other) => Number(one.untilMs !== null) - Number(other.untilMs !== null) || other.fromMs - one.fromMs)
    .slice(0, MAX_SHOWN);
}

/** What the customer themselves can mend at the moment. */
export async function readHints(
  prisma: PrismaClient,
  sessionId: SessionId,
  call: { readonly recordingId: string } | undefined,
): Promise<LiveCheck[]> {
  if (call === undefined) return [];
  const known = await readWarnings(prisma, sessionId);
  const own = known.filter(
    ({ raised: { recordingId, observation }, untilMs }) =>
      untilMs === null &&
      recordingId === call.recordingId &&
      observation.role === 'customer' &&
      CUSTOMER_HINTS.some((hint) => hint === observation.check),
  );
  return [...new Set(own.map(({ raised }) => raised.observation.check))];
}
