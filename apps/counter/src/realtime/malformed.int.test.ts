import { EventEmitter } from 'node:events';
import {
  type CustomerRequests,
  customerRequests,
  MAX_PAYLOAD_BYTES,
  newId,
  type PayloadOf,
  type Reply,
  type RequestTable,
  type SessionId,
  type StaffId,
  type StaffRequests,
  staffRequests,
} from '@guichet/protocol';
import { pino } from 'pino';
import type { Socket } from 'socket.io';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseSeed } from '../../../../e2e/kit/config.ts';
import { SeededRandom } from '../../../../e2e/kit/seeded-random.ts';
import { staffView } from '../staff/staff-view.ts';
import { PAGE_KEY, TestPlane } from '../testing/test-plane.ts';
import { answerRequests } from './page-socket.ts';

const MESSAGES_PER_REQUEST = 10_000;
const seed = chooseSeed();
const logged: string[] = [];

let counter: TestPlane;
let sessionId: SessionId;
let staffId: StaffId;
let customer: FakePage;
let agent: FakePage;

/** A page without a network, beside the edge's own limits: an hour passes between two of its messages. */
class FakePage {
  readonly #listeners: ((name: string, ...parts: unknown[]) => void)[] = [];
  readonly socket = Object.assign(new EventEmitter(), {
    onAny: (listener: (name: string, ...parts: unknown[]) => void) => this.#listeners.push(listener),
  }) as unknown as Socket;

  ask(name: string, payload: unknown): Promise<Reply<unknown>> {
    return new Promise((resolve) => {
      for (const listener of this.#listeners) listener(name, payload, resolve);
    });
  }
}

beforeAll(async () => {
  counter = await TestPlane.create();
  staffId = await counter.agent();
  sessionId = await counter.inCall(staffId, { name: '王小明', phone: '13800001234' });
  let nowMs = 0;
  const common = {
    onUnknown: () => undefined,
    logger: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }),
    now: () => (nowMs += 3_600_000),
  };
  const row = await counter.database.prisma.staff.findUniqueOrThrow({ where: { id: staffId } });
  customer = new FakePage();
  answerRequests(customer.socket, {
    ...common,
    table: customerRequests,
    handlers: counter.plane.customerRequests,
    identify: async () => ({ roles: ['customer'], context: { sessionId } }),
  });
  agent = new FakePage();
  answerRequests(agent.socket, {
    ...common,
    table: staffRequests,
    handlers: counter.plane.staffRequests,
    identify: async () => ({ roles: ['agent', 'supervisor'], context: { staff: staffView(row) } }),
  });
});
afterAll(() => counter.close());

/** Every row that a request could change. */
async function state(): Promise<string> {
  const { prisma } = counter.database;
  const rows = await Promise.all([
    prisma.session.findMany(),
    prisma.staff.findMany(),
    prisma.ticket.findMany(),
    prisma.offer.findMany(),
    prisma.call.findMany({ include: { participants: true } }),
    prisma.transfer.findMany(),
    prisma.checkRoom.findMany(),
    prisma.sessionEvent.count(),
    prisma.personalValue.count(),
  ]);
  return JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

const LONG = 'x'.repeat(MAX_PAYLOAD_BYTES + 1);
const JUNK: ((random: SeededRandom) => unknown)[] = [
  () => null,
  () => undefined,
  () => true,
  () => [],
  () => ({}),
  () => NaN,
  () => -1,
  () => 2 ** 53,
  () => 0.5,
  () => '',
  () => ' \n\t ',
  () => '\u0000',
  () => '\ud800',
  () => '__proto__',
  () => JSON.parse('{"__proto__":{"roles":["admin"]}}'),
  () => ({ constructor: { prototype: {} } }),
  () => '../../etc/passwd',
  () => `'; drop table "Session"; --`,
  () => '{{constructor.constructor("return process")()}}',
  () => 'ses_00000000000000000000000!',
  () => Buffer.from('junk'),
  () => [[[[[[[[]]]]]]]],
  () => Array.from({ length: 300 }, () => ({})),
  () => ({ toString: 'no', length: 1e9 }),
  () => 'MARKED'.repeat(800),
  () => LONG,
  (random) => random.below(1_000_000),
  (random) => random.bytes(20).toString('latin1'),
];

/** Changes one place in a copy of `value`, anywhere in the tree: replaces it, drops it, or hides it in a list. */
function spoil(value: object, random: SeededRandom): unknown {
  const copy = structuredClone(value) as Record<string, unknown>;
  const junk = random.pick(JUNK)(random);
  const keys = Object.keys(copy);
  if (keys.length === 0 || random.below(12) === 0) return junk;
  const key = random.pick(keys);
  const way = random.below(8);
  if (way === 0) delete copy[key];
  else copy[key] = way === 1 ? [copy[key]] : junk;
  return copy;
}

type Good<Table extends RequestTable> = { readonly [Name in keyof Table]?: PayloadOf<Table[Name]> };

/** In order, each of them: one place in it is spoiled. A request that is not named here is spoiled as a whole. */
function goodCustomerPayloads(): Good<CustomerRequests> {
  return {
    'session.chooseLanguage': { language: 'en' },
    'consent.decide': { kind: 'recording', textVersion: 'v1', language: 'en', decision: 'refused' },
    'check.start': { pageKey: PAGE_KEY },
    'call.join': { pageKey: PAGE_KEY },
    'chat.send': { messageId: newId('msg'), text: 'hello' },
    'session.rate': { stars: 5, comment: null },
  };
}

function goodStaffPayloads(): Good<StaffRequests> {
  return {
    'status.choose': { status: 'away' },
    'offer.accept': { offerId: newId('ofr') },
    'offer.decline': { offerId: newId('ofr') },
    'call.join': { sessionId, pageKey: PAGE_KEY },
    'call.hold': { sessionId, held: true },
    'call.end': { sessionId },
    'chat.send': { sessionId, messageId: newId('msg'), text: 'hello' },
    'transfer.request': { sessionId, to: newId('stf'), note: 'a note' },
    'transfer.cancel': { transferId: newId('trf') },
    'transfer.accept': { transferId: newId('trf') },
    'transfer.decline': { transferId: newId('trf') },
    'transfer.complete': { transferId: newId('trf') },
    'wrapUp.save': { sessionId, notes: 'notes', outcome: 'done' },
  };
}

const cases = [
  ...Object.keys(customerRequests).map((name) => ({ from: 'customer' as const, name })),
  ...Object.keys(staffRequests).map((name) => ({ from: 'staff' as const, name })),
];

describe(`malformed messages (seed ${seed}, ${MESSAGES_PER_REQUEST} of each request)`, () => {
  it.each(cases)('of $from: $name are refused by name and change nothing', async ({ from, name }) => {
    const random = new SeededRandom(seed);
    const [page, table, goods] =
      from === 'customer'
        ? [customer, customerRequests as RequestTable, goodCustomerPayloads() as Record<string, object>]
        : [agent, staffRequests as RequestTable, goodStaffPayloads() as Record<string, object>];
    const spec = table[name];
    if (spec === undefined) throw new Error('no such request');
    const good = goods[name] ?? {};
    const before = await state();
    const codes = new Map<string, number>();
    for (let count = 0; count < MESSAGES_PER_REQUEST; count += 1) {
      const message = spoil(good, random);
      // What is still in order after it was spoiled is no malformed message.
      if (spec.payload.safeParse(message).success) continue;
      const reply = await page.ask(name, message);
      const code = reply.ok ? 'ok' : reply.error.code;
      codes.set(code, (codes.get(code) ?? 0) + 1);
      if (!reply.ok) expect(JSON.stringify(reply.error)).not.toMatch(/MARKED|drop table/);
    }
    expect([...codes.keys()].filter((code) => code !== 'bad_request' && code !== 'payload_too_large')).toEqual([]);
    expect(codes.get('bad_request') ?? 0).toBeGreaterThan(MESSAGES_PER_REQUEST / 4);
    expect(await state()).toBe(before);
  });

  it('leave no word of theirs in the log, and no fault of ours', () => {
    expect(logged).toEqual([]);
    expect(({} as Record<string, unknown>)['roles']).toBeUndefined();
  });
});
