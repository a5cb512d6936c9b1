import { toBase64 } from '@guichet/evidence';
import type { KeptHeads } from '@guichet/evidence/sealing';
import type { SessionId } from '@guichet/protocol';
import type { PrismaClient } from '../database/generated/client.ts';

/** The heads that were handed out during a session, with the time-stamps over them that have come by now. */
export async function readKeptHeads(prisma: PrismaClient, sessionId: SessionId): Promise<KeptHeads> {
  const [heads, stamps] = await Promise.all([
    prisma.signedHead.findMany({ where: { sessionId }, orderBy: { seq: 'asc' } }),
    prisma.headStamp.findMany({ where: { sessionId, token: { not: null } } }),
  ]);
  const tokens = new Map(stamps.map(({ seq, token }) => [seq, token]));
  return heads.map(({ seq, note }) => {
    const token = tokens.get(seq);
    return { note, token: token ? toBase64(token) : null };
  });
}
