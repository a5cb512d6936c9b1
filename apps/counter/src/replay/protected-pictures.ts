import type { MediaKind, TrackSource } from '@guichet/protocol';
import type { PrismaClient } from '../database/generated/client.ts';

/** Whose picture is personal: customers and those they brought along. Staff are known by name to everybody who may look. */
const PROTECTED_ROLES = ['customer', 'guest'];

export async function protectedParticipants(prisma: PrismaClient, callId: string): Promise<ReadonlySet<string>> {
  const rows = await prisma.callParticipant.findMany({ where: { callId, role: { in: PROTECTED_ROLES } }, select: { id: true } });
  return new Set(rows.map(({ id }) => id));
}

interface Pictured {
  readonly kind: MediaKind;
  readonly source: TrackSource;
  readonly participantId: string;
}

/** Whether a track's picture may show a customer or what is theirs: of a shared screen nobody can tell what is on it. */
export const showsCustomer = ({ kind, source, participantId }: Pictured, hidden: ReadonlySet<string>): boolean =>
  kind === 'video' && (source === 'screen' || hidden.has(participantId));
