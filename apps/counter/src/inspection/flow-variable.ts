import type { FlowRunId, SessionId } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { PrismaClient } from '../database/generated/client.ts';
import type { Core } from '../sessions/core.ts';

/** What a session's run holds under a name; undefined where it never did, or was erased. */
export async function flowVariable(core: Core, reader: Tx | PrismaClient, sessionId: SessionId, name: string): Promise<unknown> {
  const run = await reader.flowRun.findUnique({ where: { sessionId }, select: { id: true, state: true } });
  if (run === null || run.state === null) return undefined;
  return (await core.flows.stored(reader, run.id as FlowRunId))?.state.scopes['']?.variables[name];
}
