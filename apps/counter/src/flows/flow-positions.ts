import { AppError, type FlowPositionsView, type FlowRunId, type FlowTraceView, type SessionId } from '@guichet/protocol';
import { pathOf } from '@guichet/workflow';
import type { PrismaClient } from '../database/generated/client.ts';
import type { Core } from '../sessions/core.ts';
import { fromEventRow } from '../sessions/event-row.ts';

/** Of how many open runs the places are looked up, and how many are named. */
const MAX_LOOKED = 500;
const MAX_NAMED = 200;
/** States that are opened at once. */
const AT_ONCE = 20;

/** Where the open runs of a version stand: nodes and counts, no value of anybody. Throws `not_found`. */
export async function flowPositions(core: Core, key: string, version: number): Promise<FlowPositionsView> {
  return core.database.read(async (prisma) => {
    const where = { key, version, status: 'running' };
    const [known, openRuns, rows] = await Promise.all([
      prisma.flowVersion.count({ where: { key, version } }),
      prisma.flowRun.count({ where }),
      prisma.flowRun.findMany({
        where,
        orderBy: { startedAt: 'desc' },
        take: MAX_LOOKED,
        select: { id: true, sessionId: true, startedAt: true, session: { select: { number: true } } },
      }),
    ]);
    if (known === 0) throw new AppError('not_found');
    const counts = new Map<string, number>();
    const runs: FlowPositionsView['runs'] = [];
    for (let from = 0; from < rows.length; from += AT_ONCE) {
      const batch = rows.slice(from, from + AT_ONCE);
      const places = await Promise.all(batch.map(({ id }) => placesOf(core, prisma, id as FlowRunId)));
      for (const [index, { sessionId, startedAt, session }] of batch.entries()) {
        const at = places[index] ?? [];
        for (const path of at) counts.set(path, (counts.get(path) ?? 0) + 1);
        runs.push({ sessionId: sessionId as SessionId, sessionNumber: session.number, startedAt: startedAt.getTime(), at });
      }
    }
    const nodes = [...counts]
      .map(([path, count]) => ({ path, runs: count }))
      .toSorted((a, b) => b.runs - a.runs || a.path.localeCompare(b.path));
    return { openRuns, looked: rows.length, nodes, runs: runs.slice(0, MAX_NAMED) };
  });
}

/** The way of one session through its flow, from its log. Throws `not_found` for a session without one. */
export async function flowTrace(core: Core, sessionId: SessionId): Promise<FlowTraceView> {
  return core.database.read(async (prisma) => {
    const row = await prisma.flowRun.findUnique({ where: { sessionId } });
    if (row === null) throw new AppError('not_found');
    const events = await prisma.sessionEvent.findMany({
      where: { sessionId, type: { in: ['flow.node_entered', 'flow.node_left'] } },
      orderBy: { seq: 'asc' },
    });
    const path: (FlowTraceView['path'][number] & { readonly nodeRunId: string })[] = [];
    for (const event of events.map(fromEventRow)) {
      if (event.type === 'flow.node_entered') {
        const { nodeRunId, path: node, visit, attempt } = event.payload;
        path.push({ nodeRunId, path: node, visit, attempt, enteredAt: event.at, leftAt: null, port: null });
      }
      if (event.type === 'flow.node_left') {
        const { nodeRunId, port } = event.payload;
        const index = path.findLastIndex((step) => step.nodeRunId === nodeRunId);
        const step = path[index];
        if (step !== undefined) path[index] = { ...step, leftAt: event.at, port };
      }
    }
    const flowRunId = row.id as FlowRunId;
    const finished = row.status === 'finished';
    return {
      flow: row.key,
      version: row.version,
      flowRunId,
      finished,
      outcome: row.outcome,
      at: finished ? [] : await placesOf(core, prisma, flowRunId),
      path: path.map(({ nodeRunId: _nodeRunId, ...step }) => step),
    };
  });
}

/** The nodes at which a run stands; none for one whose values were erased. */
async function placesOf(core: Core, prisma: PrismaClient, flowRunId: FlowRunId): Promise<string[]> {
  const run = await core.flows.stored(prisma, flowRunId);
  return run === null ? [] : Object.values(run.state.open).map(pathOf);
}
