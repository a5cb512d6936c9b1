import { AppError, type SessionId } from '@guichet/protocol';
import { Channel, policiesFor, type RetentionPolicy } from '@guichet/rules';
import { z } from 'zod';
import type { Tx } from '../database/database.ts';
import type { PrismaClient } from '../database/generated/client.ts';

/** What a definition says of itself; what it does not say in our words counts as unsaid. */
const FlowAbout = z.object({ channel: Channel.nullable().catch(null), product: z.string().nullable().catch(null) });

/** The policies that apply to a session as it stands: by its flow's channel and product, and those that were given to its service. */
export async function policiesOf(
  reader: Tx | PrismaClient,
  sessionId: SessionId,
  policies: readonly RetentionPolicy[],
): Promise<readonly RetentionPolicy[]> {
  const session = await reader.session.findUnique({
    where: { id: sessionId },
    select: { serviceTypeId: true, flowRun: { select: { flowVersion: { select: { definition: true } } } } },
  });
  if (session === null) throw new AppError('not_found');
  const about = FlowAbout.safeParse(session.flowRun?.flowVersion.definition).data;
  const given = await reader.serviceRetention.findMany({ where: { serviceTypeId: session.serviceTypeId } });
  return policiesFor(policies, {
    channel: about?.channel ?? null,
    product: about?.product ?? null,
    given: given.map(({ policyId }) => policyId),
  });
}
