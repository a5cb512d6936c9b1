import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, type MessageId, newId, type RoomId, type RoomPlan, type SessionId } from '@guichet/protocol';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../../e2e/kit/seeded-random.ts';
import { createTestDatabase, type TestDatabase } from '../../../../prisma/testing.ts';
import { Database } from '../database/database.ts';
import { cookieHash, cookieName, newCookieValue } from '../http/cookies.ts';
import { loadDataKey } from '../keys/data-key.ts';
import { createCore } from '../sessions/create-core.ts';
import { DeviceBindings } from '../sessions/device-bindings.ts';
import { Entry } from '../sessions/entry.ts';
import { SessionOpening } from '../sessions/session-opening.ts';
import { CounterProcess, freePort } from '../testing/counter-process.ts';
import { eventually } from '../testing/eventually.ts';
import { CustomerPage, StaffPage } from '../testing/page-client.ts';
import { createTestBank, createTestStaff, type TestBank } from '../testing/test-bank.ts';
import { TestNode } from '../testing/test-node.ts';

const KILLS = 4;

let server: TestDatabase;
let database: Database;
let bank: TestBank;
let folder: string;
let port: number;
let counter: CounterProcess;
const nodeKeys = generateKeyPairSync('ed25519');
/** The node is not killed: it goes on holding its rooms. */
const rooms = new Map<RoomId, RoomPlan>();
let node: TestNode;
let heart: NodeJS.Timeout;

beforeAll(async () => {
  server = await createTestDatabase();
  database = new Database(server.url);
  bank = await createTestBank(database);
  folder = await mkdtemp(join(tmpdir(), 'guichet-killed-'));
  port = await freePort();
  await writeFile(join(folder, 'node.jwk'), JSON.stringify(nodeKeys.publicKey.export({ format: 'jwk' })));
  await start();
});

afterAll(async () => {
  clearInterval(heart);
  node?.close();
  await counter?.kill();
  await database.close();
  await server.drop();
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  counter = new CounterProcess({
    DATABASE_URL: server.url,
    GUICHET_DATA: folder,
    PORT: String(port),
    NODE_ENROL_KEY: join(folder, 'node.jwk'),
    LOG_LEVEL: 'warn',
  });
  await counter.ready();
  node = new TestNode(counter.url, nodeKeys);
  const known = [...rooms].map(([roomId, plan]) => ({ roomId, recordingId: plan.recording?.recordingId ?? null, participants: [] }));
  await node.register({ rooms: known });
  clearInterval(heart);
  heart = setInterval(
    () => void node.request('node.heartbeat', { rooms: 1, peers: 2, busiestWorkerRatio: 0, freeDiskBytes: null }).catch(() => undefined),
    500,
  );
}

/** What the node was told since, as it keeps it. */
function noteRooms(): void {
  for (const { name, payload } of node.commands.splice(0)) {
    const { roomId } = payload as RoomPlan;
    if (name === 'room.open') rooms.set(roomId, payload as RoomPlan);
    if (name === 'room.close') rooms.delete(roomId);
  }
}

async function signIn(): Promise<string> {
  const staffId = await createTestStaff(database, { roles: ['agent'] });
  const value = newCookieValue();
  const now = Date.now();
  await database.prisma.staffSession.create({
    data: { cookieHash: cookieHash(value), staffId, csrfToken: 'x', createdAt: new Date(now), expiresAt: new Date(now + 3_600_000) },
  });
  return `${cookieName('staff', false)}=${value}`;
}

async function enter(core: ReturnType<typeof createCore>): Promise<{ sessionId: SessionId; cookie: string }> {
  const { sessionId, cookieValue } = await new Entry(core, new SessionOpening(core), new DeviceBindings(core, false)).anonymous(
    bank.questions,
    { language: 'en', userAgent: null },
  );
  return { sessionId, cookie: `${cookieName('device', false)}=${cookieValue}` };
}

describe('kill -9 of the counter in a call', () => {
  it('at random moments loses no acknowledged step and repeats none, and the call goes on', async () => {
    const seed = Date.now() >>> 0;
    const random = new SeededRandom(seed);
    // What it seals the counter must be able to open.
    const dataKey = await loadDataKey(join(folder, 'keys', 'data.key'));
    const core = createCore({ database, dataKey, logger: pino({ level: 'silent' }) });
    const { sessionId, cookie } = await enter(core);
    const desk = new StaffPage({ url: counter.url, cookie: await signIn() });
    const customer = new CustomerPage({ url: counter.url, cookie });
    await customer.request('consent.decide', { kind: 'recording', textVersion: 'v1', language: 'en', decision: 'accepted' });
    await desk.request('status.choose', { status: 'idle' });
    await customer.request('ticket.take', {});
    const offer = await eventually(() => desk.view?.offer);
    await desk.request('offer.accept', { offerId: offer.offerId });
    const call = await eventually(() => customer.view?.call);
    noteRooms();

    const acknowledged = new Set<MessageId>();
    const backMs: number[] = [];
    /** As a page does it: the same message again until it is acknowledged. */
    const say = async (from: 'customer' | 'agent'): Promise<void> => {
      const message = { messageId: newId('msg'), text: 'something' };
      await eventually(async () => {
        const sent = from === 'customer' ? customer.request('chat.send', message) : desk.request('chat.send', { sessionId, ...message });
        return sent.then(
          () => true,
          (error: unknown) => {
            const { code, entry } = AppError.from(error);
            if (!entry.retryable) throw new Error(`${code}, seed ${seed}`);
            return false;
          },
        );
      }, 60_000);
      acknowledged.add(message.messageId);
    };

    for (let kill = 0; kill < KILLS; kill++) {
      const target = acknowledged.size + 2 + random.below(6);
      let killed = false;
      const work = async (from: 'customer' | 'agent'): Promise<void> => {
        while (!killed) {
          await say(from);
          if (acknowledged.size >= target && !killed) {
            killed = true;
            noteRooms();
            setTimeout(() => counter.child.kill('SIGKILL'), random.below(20));
          }
        }
        // One more, into the gap.
        await say(from);
      };
      const both = Promise.all([work('customer'), work('agent')]);
      await counter.ended();
      const startedAt = performance.now();
      await start();
      const toldAgain = (page: CustomerPage | StaffPage) => (page.told.at(-1)?.atMs ?? 0) > startedAt;
      await eventually(() => toldAgain(customer) && toldAgain(desk), 20_000);
      backMs.push(Math.round(performance.now() - startedAt));
      await both;
    }

    const events = await core.log.read(sessionId);
    const said = events.flatMap((event) => (event.type === 'chat.sent' ? [event.payload.messageId] : []));
    expect(said.toSorted(), `seed ${seed}`).toEqual([...acknowledged].toSorted());
    expect(await core.log.verify(sessionId)).toMatchObject({ ok: true, differences: [] });
    expect(events.filter(({ type }) => type === 'call.started' || type === 'call.moved')).toHaveLength(1);
    noteRooms();
    expect(rooms.size).toBe(1);
    expect(await customer.request('session.get', {})).toMatchObject({ status: 'in_call', call: { callId: call.callId } });
    await customer.request('session.end', {});
    await eventually(() => {
      noteRooms();
      return rooms.size === 0;
    });
    customer.close();
    desk.close();
    console.info(
      `kill -9 in a call: ${KILLS} kills, ${said.length} messages, pages up to date again after ${backMs.join(', ')} ms, seed ${seed}`,
    );
  }, 240_000);
});
