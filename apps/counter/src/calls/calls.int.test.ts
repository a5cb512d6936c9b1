import { newId, type ParticipantId, type RoomId, type SessionId, type StaffId } from '@guichet/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PAGE_KEY, TestPlane } from '../testing/test-plane.ts';

let counter: TestPlane;
let agent: StaffId;

beforeAll(async () => {
  counter = await TestPlane.create();
});
afterAll(() => counter.close());

beforeEach(async () => {
  const open = await counter.database.prisma.session.findMany({ where: { status: { in: ['entered', 'ready', 'waiting', 'in_call'] } } });
  for (const { id } of open) await counter.customer(id as SessionId, 'session.end', {});
  await counter.database.prisma.session.updateMany({ data: { wrapUpDue: false } });
  await counter.database.prisma.staff.updateMany({ data: { status: 'offline' } });
  counter.media.beforeOpen = () => Promise.resolve();
  counter.media.afterOpen = () => Promise.resolve();
  agent = await counter.agent();
});

const desk = () => counter.staff(agent, 'desk.get', {});

async function rung(): Promise<SessionId> {
  const id = await counter.waiting({ name: '王小明', phone: '13800001234', riskLevel: 'R3' });
  await counter.plane.sweeper.tick();
  return id;
}

async function accept() {
  const { offer } = await desk();
  return counter.staff(agent, 'offer.accept', { offerId: offer!.offerId });
}

describe('a call', () => {
  it('is opened with a room, a recording and its two parties when the offer is accepted', async () => {
    const id = await rung();
    const view = await accept();
    expect(view).toMatchObject({
      status: 'busy',
      offer: null,
      workbench: {
        sessionId: id,
        status: 'in_call',
        customer: {
          displayName: '王*明',
          facts: [
            { name: 'name', value: '王*明', masked: true },
            { name: 'phone', value: '138****1234' },
            { name: 'riskLevel', value: 'R3', masked: false },
          ],
        },
        call: { held: false, parties: [{ role: 'customer', displayName: '王*明', connected: false }, { role: 'agent' }] },
        recording: { status: 'starting' },
      },
    });
    expect((await counter.types(id)).slice(-5)).toEqual([
      'offer.accepted',
      'call.started',
      'call.participant_admitted',
      'call.participant_admitted',
      'recording.started',
    ]);
    const { roomId, recordingId } = await counter.call(id);
    expect(counter.media.roomOf(roomId)?.recordingId).toBe(recordingId);
    const customer = await counter.customer(id, 'session.get', {});
    expect(customer).toMatchObject({ status: 'in_call', ticket: null });
    expect(customer.call?.parties[1]?.displayName).toMatch(/^Agent \d+（工号 T\d+）$/);
    expect(JSON.stringify(view)).not.toContain('13800001234');
  });

  it('lets its customer and its agent in, with what each may do, and nobody else', async () => {
    const id = await rung();
    await accept();
    const pass = await counter.customer(id, 'call.join', { pageKey: PAGE_KEY });
    expect(counter.media.passes.at(-1)).toMatchObject({
      participantId: pass.participantId,
      pageKey: PAGE_KEY,
      grants: { publish: ['microphone', 'camera'], subscribe: true, hidden: false, record: true },
    });
    const agentPass = await counter.staff(agent, 'call.join', { sessionId: id, pageKey: PAGE_KEY });
    expect(agentPass.roomId).toBe(pass.roomId);
    expect(agentPass.participantId).not.toBe(pass.participantId);
    expect(counter.media.passes.at(-1)?.grants.publish).toContain('screen');
    // The same person gets the same place again: a page that is loaded anew takes it over.
    expect((await counter.customer(id, 'call.join', { pageKey: PAGE_KEY })).participantId).toBe(pass.participantId);

    const stranger = await counter.agent();
    await expect(counter.staff(stranger, 'call.join', { sessionId: id, pageKey: PAGE_KEY })).rejects.toMatchObject({ code: 'not_found' });
    await expect(counter.staff(stranger, 'call.hold', { sessionId: id, held: true })).rejects.toMatchObject({ code: 'not_found' });
    await expect(counter.staff(stranger, 'call.end', { sessionId: id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(counter.staff(stranger, 'chat.send', { sessionId: id, messageId: newId('msg'), text: 'x' })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(counter.staff(stranger, 'wrapUp.save', { sessionId: id, notes: '', outcome: 'done' })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(counter.staff(stranger, 'transfer.request', { sessionId: id, to: agent, note: null })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('shows who is connected, muted and away, as the node reports it, each report once', async () => {
    const id = await counter.inCall(agent);
    const { roomId } = await counter.call(id);
    const room = roomId as RoomId;
    const [customer] = (await counter.participants(id)).filter(({ role }) => role === 'customer');
    const participantId = customer!.id as ParticipantId;
    const trackId = newId('trk');
    const settings = { echoCancellation: true, sampleRate: 48_000 };
    await counter.media.report(room, {
      type: 'track.published',
      participantId,
      trackId,
      kind: 'audio',
      source: 'microphone',
      mimeType: 'audio/opus',
      settings,
    });
    const pausedId = newId('rpt');
    await counter.media.report(room, { type: 'track.paused', participantId, trackId, source: 'microphone' }, pausedId);
    await counter.media.report(room, { type: 'track.paused', participantId, trackId, source: 'microphone' }, pausedId);
    expect((await counter.types(id)).slice(-3)).toEqual(['track.published', 'track.settings_applied', 'track.paused']);
    expect((await desk()).workbench?.call?.parties[0]).toMatchObject({ connected: true, pausedSources: ['microphone'] });

    await counter.media.report(room, { type: 'peer.disconnected', participantId });
    expect((await desk()).workbench?.call?.parties[0]).toMatchObject({ connected: false });
    await counter.media.report(room, { type: 'peer.resumed', participantId, awayMs: 1_200 });
    await counter.media.report(room, { type: 'track.resumed', participantId, trackId, source: 'microphone' });
    expect((await desk()).workbench?.call?.parties[0]).toMatchObject({ connected: true, pausedSources: [] });
    await counter.media.report(room, { type: 'peer.left', participantId, reason: 'timed_out' });
    expect((await desk()).workbench?.call?.parties[0]).toMatchObject({ connected: false });
    await counter.media.report(room, { type: 'peer.joined', participantId });
    expect((await desk()).workbench?.call?.parties[0]).toMatchObject({ connected: true });
    const [first] = (await counter.core.log.read(id)).filter(({ type }) => type === 'track.published');
    expect(first).toMatchObject({ actor: { kind: 'node', id: counter.media.node.nodeId }, mediaAt: expect.any(Number) });
    expect(await counter.core.log.verify(id)).toMatchObject({ ok: true });
  });

  it('takes no report from a node that it is not on', async () => {
    const id = await counter.inCall(agent);
    const before = await counter.types(id);
    const { roomId } = await counter.call(id);
    const [participant] = await counter.participants(id);
    await counter.media.reportAs(newId('nod'), {
      type: 'peer.left',
      at: 1,
      roomId: roomId as RoomId,
      participantId: participant!.id as ParticipantId,
      reason: 'left',
    });
    expect(await counter.types(id)).toEqual(before);
  });

  it('holds the customer at the node, and again when their page joins anew', async () => {
    const id = await counter.inCall(agent);
    const { roomId } = await counter.call(id);
    const room = () => counter.media.roomOf(roomId);
    const customer = (await counter.participants(id)).find(({ role }) => role === 'customer')!.id as ParticipantId;
    expect(await counter.staff(agent, 'call.hold', { sessionId: id, held: true })).toMatchObject({ workbench: { call: { held: true } } });
    expect([...room()!.held]).toEqual([customer]);
    expect(await counter.customer(id, 'session.get', {})).toMatchObject({ call: { held: true } });

    room()!.held.clear();
    await counter.joins(id, customer);
    await counter.plane.sweeper.tick();
    expect([...room()!.held]).toEqual([customer]);

    await counter.staff(agent, 'call.hold', { sessionId: id, held: false });
    expect([...room()!.held]).toEqual([]);
    expect((await counter.types(id)).filter((type) => type === 'call.held' || type === 'call.unheld')).toEqual([
      'call.held',
      'call.unheld',
    ]);
  });

  it('holds the customer as soon as a node that was away is back', async () => {
    const id = await counter.inCall(agent);
    const { roomId } = await counter.call(id);
    counter.media.lose();
    expect(await counter.staff(agent, 'call.hold', { sessionId: id, held: true })).toMatchObject({ workbench: { call: { held: true } } });
    expect(counter.media.roomOf(roomId)?.held.size).toBe(0);
    await counter.media.register();
    await counter.plane.sweeper.tick();
    expect(counter.media.roomOf(roomId)?.held.size).toBe(1);
  });

  it.each(['customer', 'agent'] as const)('is ended by the %s: room closed, agent in wrap-up, receipt for the customer', async (who) => {
    const id = await counter.inCall(agent);
    const { roomId } = await counter.call(id);
    counter.now += 65_000;
    if (who === 'customer') await counter.customer(id, 'session.end', {});
    else await counter.staff(agent, 'call.end', { sessionId: id });
    await counter.pass(0, { staff: [agent] });
    expect(counter.media.roomOf(roomId)).toBeUndefined();
    expect((await counter.types(id)).slice(-2)).toEqual(['call.ended', 'session.ended']);
    const endReason = who === 'customer' ? 'customer_left' : 'agent_ended';
    expect(await counter.customer(id, 'session.get', {})).toMatchObject({
      status: 'ended',
      endReason,
      call: null,
      receipt: { durationMs: 65_000, chunks: 0, final: false },
    });
    expect(await desk()).toMatchObject({ status: 'wrap_up', workbench: { sessionId: id, status: 'ended', wrapUpSaved: false } });
    // Ending it again changes nothing.
    await counter.customer(id, 'session.end', {});
    await counter.staff(agent, 'call.end', { sessionId: id });
    expect((await counter.types(id)).filter((type) => type === 'session.ended')).toHaveLength(1);
  });

  it('carries messages: the text outside the log, each once', async () => {
    const id = await counter.inCall(agent);
    const messageId = newId('msg');
    await counter.customer(id, 'chat.send', { messageId, text: '我的电话 13800001234' });
    await counter.customer(id, 'chat.send', { messageId, text: '我的电话 13800001234' });
    await counter.staff(agent, 'chat.send', { sessionId: id, messageId: newId('msg'), text: '好的' });
    const { chat } = await counter.customer(id, 'session.get', {});
    expect(chat).toMatchObject([
      { messageId, from: 'customer', text: '我的电话 13800001234' },
      { from: 'staff', text: '好的' },
    ]);
    expect((await desk()).workbench?.chat).toEqual(chat);
    expect(JSON.stringify(await counter.core.log.read(id))).not.toContain('13800001234');
  });

  it('is rated once, after it, and its notes are kept once', async () => {
    const id = await counter.inCall(agent);
    await expect(counter.customer(id, 'session.rate', { stars: 5, comment: null })).rejects.toMatchObject({ code: 'wrong_state' });
    await expect(counter.staff(agent, 'wrapUp.save', { sessionId: id, notes: '', outcome: 'done' })).rejects.toMatchObject({
      code: 'wrong_state',
    });
    await counter.staff(agent, 'call.end', { sessionId: id });
    expect(await counter.customer(id, 'session.rate', { stars: 4, comment: '很好' })).toMatchObject({ rated: true });
    await expect(counter.customer(id, 'session.rate', { stars: 1, comment: null })).rejects.toMatchObject({ code: 'wrong_state' });
    expect(await counter.staff(agent, 'wrapUp.save', { sessionId: id, notes: '客户王小明', outcome: 'done' })).toMatchObject({
      status: 'idle',
      workbench: null,
    });
    await expect(counter.staff(agent, 'wrapUp.save', { sessionId: id, notes: 'x', outcome: 'done' })).rejects.toMatchObject({
      code: 'wrong_state',
    });
    expect(JSON.stringify(await counter.core.log.read(id))).not.toContain('王小明');
    expect(await counter.core.log.verify(id)).toMatchObject({ ok: true });
  });

  it('refuses what is asked for out of order, and changes nothing by it', async () => {
    const id = await counter.inCall(agent);
    const before = await counter.types(id);
    const refused = [
      counter.customer(id, 'ticket.take', {}),
      counter.customer(id, 'ticket.leave', {}),
      counter.customer(id, 'check.start', { pageKey: PAGE_KEY }),
      counter.customer(id, 'check.report', { camera: true, microphone: true, speaker: null, network: null }),
      counter.customer(id, 'consent.decide', { kind: 'recording', textVersion: 'v1', language: 'zh-CN', decision: 'refused' }),
      counter.staff(agent, 'transfer.request', { sessionId: id, to: agent, note: null }),
    ];
    for (const { status } of await Promise.allSettled(refused)) expect(status).toBe('rejected');
    expect(await counter.types(id)).toEqual(before);
  });
});

describe('opening a room', () => {
  it('goes on after the counter was killed between the answer of the node and the commit; the room that nobody noted is closed', async () => {
    const id = await rung();
    counter.media.afterOpen = () => new Promise(() => undefined);
    const roomsBefore = new Set(counter.media.node.rooms.keys());
    const { offer } = await desk();
    void counter.staff(agent, 'offer.accept', { offerId: offer!.offerId }).catch(() => undefined);
    const unnoted = () => [...counter.media.node.rooms.keys()].find((roomId) => !roomsBefore.has(roomId));
    await expect.poll(unnoted).toBeDefined();
    const orphan = unnoted();
    await counter.restart();
    await counter.plane.sweeper.tick();
    const call = await counter.call(id);
    expect(call).toMatchObject({ status: 'live', mediaPending: false });
    expect(call.roomId).not.toBe(orphan);
    expect(counter.media.roomOf(orphan ?? null)).toBeUndefined();
    expect(counter.media.roomOf(call.roomId)).toBeDefined();
    expect((await counter.types(id)).filter((type) => type === 'call.started')).toHaveLength(1);
  });

  it('that nobody waits for any more is closed again', async () => {
    const id = await rung();
    const { promise, resolve } = Promise.withResolvers<void>();
    counter.media.beforeOpen = () => promise;
    const { offer } = await desk();
    const accepting = counter.staff(agent, 'offer.accept', { offerId: offer!.offerId });
    await expect.poll(async () => (await counter.database.prisma.call.findFirst({ where: { sessionId: id } }))?.status).toBe('opening');
    const roomsBefore = counter.media.node.rooms.size;
    const ended = counter.customer(id, 'session.end', {});
    await ended;
    resolve();
    await accepting;
    await counter.plane.sweeper.stop();
    expect(counter.media.node.rooms.size).toBe(roomsBefore);
    expect((await counter.types(id)).slice(-2)).toEqual(['offer.accepted', 'session.ended']);
    expect(await desk()).toMatchObject({ status: 'wrap_up' });
  });

  it('for which there is no node sends the customer back to the queue with the same ticket', async () => {
    const id = await rung();
    const { ticket } = await counter.customer(id, 'session.get', {});
    counter.media.lose();
    await accept();
    expect(await counter.customer(id, 'session.get', {})).toMatchObject({ status: 'in_call', call: null });
    await expect(counter.customer(id, 'call.join', { pageKey: PAGE_KEY })).rejects.toMatchObject({ code: 'no_node' });
    await counter.pass(counter.core.settings.openCallMs, { sessions: [id], staff: [agent] });
    expect(await counter.customer(id, 'session.get', {})).toMatchObject({
      status: 'waiting',
      ticket: { number: ticket?.number, ringing: false },
    });
    expect(await desk()).toMatchObject({ status: 'idle', workbench: null });
    expect(await counter.core.log.verify(id)).toMatchObject({ ok: true });

    await counter.media.register();
    await counter.pass(counter.core.settings.openCallPauseMs, { sessions: [id], staff: [agent] });
    expect((await desk()).offer?.sessionId).toBe(id);
    expect(await accept()).toMatchObject({ workbench: { call: { held: false } } });
  });

  it('for a device check is for one, and closed when it is over', async () => {
    const id = await counter.consenting();
    const first = await counter.customer(id, 'check.start', { pageKey: PAGE_KEY });
    expect(counter.media.passes.at(-1)).toMatchObject({ grants: { publish: ['microphone', 'camera'], record: false } });
    const second = await counter.customer(id, 'check.start', { pageKey: PAGE_KEY });
    await counter.plane.sweeper.tick();
    expect(counter.media.roomOf(first.roomId)).toBeUndefined();
    expect(counter.media.roomOf(second.roomId)).toMatchObject({ recordingId: null });
    const network = {
      rttMs: 350,
      uplinkLossRatio: 0.01,
      downlinkLossRatio: 0,
      uplinkKbps: 900,
      downlinkKbps: 900,
      jitterMs: 5,
      freezeCount: 0,
      freezeMs: 0,
      concealedRatio: null,
    };
    expect(await counter.customer(id, 'check.report', { camera: true, microphone: true, speaker: true, network })).toEqual({
      verdict: 'poor',
    });
    await counter.plane.sweeper.tick();
    expect(counter.media.roomOf(second.roomId)).toBeUndefined();
    expect(await counter.customer(id, 'session.get', {})).toMatchObject({ status: 'ready', check: { verdict: 'poor' } });
    expect(await counter.database.prisma.checkRoom.count({ where: { sessionId: id } })).toBe(0);
  });
});
