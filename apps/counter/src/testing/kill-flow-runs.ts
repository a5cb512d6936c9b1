import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, type FlowCurrentView, type SessionId } from '@guichet/protocol';
import { pino } from 'pino';
import { SeededRandom } from '../../../../e2e/kit/seeded-random.ts';
import { createTestDatabase } from '../../../../prisma/testing.ts';
import { Database } from '../database/database.ts';
import { verifyRun } from '../flows/verify-run.ts';
import { loadDataKey } from '../keys/data-key.ts';
import type { Core } from '../sessions/core.ts';
import { createCore } from '../sessions/create-core.ts';
import { CounterProcess, freePort } from './counter-process.ts';
import { eventually } from './eventually.ts';
import { CustomerPage } from './page-client.ts';
import { createTestBank } from './test-bank.ts';
import { bindFlow, testFlow } from './test-flows.ts';

/** Steps of one session: form, pause and consent in turns. */
const ROUNDS = 6;
const PAUSE_MS = 300;
/** A step that does not get through in this time is lost. */
const STEP_WITHIN_MS = 60_000;
/** Marked, so that it can be looked for where it must not be. */
const PERSONAL = 'MARKED-person';

export interface KillReport {
  readonly kills: number;
  readonly sessions: number;
  readonly steps: number;
  /** From each kill to the next acknowledged step, with the start of the counter in it. */
  readonly goesOnMs: readonly number[];
  /** From the moment the counter answers again. */
  readonly readyToStepMs: readonly number[];
  /** What was lost, doubled or told otherwise by log and rows; empty is what is asked for. */
  readonly faults: readonly string[];
  /** Everything that the counters logged. */
  readonly output: string;
}

/**
 * One session after another is led through a flow by its customer's page, while the counter is killed (SIGKILL) at random steps and started
 * again. Then every session's log is held against what was acknowledged, and its rows against its log.
 */
export async function killFlowRuns(kills: number, seed: number): Promise<KillReport> {
  const random = new SeededRandom(seed);
  const server = await createTestDatabase();
  const database = new Database(server.url);
  const folder = await mkdtemp(join(tmpdir(), 'guichet-flow-kills-'));
  const bank = await createTestBank(database);
  await bindFlow(database, bank.questions, enduranceFlow());
  const env = { DATABASE_URL: server.url, GUICHET_DATA: folder, PORT: String(await freePort()), LOG_LEVEL: 'debug' };
  const harness = new Harness(env, random);
  try {
    await harness.start();
    const sessions: SessionId[] = [];
    while (harness.goesOnMs.length < kills) sessions.push(await harness.runSession(bank.questions, bank.noticeVersion, kills));
    const core = createCore({ database, dataKey: await loadDataKey(join(folder, 'keys', 'data.key')), logger: pino({ level: 'silent' }) });
    const faults = (await Promise.all(sessions.map((sessionId) => faultsOf(core, sessionId, harness.acknowledged)))).flat();
    const dump = await database.prisma.sessionEvent.findMany({ select: { payload: true } });
    if (JSON.stringify(dump).includes(PERSONAL)) faults.push('a personal value stands in the log');
    if (harness.output.includes(PERSONAL)) faults.push('a personal value was logged');
    const { goesOnMs, readyToStepMs, output } = harness;
    return { kills: goesOnMs.length, sessions: sessions.length, steps: harness.acknowledged.size, goesOnMs, readyToStepMs, faults, output };
  } finally {
    await harness.end();
    await database.close();
    await server.drop();
    await rm(folder, { recursive: true, force: true });
  }
}

class Harness {
  /** `session nodeRun action` of every step that was acknowledged. */
  readonly acknowledged = new Set<string>();
  readonly goesOnMs: number[] = [];
  readonly readyToStepMs: number[] = [];
  output = '';
  readonly #env: Readonly<Record<string, string>>;
  readonly #random: SeededRandom;
  #counter: CounterProcess | null = null;
  #stepsToKill: number;
  #killedAtMs: number | null = null;
  #readyAtMs = 0;
  #restarting: Promise<void> | null = null;

  constructor(env: Readonly<Record<string, string>>, random: SeededRandom) {
    this.#env = env;
    this.#random = random;
    this.#stepsToKill = 1 + random.below(5);
  }

  async start(): Promise<void> {
    this.#counter = new CounterProcess(this.#env);
    await this.#counter.ready();
    this.#readyAtMs = performance.now();
  }

  async end(): Promise<void> {
    await this.#restarting;
    await this.#counter?.kill();
  }

  get #url(): string {
    return this.#counter?.url ?? '';
  }

  async runSession(serviceTypeId: string, textVersion: string, kills: number): Promise<SessionId> {
    const response = await fetch(`${this.#url}/v1/entry/anonymous`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: this.#url },
      body: JSON.stringify({ serviceTypeId, language: 'en' }),
    });
    const { sessionId } = (await response.json()) as { sessionId: SessionId };
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const page = new CustomerPage({ url: this.#url, cookie });
    try {
      const decision = { kind: 'recording', textVersion, language: 'en', decision: 'accepted' } as const;
      await this.#persist(page, () => page.request('consent.decide', decision));
      let done: string | null = null;
      for (;;) {
        const view = page.view;
        const flow = view?.flow ?? null;
        if (flow !== null && flow.outcome !== null) return sessionId;
        const current = flow?.current[0];
        if (current === undefined || current.type === 'wait' || current.nodeRunId === done || current.nodeId === 'notice') {
          // What is next is told to the page, also after the counter was away.
          await eventually(() => page.view !== view, STEP_WITHIN_MS);
        } else {
          await this.#step(page, sessionId, current, kills);
          done = current.nodeRunId;
        }
      }
    } finally {
      page.close();
      await this.#restarting;
    }
  }

  /** One step, as a page makes it: again until it is acknowledged, or the view shows that it was made. */
  async #step(page: CustomerPage, sessionId: SessionId, { nodeRunId, type, view }: FlowCurrentView, kills: number): Promise<void> {
    const act = async (action: string, input: unknown): Promise<void> => {
      await this.#persist(page, async () => {
        try {
          return await page.request('step.act', { nodeRunId, action, input: input as never });
        } catch (error) {
          // Made before the acknowledgement was lost.
          if (AppError.from(error).code !== 'wrong_state') throw error;
          return null;
        }
      });
      this.acknowledged.add(`${sessionId} ${nodeRunId} ${action}`);
      this.#noteStep(kills);
    };
    if (type === 'consent') return act('decide', { decision: 'accepted', textVersion: view['textVersion'], language: 'en' });
    await act('edit', { field: 'name', value: `${PERSONAL} ${this.#random.below(1_000)}` });
    return act('submit', null);
  }

  #noteStep(kills: number): void {
    const now = performance.now();
    if (this.#killedAtMs !== null && this.#restarting === null) {
      this.goesOnMs.push(Math.round(now - this.#killedAtMs));
      this.readyToStepMs.push(Math.round(now - this.#readyAtMs));
      this.#killedAtMs = null;
    }
    this.#stepsToKill -= 1;
    if (this.#stepsToKill > 0 || this.#killedAtMs !== null || this.goesOnMs.length >= kills) return;
    this.#stepsToKill = 1 + this.#random.below(5);
    setTimeout(() => this.#kill(), this.#random.below(25));
  }

  #kill(): void {
    const counter = this.#counter;
    if (counter === null || this.#restarting !== null) return;
    this.#killedAtMs = performance.now();
    this.#restarting = (async () => {
      await counter.kill();
      this.output += counter.output;
      await this.start();
    })().finally(() => (this.#restarting = null));
  }

  /** As a page does it: again until it is answered. Whatever was asked when the connection was lost is asked again at once. */
  async #persist<T>(page: CustomerPage, work: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + STEP_WITHIN_MS;
    for (;;) {
      try {
        return await beforeLoss(page, work());
      } catch (error) {
        const { code, entry } = AppError.from(error);
        if (!entry.retryable || performance.now() > deadline) throw new Error(`A step was refused: ${code}`, { cause: error });
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }
}

/** What a session's log and rows say otherwise than what was acknowledged. */
async function faultsOf(core: Core, sessionId: SessionId, acknowledged: ReadonlySet<string>): Promise<string[]> {
  const faults: string[] = [];
  const events = await core.log.read(sessionId);
  const made = new Map<string, number>();
  const answered = new Map<string, number>();
  for (const event of events) {
    if (event.type === 'flow.acted') {
      const name = `${sessionId} ${event.payload.nodeRunId} ${event.payload.action}`;
      made.set(name, (made.get(name) ?? 0) + 1);
    }
    if (event.type === 'flow.answered') answered.set(event.payload.key, (answered.get(event.payload.key) ?? 0) + 1);
  }
  for (const name of acknowledged) if (name.startsWith(sessionId) && !made.has(name)) faults.push(`lost: ${name}`);
  // An edit that was sent again because its acknowledgement was lost is one more edit; nothing else can be made twice.
  for (const [name, times] of made) if (times > 1 && !name.endsWith(' edit')) faults.push(`made ${times} times: ${name}`);
  for (const [key, times] of answered) if (times > 1) faults.push(`answered ${times} times: ${key}`);
  const run = await verifyRun(core, sessionId);
  if (!run.ok) faults.push(`${sessionId}: rows and log differ in ${run.differences.join(', ')}`);
  const log = await core.log.verify(sessionId);
  if (!log.ok) faults.push(`${sessionId}: the log is not whole, ${log.differences.join(', ')}`);
  const pending = await core.database.prisma.flowEffect.count({ where: { sessionId, status: 'pending' } });
  if (pending > 0) faults.push(`${sessionId}: ${pending} effects were never carried out`);
  return faults;
}

function enduranceFlow() {
  const rounds = Array.from({ length: ROUNDS }, (_, index) => index + 1);
  const text = (en: string) => ({ 'zh-CN': en, en });
  const edge = (node: string, port: string, to: string) => ({ from: { node, port }, to });
  const first = (index: number) => (index > ROUNDS ? 'done' : `form${index}`);
  const name = { key: 'name', type: 'text', title: text('Name') };
  return testFlow({
    key: 'endurance',
    nodes: [
      { id: 'notice', type: 'consent' },
      ...rounds.flatMap((index) => [
        { id: `form${index}`, type: 'form', config: { fields: [name], needs: [] } },
        { id: `pause${index}`, type: 'wait', config: { forMs: PAUSE_MS } },
        {
          id: `agree${index}`,
          type: 'consent',
          config: { kind: 'biometric', textVersion: 'v1', title: text('Agree'), body: [text('To this')] },
        },
      ]),
      { id: 'done', type: 'end', config: { outcome: 'completed', endSession: true } },
      { id: 'no', type: 'end', config: { outcome: 'refused' } },
    ],
    edges: [
      edge('notice', 'accepted', first(1)),
      edge('notice', 'refused', 'no'),
      ...rounds.flatMap((index) => [
        edge(`form${index}`, 'done', `pause${index}`),
        edge(`pause${index}`, 'elapsed', `agree${index}`),
        edge(`agree${index}`, 'accepted', first(index + 1)),
        edge(`agree${index}`, 'refused', 'no'),
      ]),
    ],
  });
}

/** Rejects when the connection is lost before the answer came. */
async function beforeLoss<T>(page: CustomerPage, answer: Promise<T>): Promise<T> {
  let lose: () => void = () => undefined;
  const lost = new Promise<never>((_resolve, reject) => {
    lose = () => reject(new AppError('unavailable'));
    page.socket.once('disconnect', lose);
  });
  try {
    return await Promise.race([answer, lost]);
  } finally {
    page.socket.off('disconnect', lose);
    // What is answered later is nobody's concern any more.
    answer.catch(() => undefined);
  }
}
