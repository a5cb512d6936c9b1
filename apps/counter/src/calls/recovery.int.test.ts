import type { ParticipantId, RoomId, SessionId, StaffId } from '@guichet/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MemoryNode } from '../testing/memory-media-plane.ts';
import { PAGE_KEY, TestPlane } from '../testing/test-plane.ts';

let counter: TestPlane;
let agent: StaffId;
let id: SessionId;

beforeAll(async () => {
  counter = await TestPlane.create({ settings: { nodeReturnMs: 50 } });
});
afterAll(() => counter.close());

beforeEach(async () => {
  const open = await counter.database.prisma.session.findMany({ where: { status: { in: ['waiting', 'in_call'] } } });
  for (const session of open) await counter.customer(session.id as SessionId, 'session.end', {});
  await counter.database.prisma.session.updateMany({ data: { wrapUpDue: false } });
  await counter.database.prisma.staff.updateMany({ data: { status: 'offline' } });
  counter.media.nodes.splice(0, counter.media.nodes.length, new MemoryNode());
  agent = await counter.agent();
  id = await counter.inCall(agent);
});

const connected = async () => (await counter.customer(id, 'session.get', {})).call?.parties.map((party) => party.connected);
const lastMove = async () => (await counter.core.log.read(id)).findLast(({ type }) => type === 'call.moved')?.payload;

describe('when the counter is killed in a call', () => {
  it('the call goes on, nothing acknowledged is lost, and everybody finds their place again', async () => {
    const before = await counter.types(id);
    const { roomId } = await counter.call(id);
    await counter.restart();
    await counter.plane.sweeper.tick();
    expect(await counter.types(id)).toEqual(before);
    expect(await connected()).toEqual([true, true]);
    expect((await counter.customer(id, 'call.join', { pageKey: PAGE_KEY })).roomId).toBe(roomId);
    expect(await counter.staff(agent, 'desk.get', {})).toMatchObject({ status: 'busy', workbench: { sessionId: id } });
    expect(await counter.core.log.verify(id)).toMatchObject({ ok: true });
  });

  it('a ring goes on for the rest of its time, and a room that was to be closed is closed', async () => {
    const { roomId } = await counter.call(id);
    counter.media.lose();
    await counter.customer(id, 'session.end', {});
    expect(counter.media.roomOf(roomId)).toBeDefined();
    counter.media.node.connected = true;
    await counter.staff(agent, 'wrapUp.save', { sessionId: id, notes: '', outcome: 'done' });
    const next = await counter.waiting();
    await counter.plane.sweeper.tick();
    await counter.pass(12_000, { sessions: [next], staff: [agent] });
    await counter.restart();
    await counter.plane.sweeper.tick();
    expect(counter.media.roomOf(roomId)).toBeUndefined();
    expect((await counter.staff(agent, 'desk.get', {})).offer?.sessionId).toBe(next);
    await counter.pass(7_900, { sessions: [next], staff: [agent] });
    expect((await counter.staff(agent, 'desk.get', {})).status).toBe('ringing');
    await counter.pass(200, { sessions: [next], staff: [agent] });
    expect((await counter.types(next)).at(-1)).toBe('offer.timed_out');
  });

  it('customers and agents have as long to come back as if it had been there', async () => {
    counter.now += 3_600_000;
    await counter.restart();
    await counter.pass(counter.core.settings.customerGoneMs - 1_000);
    expect(await counter.customer(id, 'session.get', {})).toMatchObject({ status: 'in_call' });
  });
});

describe('when a node', () => {
  it('restarts and forgot its rooms, the call goes on in the same room under the same recording', async () => {
    const before = await counter.call(id);
    await counter.staff(agent, 'call.hold', { sessionId: id, held: true });
    counter.media.lose();
    await counter.media.register(counter.media.node, { forgets: true });
    await counter.plane.sweeper.tick();
    const after = await counter.call(id);
    expect([after.nodeId, after.roomId, after.recordingId]).toEqual([before.nodeId, before.roomId, before.recordingId]);
    expect(counter.media.roomOf(after.roomId)?.recordingId).toBe(before.recordingId);
    expect(counter.media.roomOf(after.roomId)?.held.size).toBe(1);
    expect(await lastMove()).toMatchObject({
      reason: 'node_restarted',
      nodeId: before.nodeId,
      roomId: before.roomId,
      recordingId: before.recordingId,
    });
    expect(await connected()).toEqual([false, false]);
    for (const { id: participantId } of await counter.participants(id)) await counter.joins(id, participantId);
    expect(await connected()).toEqual([true, true]);
  });

  it('was killed but opened its rooms again, whoever has to come back counts as away', async () => {
    const { roomId } = await counter.call(id);
    counter.media.lose();
    counter.media.roomOf(roomId)!.present.clear();
    await counter.media.register();
    expect(await connected()).toEqual([false, false]);
    expect((await counter.types(id)).slice(-2)).toEqual(['call.participant_disconnected', 'call.participant_disconnected']);
  });

  it('holds rooms that nobody knows, they are closed', async () => {
    const stranger = await counter.media.openCallRoom({ recordingId: 'rec_000000000000000000000000' as never });
    await counter.media.register();
    expect(counter.media.roomOf(stranger.roomId)).toBeUndefined();
    expect(counter.media.roomOf((await counter.call(id)).roomId)).toBeDefined();
  });

  it('stays away, a page that wants to join takes the call to another one, under a new recording', async () => {
    const before = await counter.call(id);
    const [lost] = counter.media.nodes;
    counter.media.lose();
    await expect(counter.customer(id, 'call.join', { pageKey: PAGE_KEY })).rejects.toMatchObject({ code: 'no_node' });
    expect((await counter.call(id)).roomId).toBe(before.roomId);

    const spare = new MemoryNode();
    counter.media.nodes.push(spare);
    const [customerPass, agentPass] = await Promise.all([
      counter.customer(id, 'call.join', { pageKey: PAGE_KEY }),
      counter.staff(agent, 'call.join', { sessionId: id, pageKey: PAGE_KEY }),
    ]);
    expect(customerPass).toMatchObject({ nodeId: spare.nodeId, roomId: agentPass.roomId });
    const after = await counter.call(id);
    expect(after.recordingId).not.toBe(before.recordingId);
    expect(await lastMove()).toEqual({
      callId: after.id,
      reason: 'node_away',
      nodeId: spare.nodeId,
      roomId: after.roomId,
      recordingId: after.recordingId,
    });
    expect(await counter.database.prisma.recording.count({ where: { sessionId: id } })).toBe(2);
    expect(spare.rooms.size).toBe(1);
    // The old room is nobody's when its node is back.
    await counter.media.register(lost);
    expect(lost?.rooms.size).toBe(0);
    expect(await counter.core.log.verify(id)).toMatchObject({ ok: true });
  });

  it('stays away too long, the call is moved though nobody asked; a node that is back in time keeps it', async () => {
    const spare = new MemoryNode();
    counter.media.nodes.push(spare);
    counter.media.lose();
    await counter.pass(29_000, { sessions: [id], staff: [agent] });
    expect(await lastMove()).toBeUndefined();
    await counter.pass(1_000, { sessions: [id], staff: [agent] });
    expect(await lastMove()).toMatchObject({ reason: 'node_away', nodeId: spare.nodeId });
  });

  it('is back while a page waits to join, the page gets in', async () => {
    const { roomId, nodeId } = await counter.call(id);
    counter.media.lose();
    const joining = counter.customer(id, 'call.join', { pageKey: PAGE_KEY });
    await counter.media.register();
    expect(await joining).toMatchObject({ roomId, nodeId });
  });

  it('lets a room fall over, it is opened again at once', async () => {
    const { roomId } = await counter.call(id);
    counter.media.node.rooms.delete(roomId as RoomId);
    await counter.media.report(roomId as RoomId, { type: 'room.closed', reason: 'rebuild_failed' });
    await expect.poll(() => counter.media.roomOf(roomId)).toBeDefined();
    await expect.poll(async () => lastMove()).toMatchObject({ reason: 'worker_restarted' });
  });

  it('rebuilds a room on another worker, the log says so', async () => {
    const { roomId } = await counter.call(id);
    await counter.media.report(roomId as RoomId, { type: 'room.rebuilt', generation: 1 });
    expect(await lastMove()).toMatchObject({ reason: 'worker_restarted', roomId });
  });
});

describe('when somebody', () => {
  const participant = async (role: string) => (await counter.participants(id)).find((one) => one.role === role)!.id as ParticipantId;

  it('loses their page for good, the session ends for lack of connection; not while their media flows', async () => {
    await counter.pass(counter.core.settings.customerGoneMs + 1, { staff: [agent] });
    expect(await counter.customer(id, 'session.get', {})).toMatchObject({ status: 'in_call' });
    await counter.media.report((await counter.call(id)).roomId as RoomId, {
      type: 'peer.left',
      participantId: await participant('customer'),
      reason: 'timed_out',
    });
    await counter.pass(0, { staff: [agent] });
    expect(await counter.customer(id, 'session.get', {})).toMatchObject({ status: 'ended', endReason: 'connection_lost' });
    expect(await counter.staff(agent, 'desk.get', {})).toMatchObject({ status: 'wrap_up' });
  });

  it('of the staff is gone from a call, they stay busy in it, the customer sees it, and they can come back', async () => {
    await counter.media.report((await counter.call(id)).roomId as RoomId, {
      type: 'peer.disconnected',
      participantId: await participant('agent'),
    });
    await counter.pass(120_000, { sessions: [id] });
    expect(await counter.staff(agent, 'desk.get', {})).toMatchObject({ status: 'busy', workbench: { sessionId: id } });
    expect(await connected()).toEqual([true, false]);
    await counter.staff(agent, 'call.join', { sessionId: id, pageKey: PAGE_KEY });
    await counter.joins(id, await participant('agent'));
    expect(await connected()).toEqual([true, true]);
  });

  it('of the staff is gone when the call ends, they are offline, and the notes are still theirs to write', async () => {
    await counter.pass(120_000, { sessions: [id] });
    await counter.customer(id, 'session.end', {});
    await counter.pass(0);
    expect(await counter.staff(agent, 'desk.get', {})).toMatchObject({
      status: 'offline',
      workbench: { sessionId: id, wrapUpSaved: false },
    });
    await counter.plane.presence.seen({ staff: [agent] });
    expect(await counter.staff(agent, 'wrapUp.save', { sessionId: id, notes: 'x', outcome: 'done' })).toMatchObject({
      status: 'offline',
      workbench: null,
    });
  });

  it('leaves before a call, the session is abandoned', async () => {
    const waiting = await counter.waiting();
    await counter.pass(counter.core.settings.customerGoneMs + 1);
    expect(await counter.customer(waiting, 'session.get', {})).toMatchObject({
      status: 'abandoned',
      endReason: 'connection_lost',
      ticket: null,
    });
    expect(await counter.core.log.verify(waiting)).toMatchObject({ ok: true });
  });
});
