/**
 * `node apps/counter/src/testing/durable-steps.ts --rounds 5`: prints `{ "ours": [...], "peer": [...] }`, pieces of work a second in each round.
 *
 * What a durable step of a flow costs beside the least that any durable work costs here: one entry in a session's log and one job, in one
 * transaction, on the same PostgreSQL with the same durability. Our step is that and all the rest: the action is checked by the flow, the state
 * is read, moved and sealed, what follows is noted in the log, and what is asked of the outside is queued.
 */
import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type FlowView, newId, type SessionId } from '@guichet/protocol';
import { pino } from 'pino';
import { Database } from '../database/database.ts';
import { FlowSteps } from '../flows/flow-steps.ts';
import { JobQueue } from '../jobs/job-queue.ts';
import type { Core } from '../sessions/core.ts';
import { createCore } from '../sessions/create-core.ts';
import { DeviceBindings } from '../sessions/device-bindings.ts';
import { Entry } from '../sessions/entry.ts';
import { SessionOpening } from '../sessions/session-opening.ts';
import { createTestBank } from './test-bank.ts';
import { bindFlow, testFlow } from './test-flows.ts';
import { publishTestDatabaseUrl } from '../../../../prisma/config.ts';
import { startEmbedded } from '../../../../prisma/embedded/index.ts';
import { createTestDatabase } from '../../../../prisma/testing.ts';

/** Sessions that are worked on at once, as several agents do. */
const SIDE_BY_SIDE = 4;
const STEPS_PER_SESSION = 60;

/** Steps a second against bare entries with a job a second, in turns. */
async function measure(rounds: number): Promise<{ readonly ours: readonly number[]; readonly peer: readonly number[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'guichet-bench-'));
  const cluster = await startEmbedded({ dir: join(folder, 'postgres') });
  publishTestDatabaseUrl(cluster.url);
  const server = await createTestDatabase();
  const database = new Database(server.url);
  const log = pino({ level: 'silent' });
  const jobs = new JobQueue({ databaseUrl: server.url, log });
  try {
    const bank = await createTestBank(database);
    await bindFlow(database, bank.questions, flowOf(STEPS_PER_SESSION));
    // Beside it a service without any flow, which a customer can choose as freely.
    await database.prisma.serviceType.update({ where: { id: bank.loans }, data: { flowKey: null, anonymous: true } });
    const core = createCore({ database, dataKey: createSecretKey(randomBytes(32)), logger: log });
    await jobs.start();
    core.flows.dispatchThrough((tx, effect) => jobs.enqueue(tx, 'flow.effect', effect, { key: `${effect.flowRunId}:${effect.key}` }));

    const ours: number[] = [];
    const peer: number[] = [];
    await bareRound(core, jobs, bank.loans);
    await flowRound(core, bank.questions);
    for (let round = 1; round <= rounds; round++) {
      peer.push(await bareRound(core, jobs, bank.loans));
      ours.push(await flowRound(core, bank.questions));
      process.stderr.write(`round ${round}: ${ours.at(-1)?.toFixed(0)} steps/s, ${peer.at(-1)?.toFixed(0)} bare entries with a job/s\n`);
    }
    return { ours, peer };
  } finally {
    await jobs.stop();
    await database.close();
    await server.drop();
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Identity checks one after another: three of four steps ask something of the outside, every fourth leads on. */
function flowOf(steps: number) {
  const checks = Array.from({ length: Math.ceil(steps / 4) + 1 }, (_, index) => `check${index}`);
  const edges = checks.map((node, index) => ({ from: { node, port: 'confirmed' }, to: checks[index + 1] ?? 'done' }));
  const rejected = checks.map((node) => ({ from: { node, port: 'rejected' }, to: 'done' }));
  return testFlow({
    key: 'many-checks',
    nodes: [
      ...checks.map((id) => ({ id, type: 'liveness', config: { needs: [], count: 3 } })),
      { id: 'done', type: 'end', config: { outcome: 'completed' } },
    ],
    edges: [...edges, ...rejected],
  });
}

async function enter(core: Core, serviceTypeId: Parameters<Entry['anonymous']>[0]): Promise<SessionId> {
  const entry = new Entry(core, new SessionOpening(core), new DeviceBindings(core, false));
  return (await entry.anonymous(serviceTypeId, { language: 'en', userAgent: null })).sessionId;
}

/** Runs the work of several sessions side by side; how many pieces of work were done a second. */
async function perSecond(sessions: readonly SessionId[], work: (sessionId: SessionId) => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await Promise.all(sessions.map((sessionId) => work(sessionId)));
  return (sessions.length * STEPS_PER_SESSION * 1_000) / (performance.now() - startedAt);
}

async function sessionsOf(core: Core, serviceTypeId: Parameters<Entry['anonymous']>[0]): Promise<SessionId[]> {
  const sessions: SessionId[] = [];
  for (let count = 0; count < SIDE_BY_SIDE; count++) sessions.push(await enter(core, serviceTypeId));
  return sessions;
}

async function bareRound(core: Core, jobs: JobQueue, serviceTypeId: Parameters<Entry['anonymous']>[0]): Promise<number> {
  const sessions = await sessionsOf(core, serviceTypeId);
  const flowRunId = newId('flr');
  return perSecond(sessions, async (sessionId) => {
    for (let step = 0; step < STEPS_PER_SESSION; step++) {
      const key = `${sessionId}.${step}`;
      await core.database.transaction(async (tx) => {
        // Of a kind that concerns no flow.
        await core.log.append(tx, sessionId, { actor: { kind: 'system' }, type: 'channel.offered', payload: { kinds: ['branch'] } });
        await jobs.enqueue(tx, 'flow.effect', { flowRunId, key }, { key: `${flowRunId}:${key}` });
      });
    }
  });
}

async function flowRound(core: Core, serviceTypeId: Parameters<Entry['anonymous']>[0]): Promise<number> {
  const steps = new FlowSteps(core);
  const agent = { actor: { kind: 'system' } as const, roleIn: () => 'agent' as const };
  const sessions = await sessionsOf(core, serviceTypeId);
  const first = new Map<SessionId, FlowView | null>();
  for (const sessionId of sessions) {
    const session = await core.database.read((prisma) => prisma.session.findUniqueOrThrow({ where: { id: sessionId } }));
    first.set(sessionId, await core.flows.view(core.database.prisma, session as never, 'agent'));
  }
  return perSecond(sessions, async (sessionId) => {
    let view = first.get(sessionId) ?? null;
    for (let step = 0; step < STEPS_PER_SESSION; step++) {
      const current = view?.current[0];
      if (current === undefined) throw new Error('The flow ended before the measurement');
      const action =
        current.view['mayConfirm'] === true ? { action: 'confirm', input: null } : { action: 'observe', input: { seen: true } };
      view = await steps.act(sessionId, agent, { nodeRunId: current.nodeRunId, ...action });
    }
  });
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
process.stdout.write(`${JSON.stringify(await measure(Number(values.rounds)))}\n`);
