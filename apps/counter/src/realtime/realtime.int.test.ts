import { join } from 'node:path';
import {
  CUSTOMER_NAMESPACE,
  customerRequests,
  type CustomerSessionView,
  type DeskView,
  GUEST_NAMESPACE,
  MAX_PAYLOAD_BYTES,
  newId,
  type RequestTable,
  type Role,
  type SessionId,
  STAFF_NAMESPACE,
  staffRequests,
  StaffRole,
} from '@guichet/protocol';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../../e2e/kit/seeded-random.ts';
import { cookieName } from '../http/cookies.ts';
import { loadDataKey } from '../keys/data-key.ts';
import { createCore } from '../sessions/create-core.ts';
import { DeviceBindings } from '../sessions/device-bindings.ts';
import { Entry } from '../sessions/entry.ts';
import { SessionOpening } from '../sessions/session-opening.ts';
import { codeOf, connected, type RawPage, RawPages, refusal } from '../testing/raw-pages.ts';
import { eventually } from '../testing/eventually.ts';
import { type SignedIn, WholeCounter } from '../testing/whole-counter.ts';

let counter: WholeCounter;
let entry: Entry;

beforeAll(async () => {
  counter = await WholeCounter.start();
  // What it seals the counter must be able to open.
  const dataKey = await loadDataKey(join(counter.dataDir, 'keys', 'data.key'));
  const core = createCore({ database: counter.database, dataKey, logger: pino({ level: 'silent' }) });
  entry = new Entry(core, new SessionOpening(core), new DeviceBindings(core, false));
});
afterAll(() => counter.end());

/** An anonymous customer's device, beside the HTTP edge and its rates. */
async function enter(): Promise<{ readonly cookie: string; readonly sessionId: SessionId }> {
  const { sessionId, cookieValue } = await entry.anonymous(counter.bank.questions, { language: 'en', userAgent: null });
  return { sessionId, cookie: `${cookieName('device', false)}=${cookieValue}` };
}

afterEach(() => pages.close());

/** A customer's view or a desk; which of the two, each test knows. */
type View = Omit<CustomerSessionView, 'status'> & Omit<DeskView, 'status'> & { readonly status: string };

type Page = RawPage<View>;
const pages = new RawPages<View>(() => counter.url);
const connect = pages.connect.bind(pages);

async function customerPage() {
  const device = await enter();
  return { device, page: await connected(connect(CUSTOMER_NAMESPACE, device.cookie)) };
}

async function staffPage(...roles: StaffRole[]): Promise<{ login: SignedIn; page: Page }> {
  const login = await counter.signIn(...roles);
  return { login, page: await connected(connect(STAFF_NAMESPACE, login.cookie)) };
}

const consent = { kind: 'recording', textVersion: 'v1', language: 'en', decision: 'accepted' };

/** Payloads that fit their schemas and name things that do not exist, or are somebody else's. */
function payloadsFor(sessionId: string): Record<string, unknown> {
  const pageKey = 'k'.repeat(43);
  return {
    'session.chooseLanguage': { language: 'en' },
    'consent.decide': consent,
    'check.start': { pageKey },
    'call.join': { pageKey, sessionId },
    'check.report': { camera: true, microphone: true, speaker: null, network: null },
    'session.rate': { stars: 5, comment: null },
    'status.choose': { status: 'offline' },
    'offer.accept': { offerId: newId('ofr') },
    'offer.decline': { offerId: newId('ofr') },
    'call.hold': { sessionId, held: true },
    'call.end': { sessionId },
    'chat.send': { sessionId, messageId: newId('msg'), text: 'x' },
    'guest.revoke': { sessionId, invitationId: '0'.repeat(32) },
    'transfer.request': { sessionId, to: newId('stf'), note: null },
    'transfer.cancel': { transferId: newId('trf') },
    'transfer.accept': { transferId: newId('trf') },
    'transfer.decline': { transferId: newId('trf') },
    'transfer.complete': { transferId: newId('trf') },
    'step.act': { sessionId, nodeRunId: 'nothing#1', action: 'finish', input: null },
    'step.back': { sessionId },
    'step.escalate': { sessionId, reason: 'asked' },
    'wrapUp.save': { sessionId, notes: '', outcome: 'done' },
  };
}

const cases = (table: RequestTable, roles: readonly Role[]) =>
  Object.keys(table).flatMap((name) => roles.map((role) => [name, role, table[name]!.roles.includes(role)] as const));

describe('every request of the staff by every role', () => {
  const byRole = new Map<Role, Page>();
  let foreignSession: string;
  beforeAll(async () => {
    foreignSession = (await enter()).sessionId;
    for (const role of StaffRole.options) byRole.set(role, (await staffPage(role)).page);
    // They stay for all of these tests.
    pages.keep();
    // What flows ask for by themselves is noted too.
    await eventually(async () => (await counter.database.prisma.flowEffect.count({ where: { status: 'pending' } })) === 0);
  });
  afterAll(() => {
    for (const { socket } of byRole.values()) socket.disconnect();
  });

  it.each(cases(staffRequests, StaffRole.options))('%s by %s', async (name, role, allowed) => {
    const page = byRole.get(role)!;
    const before = await counter.database.prisma.sessionEvent.count();
    const code = codeOf(await page.ask(name, payloadsFor(foreignSession)[name] ?? {}));
    if (!allowed) expect(code).toBe('forbidden');
    else if (['desk.get', 'colleagues.list', 'status.choose'].includes(name)) expect(code).toBe('ok');
    else expect(code).toBe('not_found');
    expect(await counter.database.prisma.sessionEvent.count()).toBe(before);
  });

  it.each(Object.keys(staffRequests))('%s by a customer, or by nobody: there is no such page', async (name) => {
    const { page } = await customerPage();
    const code = codeOf(await page.ask(name, payloadsFor(foreignSession)[name] ?? {}));
    // Some names exist on both sides; then it is the customer's own session that is meant.
    expect(name in customerRequests ? ['consent_required', 'wrong_state'] : ['unknown_request']).toContain(code);
  });
});

describe('who may connect', () => {
  it.each([
    [CUSTOMER_NAMESPACE, 'nothing', undefined],
    [STAFF_NAMESPACE, 'nothing', undefined],
    [GUEST_NAMESPACE, 'nothing', undefined],
    [GUEST_NAMESPACE, 'a made-up cookie', `guichet_guest=${'x'.repeat(43)}`],
    [CUSTOMER_NAMESPACE, 'a made-up cookie', `guichet_device=${'x'.repeat(43)}`],
    [STAFF_NAMESPACE, 'a made-up cookie', `guichet_staff=${'x'.repeat(43)}`],
    [CUSTOMER_NAMESPACE, 'a malformed cookie', 'guichet_device=%00;;='],
    [STAFF_NAMESPACE, 'a malformed cookie', 'guichet_staff=%00;;='],
  ])('to %s, not somebody who shows %s', async (namespace, _what, cookie) => {
    expect(await refusal(connect(namespace, cookie))).toMatchObject({ code: 'unauthenticated' });
  });

  it('not a customer to the staff, nor staff to the customers', async () => {
    const device = await enter();
    const login = await counter.signIn('admin');
    expect(await refusal(connect(STAFF_NAMESPACE, device.cookie))).toMatchObject({ code: 'unauthenticated' });
    expect(await refusal(connect(CUSTOMER_NAMESPACE, login.cookie))).toMatchObject({ code: 'unauthenticated' });
    const guest = await counter.invite(device.sessionId);
    for (const namespace of [CUSTOMER_NAMESPACE, STAFF_NAMESPACE])
      expect(await refusal(connect(namespace, guest.cookie))).toMatchObject({ code: 'unauthenticated' });
    for (const { cookie } of [device, login])
      expect(await refusal(connect(GUEST_NAMESPACE, cookie))).toMatchObject({ code: 'unauthenticated' });
  });

  it('not a foreign page that has the cookie sent along', async () => {
    const device = await enter();
    const login = await counter.signIn('agent');
    for (const origin of ['https://evil.example', 'null']) {
      expect(await refusal(connect(CUSTOMER_NAMESPACE, device.cookie, { origin }))).toMatchObject({ code: 'csrf_failed' });
      expect(await refusal(connect(STAFF_NAMESPACE, login.cookie, { origin }))).toMatchObject({ code: 'csrf_failed' });
    }
  });
});

describe("a customer's page", () => {
  it('is told every change, in whole views of growing revision', async () => {
    const { page } = await customerPage();
    expect(await page.ask('session.get')).toMatchObject({ ok: true, data: { status: 'entered' } });
    expect(await page.ask('consent.decide', consent)).toMatchObject({ ok: true, data: { status: 'ready' } });
    expect(await page.ask('ticket.take')).toMatchObject({ ok: true, data: { status: 'waiting', ticket: { place: 1 } } });
    await eventually(() => page.views.at(-1)?.status === 'waiting');
    const revisions = page.views.map(({ revision }) => revision);
    expect(revisions).toEqual(revisions.toSorted((one, other) => one - other));
    expect(await page.ask('session.end')).toMatchObject({ ok: true, data: { status: 'abandoned' } });
    await eventually(() => page.views.at(-1)?.status === 'abandoned');
  });

  it('gives way to a second one of the same device, and does not come back by itself', async () => {
    const { device, page } = await customerPage();
    const second = await connected(connect(CUSTOMER_NAMESPACE, device.cookie));
    await eventually(() => page.told.includes('page.replaced') && !page.socket.connected);
    expect(await second.ask('session.get')).toMatchObject({ ok: true });
    expect(second.told).toEqual([]);
  });

  it('is one of many that come at once: exactly one stays', async () => {
    const device = await enter();
    const pages = Array.from({ length: 10 }, () => connect(CUSTOMER_NAMESPACE, device.cookie));
    await Promise.all(pages.map(connected));
    await eventually(() => pages.filter(({ socket }) => socket.connected).length === 1);
    expect(pages.filter(({ told }) => told.includes('page.replaced'))).toHaveLength(9);
  });

  it('can do nothing more when its cookie is worth nothing any more', async () => {
    const { device, page } = await customerPage();
    await counter.database.prisma.deviceBinding.deleteMany({ where: { sessionId: device.sessionId } });
    expect(codeOf(await page.ask('consent.decide', consent))).toBe('unauthenticated');
    await eventually(() => !page.socket.connected);
  });

  it('comes to its own session only: no payload can name another', async () => {
    const other = await enter();
    const { page } = await customerPage();
    expect(await page.ask('session.end', { sessionId: other.sessionId })).toMatchObject({ ok: true });
    expect(await counter.database.prisma.session.findUniqueOrThrow({ where: { id: other.sessionId } })).toMatchObject({
      status: 'entered',
    });
  });
});

describe('a call between two pages', () => {
  it('comes about as both see it: ring, offer, answer; without a node both are told to wait', async () => {
    await counter.database.prisma.staff.updateMany({ data: { status: 'offline' } });
    const { page: agent } = await staffPage('agent');
    expect(await agent.ask('status.choose', { status: 'idle' })).toMatchObject({ ok: true, data: { status: 'idle' } });
    const { device, page: customer } = await customerPage();
    await customer.ask('consent.decide', consent);
    await customer.ask('ticket.take');
    const ringing = await eventually(() => agent.views.findLast(({ offer }) => offer?.sessionId === device.sessionId));
    await eventually(() => customer.views.at(-1)?.ticket?.ringing);
    const accepted = await agent.ask('offer.accept', { offerId: ringing.offer!.offerId });
    expect(accepted).toMatchObject({ ok: true, data: { status: 'busy', workbench: { sessionId: device.sessionId, call: null } } });
    await eventually(() => customer.views.at(-1)?.status === 'in_call');
    expect(codeOf(await customer.ask('call.join', { pageKey: 'k'.repeat(43) }))).toBe('no_node');
    expect(codeOf(await customer.ask('chat.send', { messageId: newId('msg'), text: 'Are you there?' }))).toBe('ok');
    await eventually(() => agent.views.at(-1)?.workbench?.chat.some(({ text }) => text === 'Are you there?'));
    expect(codeOf(await agent.ask('call.end', { sessionId: device.sessionId }))).toBe('ok');
    await eventually(() => customer.views.at(-1)?.status === 'ended');
    expect(await agent.ask('wrapUp.save', { sessionId: device.sessionId, notes: 'x', outcome: 'not_done' })).toMatchObject({
      ok: true,
      data: { status: 'idle', workbench: null },
    });
  });

  it('outlives the counter: pages come back to where they were', async () => {
    await counter.database.prisma.staff.updateMany({ data: { status: 'offline' } });
    const { login, page: agent } = await staffPage('agent');
    await agent.ask('status.choose', { status: 'idle' });
    const { device, page: customer } = await customerPage();
    await customer.ask('consent.decide', consent);
    await customer.ask('ticket.take');
    const ringing = await eventually(() => agent.views.findLast(({ offer }) => offer?.sessionId === device.sessionId));
    await counter.restart();
    await eventually(() => !agent.socket.connected && !customer.socket.connected);
    const [agentAgain, customerAgain] = [
      await connected(connect(STAFF_NAMESPACE, login.cookie)),
      await connected(connect(CUSTOMER_NAMESPACE, device.cookie)),
    ];
    expect(await agentAgain.ask('desk.get')).toMatchObject({
      ok: true,
      data: { status: 'ringing', offer: { offerId: ringing.offer!.offerId } },
    });
    expect(await customerAgain.ask('session.get')).toMatchObject({ ok: true, data: { status: 'waiting', ticket: { ringing: true } } });
    expect(agentAgain.views.at(-1)?.revision ?? Infinity).toBeGreaterThan(agent.views.at(-1)!.revision);
    expect(codeOf(await customerAgain.ask('session.end'))).toBe('ok');
    await eventually(() => agentAgain.views.at(-1)?.status === 'idle');
  });
});

describe("a staff member's page", () => {
  it('gives way to a second one of the same person', async () => {
    const { login, page } = await staffPage('agent');
    const second = await connected(connect(STAFF_NAMESPACE, login.cookie));
    await eventually(() => page.told.includes('page.replaced') && !page.socket.connected);
    expect(await second.ask('desk.get')).toMatchObject({ ok: true });
  });

  it('is told that it was signed out, and is closed; its agent takes no more customers', async () => {
    const { login, page } = await staffPage('agent');
    await page.ask('status.choose', { status: 'idle' });
    expect((await counter.ask('POST', '/v1/staff/logout', { ...login, body: {} })).status).toBe(200);
    await eventually(() => page.told.includes('signed.out') && !page.socket.connected);
    await eventually(
      async () => (await counter.database.prisma.staff.findUniqueOrThrow({ where: { id: login.staffId } })).status === 'offline',
    );
  });

  it('loses a role at once when it is taken from the person', async () => {
    const { login, page } = await staffPage('agent', 'reviewer');
    expect(codeOf(await page.ask('status.choose', { status: 'away' }))).toBe('ok');
    await counter.database.prisma.staff.update({ where: { id: login.staffId }, data: { roles: ['reviewer'] } });
    expect(codeOf(await page.ask('status.choose', { status: 'idle' }))).toBe('forbidden');
    await counter.database.prisma.staff.update({ where: { id: login.staffId }, data: { active: false } });
    expect(codeOf(await page.ask('desk.get'))).toBe('unauthenticated');
  });
});

describe('malformed and too much', () => {
  const seed = Date.now() >>> 0;

  /** Anything that is no payload of any request. */
  function nonsense(random: SeededRandom, depth = 0): unknown {
    const atom = [
      null,
      true,
      -1,
      1e308,
      '',
      '\u0000',
      '\ud800',
      'x'.repeat(5_000),
      'ses_',
      '\'; drop table "Session"; --',
      '__proto__',
      Buffer.from([1, 2, 3]),
    ];
    if (depth > 2 || random.chance(0.5)) return random.pick(atom);
    if (random.chance(0.5)) return Array.from({ length: random.below(4) }, () => nonsense(random, depth + 1));
    const keys = ['sessionId', 'offerId', 'decision', 'text', 'stars', '__proto__', 'constructor', 'toString', 'pageKey', 'status'];
    return Object.fromEntries(Array.from({ length: random.below(5) }, () => [random.pick(keys), nonsense(random, depth + 1)]));
  }

  it('is answered with a typed error and changes nothing', async () => {
    console.info(`malformed messages: seed ${seed}`);
    const random = new SeededRandom(seed);
    const { device, page } = await customerPage();
    const { page: agent } = await staffPage('agent');
    const session = () =>
      counter.database.prisma.session.findUniqueOrThrow({ where: { id: device.sessionId }, select: { status: true, lastSeq: true } });
    const { sessionId } = device;
    // The flow's own first steps go on without anybody.
    await eventually(
      async () => (await counter.database.prisma.sessionEvent.count({ where: { sessionId, type: 'flow.answered' } })) > 0,
      20_000,
    );
    const before = await session();
    const names = [...Object.keys(customerRequests), ...Object.keys(staffRequests), 'constructor', '__proto__', 'toString', ''].filter(
      (name) => !['session.get', 'desk.get', 'session.end', 'colleagues.list'].includes(name),
    );
    const codes = new Set<string>();
    for (let round = 0; round < 40; round++) {
      const replies = await Promise.all(
        [page, agent].flatMap((who) => Array.from({ length: 10 }, () => who.ask(random.pick(names), nonsense(random)))),
      );
      for (const reply of replies) codes.add(codeOf(reply));
    }
    const known = [
      'bad_request',
      'rate_limited',
      'unknown_request',
      'forbidden',
      'consent_required',
      'wrong_state',
      'not_found',
      'ok',
      'payload_too_large',
    ];
    expect(known).toEqual(expect.arrayContaining([...codes]));
    expect(codes).toContain('bad_request');
    expect(await session()).toEqual(before);
    expect(page.socket.connected && agent.socket.connected).toBe(true);
  });

  it('a message over the limit is refused and closes nothing', async () => {
    const { page } = await customerPage();
    const text = '好'.repeat(MAX_PAYLOAD_BYTES / 3);
    expect(codeOf(await page.ask('chat.send', { messageId: newId('msg'), text }))).toBe('payload_too_large');
    expect(await page.ask('session.get')).toMatchObject({ ok: true });
  });

  it('a flood of one page is limited at once, and others are served', async () => {
    const { page: flooding } = await customerPage();
    const { page: other } = await customerPage();
    await flooding.ask('session.get');
    const replies = Array.from({ length: 2_000 }, () => flooding.ask('session.chooseLanguage', { language: 'en' }));
    const startedAt = performance.now();
    expect(await other.ask('session.get')).toMatchObject({ ok: true });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    const codes = (await Promise.all(replies)).map(codeOf);
    expect(codes.filter((code) => code === 'rate_limited').length).toBeGreaterThan(1_700);
  });

  it('connections of one address are limited', async () => {
    const startedAt = performance.now();
    const answers = await Promise.all(Array.from({ length: 600 }, () => fetch(`${counter.url}/socket.io/?EIO=4&transport=polling`)));
    const seconds = (performance.now() - startedAt) / 1_000;
    const letIn = answers.filter(({ ok }) => ok).length;
    expect(letIn).toBeLessThanOrEqual(300 + 30 * seconds + 1);
    expect(letIn).toBeLessThan(600);
  });
});

describe('what was logged meanwhile', () => {
  it('holds no secret, cookie or text of anybody', async () => {
    const lines = counter.logged.join('\n');
    expect(lines).not.toContain('Are you there?');
    expect(lines).not.toMatch(/guichet_(device|staff)=/);
  });
});
