import type { SessionId, StaffId } from '@guichet/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LOAN_SKILL, QUESTION_SKILL } from '../testing/test-bank.ts';
import { TestPlane } from '../testing/test-plane.ts';

let counter: TestPlane;

beforeAll(async () => {
  counter = await TestPlane.create();
});
afterAll(() => counter.close());

/** Nobody is left over from the test before. */
beforeEach(async () => {
  const open = await counter.database.prisma.session.findMany({ where: { status: { in: ['entered', 'ready', 'waiting', 'in_call'] } } });
  for (const { id } of open) await counter.customer(id as SessionId, 'session.end', {});
  await counter.database.prisma.session.updateMany({ data: { wrapUpDue: false } });
  await counter.database.prisma.staff.updateMany({ data: { status: 'offline', nextStatus: null } });
});

const rungFor = async (staffId: StaffId) => (await counter.staff(staffId, 'desk.get', {})).offer;
const statusOf = async (staffId: StaffId) => (await counter.staff(staffId, 'desk.get', {})).status;
const tick = () => counter.plane.sweeper.tick();

describe('the queue', () => {
  it('gives tickets numbers and places', async () => {
    const [one, two] = [await counter.waiting(), await counter.waiting()];
    const [first, second] = [await counter.customer(one, 'session.get', {}), await counter.customer(two, 'session.get', {})];
    expect(first.ticket).toMatchObject({ number: expect.stringMatching(/^A\d{3}$/), place: 1, ringing: false });
    expect(second.ticket?.place).toBe(2);
    expect(Number(second.ticket?.number.slice(1))).toBe(Number(first.ticket?.number.slice(1)) + 1);
    await counter.customer(one, 'ticket.leave', {});
    expect(await counter.customer(one, 'session.get', {})).toMatchObject({ status: 'ready', ticket: null });
    expect((await counter.customer(two, 'session.get', {})).ticket?.place).toBe(1);
  });

  it('gives one ticket to a customer who asks twice at the same time', async () => {
    const id = await counter.consenting();
    await Promise.all([
      counter.customer(id, 'ticket.take', {}),
      counter.customer(id, 'ticket.take', {}),
      counter.customer(id, 'ticket.take', {}),
    ]);
    expect(await counter.database.prisma.ticket.count({ where: { sessionId: id } })).toBe(1);
    expect((await counter.types(id)).filter((type) => type === 'ticket.issued')).toHaveLength(1);
  });

  it('rings the agent with the skill who has been idle longest, for 20 s', async () => {
    const other = await counter.agent([QUESTION_SKILL]);
    const longest = await counter.agent([LOAN_SKILL]);
    const shorter = await counter.agent([LOAN_SKILL]);
    const id = await counter.waiting({ name: '王小明', phone: '13800001234' });
    await tick();
    const offer = await rungFor(longest);
    expect(offer).toMatchObject({
      sessionId: id,
      customerName: '王*明',
      ringsUntil: counter.now + 20_000,
      ticketNumber: expect.stringMatching(/^A/),
    });
    expect(await rungFor(other)).toBeNull();
    expect(await rungFor(shorter)).toBeNull();
    expect(await statusOf(longest)).toBe('ringing');
    expect((await counter.customer(id, 'session.get', {})).ticket).toMatchObject({ ringing: true });
  });

  it('rings the next one when nobody answers, and nobody twice before all were asked', async () => {
    const agents = [await counter.agent(), await counter.agent(), await counter.agent()];
    const id = await counter.waiting();
    const asked: StaffId[] = [];
    for (let round = 0; round < 6; round++) {
      await counter.pass(round === 0 ? 0 : 20_000, { sessions: [id], staff: agents });
      await counter.pass(3_000, { sessions: [id], staff: agents });
      for (const agent of agents) if ((await rungFor(agent)) !== null) asked.push(agent);
    }
    expect(asked).toEqual([...agents, ...agents]);
  });

  it('gives somebody who declined a pause before ringing them again', async () => {
    const agent = await counter.agent();
    const id = await counter.waiting();
    await tick();
    const offer = await rungFor(agent);
    const desk = await counter.staff(agent, 'offer.decline', { offerId: offer!.offerId });
    expect(desk).toMatchObject({ status: 'idle', offer: null });
    await counter.pass(2_900, { sessions: [id], staff: [agent] });
    expect(await rungFor(agent)).toBeNull();
    await counter.pass(200, { sessions: [id], staff: [agent] });
    expect((await rungFor(agent))?.sessionId).toBe(id);
  });

  it('stops ringing when the customer leaves, and the agent keeps their turn', async () => {
    const first = await counter.agent();
    const second = await counter.agent();
    const leaving = await counter.waiting();
    await tick();
    expect((await rungFor(first))?.sessionId).toBe(leaving);
    await counter.pass(5_000, { sessions: [leaving], staff: [first, second] });
    await counter.customer(leaving, 'session.end', {});
    expect(await statusOf(first)).toBe('idle');
    expect((await counter.types(leaving)).slice(-3)).toEqual(['offer.withdrawn', 'ticket.left', 'session.ended']);
    const next = await counter.waiting();
    await tick();
    expect((await rungFor(first))?.sessionId).toBe(next);
  });

  it('serves in the order of the tickets', async () => {
    const ids = [await counter.waiting(), await counter.waiting(), await counter.waiting()];
    const agents = [await counter.agent(), await counter.agent()];
    await tick();
    expect([(await rungFor(agents[0]!))?.sessionId, (await rungFor(agents[1]!))?.sessionId]).toEqual(ids.slice(0, 2));
  });

  it('rings nobody for a customer whose page is away', async () => {
    const agent = await counter.agent();
    const id = await counter.waiting();
    await counter.pass(counter.core.settings.customerAwayMs + 1, { staff: [agent] });
    expect(await rungFor(agent)).toBeNull();
    await counter.pass(0, { sessions: [id], staff: [agent] });
    expect((await rungFor(agent))?.sessionId).toBe(id);
    await counter.pass(counter.core.settings.customerAwayMs + 1, { staff: [agent] });
    expect(await rungFor(agent)).toBeNull();
    expect(await statusOf(agent)).toBe('idle');
  });

  it('tells what a wait may be from measured services and idle agents, and promises nothing when nobody is there', async () => {
    const [one, two] = [await counter.waiting(), await counter.waiting()];
    expect((await counter.customer(one, 'session.get', {})).ticket?.expectedWaitMs).toBeNull();
    const agent = await counter.agent();
    expect((await counter.customer(one, 'session.get', {})).ticket?.expectedWaitMs).toBe(0);
    const wait = (await counter.customer(two, 'session.get', {})).ticket?.expectedWaitMs;
    expect(wait).toBeGreaterThan(0);
    await counter.agent();
    expect((await counter.customer(two, 'session.get', {})).ticket?.expectedWaitMs).toBe(0);
    await counter.staff(agent, 'status.choose', { status: 'away' });
    expect((await counter.customer(two, 'session.get', {})).ticket?.expectedWaitMs).toBe(wait);
  });

  it('shows agents their queues, supervisors all of them', async () => {
    await counter.waiting();
    counter.now += 30_000;
    const agent = await counter.agent([LOAN_SKILL]);
    const supervisor = await counter.member(['supervisor'], []);
    expect((await counter.staff(agent, 'desk.get', {})).queues).toMatchObject([
      { serviceTypeId: counter.bank.loans, waiting: 1, idleAgents: 1, longestWaitMs: 30_001 },
    ]);
    expect((await counter.staff(supervisor, 'desk.get', {})).queues).toHaveLength(2);
  });
});

describe('an offer', () => {
  it('is taken by one of two who accept it at the same time, once', async () => {
    const agent = await counter.agent();
    const id = await counter.waiting();
    await tick();
    const offer = await rungFor(agent);
    const answers = await Promise.allSettled([1, 2, 3].map(() => counter.staff(agent, 'offer.accept', { offerId: offer!.offerId })));
    expect(answers.every(({ status }) => status === 'fulfilled')).toBe(true);
    expect((await counter.types(id)).filter((type) => type === 'offer.accepted')).toHaveLength(1);
    expect(await counter.database.prisma.call.count({ where: { sessionId: id } })).toBe(1);
  });

  it('looks to anybody else as if it did not exist', async () => {
    const [agent, stranger] = [await counter.agent(), await counter.agent([QUESTION_SKILL])];
    const id = await counter.waiting();
    await tick();
    const offer = await rungFor(agent);
    for (const name of ['offer.accept', 'offer.decline'] as const) {
      await expect(counter.staff(stranger, name, { offerId: offer!.offerId })).rejects.toMatchObject({ code: 'not_found' });
    }
    expect((await counter.types(id)).at(-1)).toBe('offer.made');
  });

  it('cannot be accepted any more when it rang long enough, was declined or withdrawn', async () => {
    const agent = await counter.agent();
    const id = await counter.waiting();
    await tick();
    const late = await rungFor(agent);
    counter.now += 20_000;
    await expect(counter.staff(agent, 'offer.accept', { offerId: late!.offerId })).rejects.toMatchObject({ code: 'wrong_state' });
    await counter.pass(0, { sessions: [id], staff: [agent] });
    await counter.pass(3_000, { sessions: [id], staff: [agent] });
    const withdrawn = await rungFor(agent);
    await counter.customer(id, 'ticket.leave', {});
    await expect(counter.staff(agent, 'offer.accept', { offerId: withdrawn!.offerId })).rejects.toMatchObject({ code: 'wrong_state' });
    expect(await statusOf(agent)).toBe('idle');
  });

  it('goes either to the customer who leaves or to the agent who accepts, never to both', async () => {
    for (let round = 0; round < 5; round++) {
      const agent = await counter.agent();
      const id = await counter.waiting();
      await tick();
      const offer = await rungFor(agent);
      const [accepted, left] = await Promise.allSettled([
        counter.staff(agent, 'offer.accept', { offerId: offer!.offerId }),
        counter.customer(id, 'ticket.leave', {}),
      ]);
      expect([accepted.status, left.status].toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(await counter.core.log.verify(id)).toMatchObject({ ok: true });
      await counter.customer(id, 'session.end', {});
      await counter.database.prisma.session.updateMany({ data: { wrapUpDue: false } });
      await counter.database.prisma.staff.updateMany({ data: { status: 'offline' } });
    }
  });
});

describe('an agent', () => {
  it('is offline 30 s after their page is gone, rings no more, and is not kept on by a counter that was away', async () => {
    const agent = await counter.agent();
    await counter.pass(29_000);
    expect(await statusOf(agent)).toBe('idle');
    await counter.pass(1_001);
    expect(await statusOf(agent)).toBe('offline');

    const other = await counter.agent();
    counter.now += 3_600_000;
    await counter.restart();
    await tick();
    expect(await statusOf(other)).toBe('idle');
    await counter.pass(30_001);
    expect(await statusOf(other)).toBe('offline');
  });

  it('becomes what they chose once the ringing or the call is over', async () => {
    const agent = await counter.agent();
    const id = await counter.waiting();
    await tick();
    expect(await counter.staff(agent, 'status.choose', { status: 'away' })).toMatchObject({ status: 'ringing', nextStatus: 'away' });
    const offer = await rungFor(agent);
    expect(await counter.staff(agent, 'offer.accept', { offerId: offer!.offerId })).toMatchObject({ status: 'busy', nextStatus: 'away' });
    await counter.staff(agent, 'call.end', { sessionId: id });
    const desk = await counter.staff(agent, 'wrapUp.save', { sessionId: id, notes: '完成', outcome: 'done' });
    expect(desk).toMatchObject({ status: 'away', nextStatus: null });
  });

  it('is not idle before the notes of their last call are written', async () => {
    const agent = await counter.agent();
    const id = await counter.inCall(agent);
    await counter.customer(id, 'session.end', {});
    expect(await statusOf(agent)).toBe('wrap_up');
    await counter.staff(agent, 'status.choose', { status: 'offline' });
    expect(await statusOf(agent)).toBe('offline');
    expect(await counter.staff(agent, 'status.choose', { status: 'idle' })).toMatchObject({
      status: 'wrap_up',
      workbench: { sessionId: id, wrapUpSaved: false },
    });
    expect(await counter.staff(agent, 'wrapUp.save', { sessionId: id, notes: '', outcome: 'follow_up' })).toMatchObject({
      status: 'idle',
      workbench: null,
      servedToday: 1,
    });
  });
});
