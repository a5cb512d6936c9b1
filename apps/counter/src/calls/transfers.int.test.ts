import type { SessionId, StaffId, TransferId } from '@guichet/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PAGE_KEY, TestPlane } from '../testing/test-plane.ts';

let counter: TestPlane;
let first: StaffId;
let colleague: StaffId;
let id: SessionId;

beforeAll(async () => {
  counter = await TestPlane.create();
});
afterAll(() => counter.close());

beforeEach(async () => {
  const open = await counter.database.prisma.session.findMany({ where: { status: { in: ['waiting', 'in_call'] } } });
  for (const session of open) await counter.customer(session.id as SessionId, 'session.end', {});
  await counter.database.prisma.session.updateMany({ data: { wrapUpDue: false } });
  await counter.database.prisma.staff.updateMany({ data: { status: 'offline' } });
  first = await counter.agent();
  id = await counter.inCall(first, { name: '王小明' });
  colleague = await counter.agent();
});

const deskOf = (staffId: StaffId) => counter.staff(staffId, 'desk.get', {});

async function request(): Promise<TransferId> {
  const desk = await counter.staff(first, 'transfer.request', { sessionId: id, to: colleague, note: '王小明要问利率' });
  return desk.workbench!.transfer!.transferId;
}

async function accepted(): Promise<TransferId> {
  const transferId = await request();
  await counter.staff(colleague, 'transfer.accept', { transferId });
  return transferId;
}

const participantOf = async (staffId: StaffId) => (await counter.participants(id)).find((participant) => participant.staffId === staffId)!;

describe('a warm hand-over', () => {
  it('asks the colleague, who sees what it is about and is rung for nothing else', async () => {
    const transferId = await request();
    expect(await deskOf(colleague)).toMatchObject({
      status: 'ringing',
      incomingTransfer: {
        transferId,
        sessionId: id,
        status: 'requested',
        note: '王小明要问利率',
        from: { staffId: first },
        to: { staffId: colleague },
      },
      workbench: null,
    });
    await counter.waiting();
    await counter.plane.sweeper.tick();
    expect((await deskOf(colleague)).offer).toBeNull();
    expect(JSON.stringify([await counter.core.log.read(id), await counter.database.prisma.transfer.findMany()])).not.toContain('利率');
    await expect(counter.staff(colleague, 'call.join', { sessionId: id, pageKey: PAGE_KEY })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('lets the colleague into the call, and leaves it to them only once they are there', async () => {
    const transferId = await accepted();
    expect(await deskOf(colleague)).toMatchObject({
      status: 'busy',
      incomingTransfer: null,
      workbench: { sessionId: id, transfer: { status: 'accepted' }, customer: { displayName: '王*明' } },
    });
    await counter.staff(colleague, 'call.join', { sessionId: id, pageKey: PAGE_KEY });
    await expect(counter.staff(first, 'transfer.complete', { transferId })).rejects.toMatchObject({ code: 'wrong_state' });
    // Not theirs yet: they can talk, not decide.
    await expect(counter.staff(colleague, 'call.end', { sessionId: id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(counter.staff(colleague, 'call.hold', { sessionId: id, held: true })).rejects.toMatchObject({ code: 'not_found' });

    await counter.joins(id, (await participantOf(colleague)).id);
    expect((await counter.customer(id, 'session.get', {})).call?.parties.map(({ role, connected }) => [role, connected])).toEqual([
      ['customer', true],
      ['agent', true],
      ['agent', true],
    ]);
    const leaving = await participantOf(first);
    const desk = await counter.staff(first, 'transfer.complete', { transferId });
    expect(desk).toMatchObject({ status: 'idle', workbench: null });
    await counter.plane.sweeper.tick();
    const { roomId } = await counter.call(id);
    expect([...counter.media.roomOf(roomId)!.present]).not.toContain(leaving.id);
    expect(counter.media.node.commands).toContain('peer.remove');
    await expect(counter.staff(first, 'call.join', { sessionId: id, pageKey: PAGE_KEY })).rejects.toMatchObject({ code: 'not_found' });
    expect((await counter.customer(id, 'session.get', {})).call?.parties).toHaveLength(2);

    await counter.staff(colleague, 'call.end', { sessionId: id });
    expect(await deskOf(colleague)).toMatchObject({ status: 'wrap_up', workbench: { sessionId: id } });
    await counter.staff(colleague, 'wrapUp.save', { sessionId: id, notes: '', outcome: 'done' });
    expect((await counter.types(id)).filter((type) => type.startsWith('transfer.'))).toEqual([
      'transfer.requested',
      'transfer.accepted',
      'transfer.completed',
    ]);
    expect(await counter.core.log.verify(id)).toMatchObject({ ok: true });
  });

  it('can be declined, and another one asked', async () => {
    const transferId = await request();
    expect(await counter.staff(colleague, 'transfer.decline', { transferId })).toMatchObject({ status: 'idle', incomingTransfer: null });
    expect((await deskOf(first)).workbench?.transfer).toBeNull();
    await expect(counter.staff(colleague, 'transfer.accept', { transferId })).rejects.toMatchObject({ code: 'wrong_state' });
    await request();
  });

  it('can be taken back, before and after the colleague came', async () => {
    const asked = await request();
    await counter.staff(first, 'transfer.cancel', { transferId: asked });
    expect(await deskOf(colleague)).toMatchObject({ status: 'idle', incomingTransfer: null });
    const come = await accepted();
    await counter.joins(id, (await participantOf(colleague)).id);
    await counter.staff(first, 'transfer.cancel', { transferId: come });
    await counter.plane.sweeper.tick();
    expect(await deskOf(colleague)).toMatchObject({ status: 'idle', workbench: null });
    expect((await deskOf(first)).workbench?.call?.parties).toHaveLength(2);
    await expect(counter.staff(colleague, 'call.join', { sessionId: id, pageKey: PAGE_KEY })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is taken back when nobody answers, when the colleague is gone, and when the session ends', async () => {
    await request();
    await counter.pass(counter.core.settings.transferAskMs, { sessions: [id], staff: [first, colleague] });
    expect(await deskOf(colleague)).toMatchObject({ status: 'idle', incomingTransfer: null });
    await request();
    await counter.pass(counter.core.settings.agentGoneMs + 1, { sessions: [id], staff: [first] });
    expect(await deskOf(colleague)).toMatchObject({ status: 'offline', incomingTransfer: null });
    colleague = await counter.agent();
    await accepted();
    await counter.customer(id, 'session.end', {});
    expect(await deskOf(colleague)).toMatchObject({ status: 'idle', workbench: null });
    expect(await deskOf(first)).toMatchObject({ status: 'wrap_up' });
    expect((await counter.types(id)).slice(-3)).toEqual(['transfer.cancelled', 'call.ended', 'session.ended']);
  });

  it('is between idle agents, one at a time, and nobody else’s business', async () => {
    const supervisor = await counter.member(['supervisor']);
    const busy = await counter.agent();
    await counter.staff(busy, 'status.choose', { status: 'away' });
    await expect(counter.staff(first, 'transfer.request', { sessionId: id, to: supervisor, note: null })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(counter.staff(first, 'transfer.request', { sessionId: id, to: busy, note: null })).rejects.toMatchObject({
      code: 'wrong_state',
    });
    await expect(counter.staff(first, 'transfer.request', { sessionId: id, to: first, note: null })).rejects.toMatchObject({
      code: 'wrong_state',
    });
    const transferId = await request();
    const other = await counter.agent();
    await expect(counter.staff(first, 'transfer.request', { sessionId: id, to: other, note: null })).rejects.toMatchObject({
      code: 'wrong_state',
    });
    for (const name of ['transfer.accept', 'transfer.decline', 'transfer.cancel', 'transfer.complete'] as const) {
      await expect(counter.staff(other, name, { transferId })).rejects.toMatchObject({ code: 'not_found' });
    }
    await expect(counter.staff(first, 'transfer.accept', { transferId })).rejects.toMatchObject({ code: 'not_found' });
    await expect(counter.staff(colleague, 'transfer.complete', { transferId })).rejects.toMatchObject({ code: 'not_found' });
    expect((await counter.staff(first, 'colleagues.list', {})).colleagues.map(({ staffId }) => staffId).toSorted()).toEqual(
      [colleague, busy, other].toSorted(),
    );
  });
});
