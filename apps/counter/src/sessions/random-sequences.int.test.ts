import { AppError, newId, type ParticipantId, type RoomId, type SessionId, type StaffId } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../../e2e/kit/seeded-random.ts';
import type { Tx } from '../database/database.ts';
import { readRows, replay } from '../testing/replay.ts';
import { PAGE_KEY, TestPlane } from '../testing/test-plane.ts';
import { fromEventRow } from './event-row.ts';

const RUNS = 3;
const STEPS = 80;

let counter: TestPlane;

beforeAll(async () => {
  counter = await TestPlane.create({ settings: { nodeReturnMs: 1 } });
});
afterAll(() => counter.close());

/** People, and everything that anybody has ever been shown an id of. */
interface World {
  readonly random: SeededRandom;
  readonly agents: StaffId[];
  readonly sessions: SessionId[];
}

type Step = { readonly what: string; run(): Promise<unknown> };

/** Anything that anybody can do or that can happen, at any time, allowed or not. */
async function anyStep(world: World): Promise<Step> {
  const { random, agents, sessions } = world;
  const { prisma } = counter.database;
  const sessionId = random.pick(sessions);
  const staffId = random.pick(agents);
  const anyId = async (rows: Promise<{ id: string }[]>) => {
    const ids = (await rows).map(({ id }) => id);
    return ids.length === 0 || random.chance(0.05) ? null : random.pick(ids.slice(-4));
  };
  const customer = (name: Parameters<typeof counter.customer>[1], payload: unknown): Step => ({
    what: name,
    run: () => counter.customer(sessionId, name, payload as never),
  });
  const staff = (name: Parameters<typeof counter.staff>[1], payload: unknown): Step => ({
    what: name,
    run: () => counter.staff(staffId, name, payload as never),
  });
  const byId = { orderBy: { id: 'asc' as const }, select: { id: true } };
  const offerId = async () =>
    (await anyId(prisma.offer.findMany({ orderBy: { ringsUntil: 'asc' }, select: { id: true } }))) ?? newId('ofr');
  const transferId = async () =>
    (await anyId(prisma.transfer.findMany({ orderBy: { createdAt: 'asc' }, select: { id: true } }))) ?? newId('trf');

  switch (random.below(30)) {
    case 0:
    case 1:
      return customer('consent.decide', {
        kind: 'recording',
        textVersion: random.chance(0.9) ? 'v1' : 'v0',
        language: 'zh-CN',
        decision: random.chance(0.9) ? 'accepted' : 'refused',
      });
    case 2:
    case 3:
      return customer('ticket.take', {});
    case 4:
      return customer('ticket.leave', {});
    case 5:
      return customer('check.start', { pageKey: PAGE_KEY });
    case 6:
      return customer('check.report', { camera: true, microphone: random.chance(0.5), speaker: null, network: null });
    case 7:
      return customer('call.join', { pageKey: PAGE_KEY });
    case 8:
      return customer('chat.send', { messageId: newId('msg'), text: 'hello' });
    case 9:
      return random.chance(0.3) ? customer('session.end', {}) : customer('session.rate', { stars: 5, comment: 'ok' });
    case 10:
      return customer('session.chooseLanguage', { language: random.pick(['zh-CN', 'en']) });
    case 11:
    case 12:
      return staff('status.choose', { status: random.pick(['idle', 'idle', 'away', 'offline']) });
    case 13:
    case 14:
    case 15:
      return staff('offer.accept', { offerId: await offerId() });
    case 16:
      return staff('offer.decline', { offerId: await offerId() });
    case 17:
      return staff('call.hold', { sessionId, held: random.chance(0.5) });
    case 18:
      return staff('call.join', { sessionId, pageKey: PAGE_KEY });
    case 19:
      return staff('call.end', { sessionId });
    case 20:
      return staff('transfer.request', { sessionId, to: random.pick(agents), note: random.chance(0.5) ? 'note' : null });
    case 21:
      return staff(random.pick(['transfer.accept', 'transfer.accept', 'transfer.decline', 'transfer.cancel']), {
        transferId: await transferId(),
      });
    case 22:
      return staff('transfer.complete', { transferId: await transferId() });
    case 23:
      return staff('wrapUp.save', { sessionId, notes: 'notes', outcome: 'done' });
    case 24:
    case 25:
    case 26: {
      const participants = await prisma.callParticipant.findMany({
        where: { call: { roomId: { not: null } } },
        include: { call: true },
        orderBy: byId.orderBy,
      });
      if (participants.length === 0) return { what: 'nothing', run: async () => undefined };
      const one = random.pick(participants);
      const participantId = one.id as ParticipantId;
      const track = { participantId, trackId: newId('trk'), source: 'camera' as const };
      const report = random.pick([
        { type: 'peer.joined' as const, participantId },
        { type: 'peer.joined' as const, participantId },
        { type: 'peer.disconnected' as const, participantId },
        { type: 'peer.resumed' as const, participantId, awayMs: 5 },
        { type: 'peer.replaced' as const, participantId },
        { type: 'peer.left' as const, participantId, reason: 'left' as const },
        { type: 'track.paused' as const, ...track },
        { type: 'track.resumed' as const, ...track },
      ]);
      return { what: `report ${report.type}`, run: () => counter.media.report(one.call.roomId as RoomId, report) };
    }
    case 27: {
      const ms = random.pick([0, 500, 5_000, 21_000, 61_000]);
      const present = { staff: agents.filter(() => random.chance(0.9)), sessions: sessions.filter(() => random.chance(0.9)) };
      return { what: `${ms} ms pass`, run: () => counter.pass(ms, present) };
    }
    case 28: {
      const { node } = counter.media;
      const forgets = random.chance(0.5);
      return { what: 'node', run: async () => (node.connected ? counter.media.lose(node) : counter.media.register(node, { forgets })) };
    }
    default:
      return { what: 'a look at what is due', run: () => counter.plane.sweeper.tick() };
  }
}

/** What must hold at any moment between two transactions; read from one snapshot, as something may go on in the background. */
async function checkInvariants(sessions: readonly SessionId[], agents: readonly StaffId[]): Promise<void> {
  for (const id of sessions) expect(await counter.core.log.verify(id)).toMatchObject({ ok: true, differences: [] });
  await counter.database.prisma.$transaction((snapshot) => checkSnapshot(snapshot, sessions, agents), {
    isolationLevel: 'RepeatableRead',
    timeout: 60_000,
  });
}

async function checkSnapshot(prisma: Tx, sessions: readonly SessionId[], agents: readonly StaffId[]): Promise<void> {
  for (const id of sessions) {
    const events = (await prisma.sessionEvent.findMany({ where: { sessionId: id }, orderBy: { seq: 'asc' } })).map(fromEventRow);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(await readRows(prisma, id)).toEqual(replay(events));
    const session = await prisma.session.findUniqueOrThrow({ where: { id }, include: { calls: true, tickets: true } });
    expect(session.calls.filter(({ status }) => status !== 'ended')).toHaveLength(session.status === 'in_call' ? 1 : 0);
    expect(session.tickets.filter(({ status }) => ['waiting', 'offered'].includes(status))).toHaveLength(
      session.status === 'waiting' ? 1 : 0,
    );
  }
  for (const id of agents) {
    const { status } = await prisma.staff.findUniqueOrThrow({ where: { id } });
    const serving = await prisma.session.count({ where: { agentId: id, status: 'in_call' } });
    const helping = await prisma.transfer.count({ where: { toStaffId: id, status: 'accepted' } });
    const rung =
      (await prisma.offer.count({ where: { staffId: id, status: 'ringing' } })) +
      (await prisma.transfer.count({ where: { toStaffId: id, status: 'requested' } }));
    expect({ id, serving: serving + helping, rung }).toEqual({
      id,
      serving: status === 'busy' ? 1 : 0,
      rung: status === 'ringing' ? 1 : 0,
    });
    if (status === 'wrap_up') expect(await prisma.session.count({ where: { agentId: id, wrapUpDue: true } })).toBeGreaterThan(0);
  }
}

/** What people have done, by session; what the system does by itself may go on in the background. */
const deeds = async (): Promise<Record<string, number>> => {
  const events = await counter.database.prisma.sessionEvent.findMany({
    where: { OR: ['customer', 'staff'].map((kind) => ({ actor: { path: ['kind'], equals: kind } })) },
    select: { sessionId: true },
  });
  return Object.fromEntries([...Map.groupBy(events, ({ sessionId }) => sessionId)].map(([id, own]) => [id, own.length]));
};

describe('random sequences of requests, reports, outages and restarts', () => {
  it.each(Array.from({ length: RUNS }, (_, run) => run))(
    'leave every log whole and every row what its log says; what is refused changes nothing (run %i)',
    async (run) => {
      const seed = (Date.now() + run) >>> 0;
      console.info(`random sequences: seed ${seed}`);
      const random = new SeededRandom(seed);
      const world: World = {
        random,
        agents: [await counter.agent(), await counter.agent(), await counter.agent()],
        sessions: [await counter.entered(), await counter.consenting(), await counter.waiting()],
      };
      const done: string[] = [];

      for (let step = 0; step < STEPS; step++) {
        if (random.chance(0.03)) world.sessions.push(await counter.waiting());
        if (random.chance(0.02)) {
          await counter.restart();
          done.push('restart');
        }
        const together = random.chance(0.3) ? 2 + random.below(3) : 1;
        const steps: Step[] = [];
        for (let index = 0; index < together; index++) steps.push(await anyStep(world));
        const before = await deeds();
        const results = await Promise.allSettled(steps.map(({ run: act }) => act()));
        for (const [index, result] of results.entries()) {
          const code = result.status === 'fulfilled' ? 'ok' : AppError.from(result.reason).code;
          done.push(`${steps[index]?.what}: ${code}`);
          if (result.status === 'rejected') expect(result.reason, `seed ${seed}: ${done.join(', ')}`).toBeInstanceOf(AppError);
          expect(code, `seed ${seed}: ${done.join(', ')}`).not.toBe('internal');
          if (together === 1 && result.status === 'rejected')
            expect(await deeds(), `${steps[0]?.what} was refused and changed something, seed ${seed}`).toEqual(before);
        }
        if (step % 10 !== 9) continue;
        await checkInvariants(world.sessions, world.agents).catch((error: unknown) => {
          console.error(`seed ${seed}: ${done.join(', ')}`);
          throw error;
        });
      }

      // When all nodes are back and nothing is pending, they hold the rooms of the calls that are live, and no other.
      if (!counter.media.node.connected) await counter.media.register();
      await counter.plane.sweeper.tick();
      await counter.plane.sweeper.stop();
      await checkInvariants(world.sessions, world.agents);
      const live = await counter.database.prisma.call.findMany({ where: { status: 'live' }, select: { roomId: true } });
      const checks = await counter.database.prisma.checkRoom.findMany({ where: { closingAt: null }, select: { roomId: true } });
      const held = [...counter.media.node.rooms.keys()];
      expect(held).toEqual(expect.arrayContaining(live.map(({ roomId }) => roomId)));
      expect([...live, ...checks].map(({ roomId }) => roomId)).toEqual(expect.arrayContaining(held));
      for (const id of world.sessions) await counter.customer(id, 'session.end', {});
      await counter.database.prisma.staff.updateMany({ data: { status: 'offline', nextStatus: null } });
    },
    240_000,
  );
});
