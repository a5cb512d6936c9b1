import type { RecordingId, RoomId, TrackSource } from '@guichet/protocol';
import { setLogEventListeners } from 'mediasoup';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MediaPage } from '../testing/media-page.ts';
import { makeWrapKey, NodeKit } from '../testing/node-kit.ts';
import { RecordingService } from '../testing/recording-service.ts';
import { until } from '../testing/until.ts';

let service: RecordingService;
let kit: NodeKit;
const pages: { close(): void }[] = [];
beforeAll(async () => {
  service = await RecordingService.start();
  kit = await NodeKit.start({ env: { SFU_WORKERS: '2', SFU_CONNECT_BURST: '1000', RECORDING_SOCKET: service.socketPath } });
});
afterEach(() => {
  for (const page of pages.splice(0)) page.close();
});
afterAll(async () => {
  await kit?.stop();
  await service?.stop();
});

async function enter(room: RoomId, wish: Parameters<typeof MediaPage.enter>[2] = {}) {
  const page = await MediaPage.enter(kit, room, wish);
  pages.push(page);
  return page;
}
async function openRecordedRoom(): Promise<{ roomId: RoomId; recordingId: RecordingId }> {
  const recording = await makeWrapKey();
  const { roomId } = await kit.openRoom({ recording });
  return { roomId, recordingId: recording.recordingId };
}
async function beginCall() {
  const room = await openRecordedRoom();
  const [customer, agent] = [await enter(room.roomId), await enter(room.roomId)];
  await customer.page.hears('recording.changed', ({ status }) => status === 'recording');
  const hears = () => agent.packetsFrom(customer.participantId, 'microphone');
  await until('the call', () => hears() > 5);
  return { ...room, customer, agent, hears };
}
const factsOf = <Type extends Parameters<typeof kit.counter.factsOf>[0]>(type: Type, recordingId: RecordingId) =>
  kit.counter.factsOf(type).filter((fact) => (fact as { recordingId?: string }).recordingId === recordingId);
const grows = (count: () => number, by = 10) => {
  const before = count();
  return until('packets to arrive', () => count() >= before + by);
};
const SOURCES: TrackSource[] = ['microphone', 'camera'];

describe('the gate', () => {
  it('lets nothing through while one party alone is recorded, everything once both are', async () => {
    const { roomId, recordingId } = await openRecordedRoom();
    const customer = await enter(roomId);
    expect(customer.snapshot.recording.status).toBe('starting');
    const listener = await enter(roomId, { grants: { record: false, publish: [] }, sources: [] });
    await until('the customer is being written', () => service.filesOf(recordingId).length > 1);
    await until('the offers', () => listener.received.size === 2);
    expect(SOURCES.map((source) => listener.packetsFrom(customer.participantId, source))).toEqual([0, 0]);
    expect(customer.page.all('recording.changed').filter(({ status }) => status === 'recording')).toEqual([]);

    const joinedAtMs = performance.now();
    const agent = await enter(roomId);
    await agent.page.hears('recording.changed', ({ status, trouble }) => status === 'recording' && trouble === null);
    const confirmedAfterMs = performance.now() - joinedAtMs;
    for (const source of SOURCES) {
      await until('the customer at the agent', () => agent.packetsFrom(customer.participantId, source) > 10);
      await until('the agent at the customer', () => customer.packetsFrom(agent.participantId, source) > 10);
      await until('the customer at the listener', () => listener.packetsFrom(customer.participantId, source) > 10);
    }
    await until('it is reported', () => factsOf('recording.status', recordingId).some((fact) => fact.status === 'recording'));
    console.info(`recording confirmed ${Math.round(confirmedAfterMs)} ms after the second party came`);
  });

  it('holds a third party back until it is written too, without a gap for the others', async () => {
    const { roomId, customer, agent, hears } = await beginCall();
    const expert = await enter(roomId);
    await until('the expert is heard', () => agent.packetsFrom(expert.participantId, 'microphone') > 10);
    await until('the expert hears', () => expert.packetsFrom(customer.participantId, 'microphone') > 10);
    await grows(hears);
    expect(agent.page.all('recording.changed').filter(({ status }) => status === 'degraded')).toEqual([]);
  });

  it('records the top layer of a camera with simulcast', async () => {
    const { roomId } = await openRecordedRoom();
    const [customer, agent] = [await enter(roomId, { sources: ['microphone'] }), await enter(roomId)];
    await customer.publish('camera', [400, 2_000]);
    await agent.page.hears('recording.changed', ({ status }) => status === 'recording');
    await until('the picture', () => agent.packetsFrom(customer.participantId, 'camera') > 10);
    await until('the service knows the layer', () => service.layerOf(customer.sent.get('camera')!.trackId) === 1);
  });

  it('goes on with the layer below when the sender stops the top one, and says nothing of it', async () => {
    const { roomId, recordingId } = await openRecordedRoom();
    const [customer, agent] = [await enter(roomId, { sources: ['microphone'] }), await enter(roomId)];
    const trackId = await customer.publish('camera', [400, 2_000]);
    await agent.page.hears('recording.changed', ({ status }) => status === 'recording');
    await until('the top layer is recorded', () => service.layerOf(trackId) === 1);
    // A worker switches between layers whose clocks it knows from sender reports, of which a sender gives one every few seconds.
    await grows(() => agent.packetsFrom(customer.participantId, 'microphone'), 200);

    const [, top] = customer.sent.get('camera')!.senders;
    top!.paused = true;
    await until('the layer below is recorded', () => service.layerOf(trackId) === 0);
    await grows(() => agent.packetsFrom(customer.participantId, 'microphone'), 100);
    // Left to the worker it was a hole of a second and a half each time.
    expect(factsOf('recording.gap', recordingId)).toEqual([]);
    expect(agent.page.all('recording.changed').filter(({ status }) => status === 'degraded')).toEqual([]);

    top!.paused = false;
    await until('the top layer is recorded again', () => service.layerOf(trackId) === 1, 15_000);
  });

  it('has no hole to speak of where a sender that does not know its line yet stops the top layer after some frames', async () => {
    const { roomId, recordingId } = await openRecordedRoom();
    const [customer, agent] = [await enter(roomId, { sources: ['microphone'] }), await enter(roomId)];
    const trackId = await customer.publish('camera', [400, 2_000]);
    const [low, top] = customer.sent.get('camera')!.senders;
    // As browsers do that send the largest picture first: it is what the worker begins with.
    low!.paused = true;
    await until('the top layer is recorded', () => service.layerOf(trackId) === 1);
    low!.paused = false;
    top!.paused = true;
    await until('the layer below is recorded', () => service.layerOf(trackId) === 0);
    await grows(() => agent.packetsFrom(customer.participantId, 'microphone'), 100);
    expect(factsOf('recording.gap', recordingId)).toEqual([]);
    top!.paused = false;
    await until('the top layer is recorded again', () => service.layerOf(trackId) === 1, 15_000);
  });

  it('gives a viewer the layer below as soon as nothing comes of the one it has', async () => {
    const { roomId } = await openRecordedRoom();
    const [customer, agent] = [await enter(roomId, { sources: ['microphone'] }), await enter(roomId)];
    const trackId = await customer.publish('camera', [400, 2_000]);
    const subscriptionId = await until(
      'the offer',
      () => [...agent.received.values()].find(({ offer }) => offer.trackId === trackId)?.offer.subscriptionId,
    );
    const layer = () => agent.page.all('subscription.layer').findLast((each) => each.subscriptionId === subscriptionId)?.spatialLayer;
    const [, top] = customer.sent.get('camera')!.senders;
    const tookMs: number[] = [];
    for (let time = 1; time <= 3; time++) {
      await until('the top layer is seen', () => layer() === 1, 15_000);
      top!.paused = true;
      const stoppedAtMs = performance.now();
      await until('the layer below is seen', () => layer() === 0);
      tookMs.push(performance.now() - stoppedAtMs);
      top!.paused = false;
    }
    // The worker alone takes a second and a half, every time; a machine with other work to do may be late once.
    expect(Math.min(...tookMs)).toBeLessThan(750);
    await until('the top layer is seen again', () => layer() === 1, 15_000);
  });

  it('shows the first picture soon after it opened, though browsers do not answer every request for a keyframe', async () => {
    const waitedMs: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const { roomId } = await openRecordedRoom();
      const [customer, agent] = [await enter(roomId), await enter(roomId)];
      await agent.page.hears('recording.changed', ({ status }) => status === 'recording');
      const openedAtMs = performance.now();
      await until('a picture at both', () =>
        [agent.packetsFrom(customer.participantId, 'camera'), customer.packetsFrom(agent.participantId, 'camera')].every(
          (count) => count > 0,
        ),
      );
      waitedMs.push(performance.now() - openedAtMs);
    }
    console.info('first picture after the gate opened, ms:', waitedMs.map(Math.round));
    // A request that is swallowed is made up for by the worker a second later.
    expect(Math.max(...waitedMs)).toBeLessThan(800);
  });

  it('goes on recording a party on hold', async () => {
    const { roomId, customer, agent } = await beginCall();
    await kit.counter.command('peer.hold', { roomId, participantId: customer.participantId, held: true });
    const since = Date.now();
    const other = await enter(roomId, { participantId: agent.participantId, sources: [] });
    await until('something was written since', async () => {
      const page = await kit.enter(roomId, { grants: { record: false, publish: [] } });
      const { lastWrittenAtMs } = page.snapshot.recording;
      await page.page.request('peer.leave', {});
      page.page.close();
      return (lastWrittenAtMs ?? 0) > since + 500;
    });
    expect(other.packetsFrom(customer.participantId, 'microphone')).toBe(0);
  });
});

describe('the state of a recording', () => {
  it('is told to the counter when somebody enters: when the room was opened it may not have known the recording yet', async () => {
    const { roomId, recordingId } = await openRecordedRoom();
    await enter(roomId);
    await until('the report', () => factsOf('recording.status', recordingId).some(({ status }) => status === 'starting'));
  });

  it('says within 2 s that a party is not written any more, but takes mute for no silence', async () => {
    const { customer, agent } = await beginCall();
    await customer.mute('microphone', true);
    await customer.mute('camera', true);
    await agent.page.hears('track.changed', ({ paused }) => paused);
    await grows(() => customer.packetsFrom(agent.participantId, 'microphone'), 100);
    expect(agent.page.all('recording.changed').filter(({ status }) => status === 'degraded')).toEqual([]);
    await customer.mute('microphone', false);
    await grows(() => agent.packetsFrom(customer.participantId, 'microphone'));

    const silentAtMs = performance.now();
    customer.stopSending();
    await agent.page.hears('recording.changed', ({ status, trouble }) => status === 'degraded' && trouble === 'track_silent');
    expect(performance.now() - silentAtMs).toBeLessThan(2_000);
  });

  it('ends, sealed, with the room, and the chain of its chunks is reported whole', async () => {
    const { roomId, recordingId } = await beginCall();
    await until('a chunk is closed', () => factsOf('recording.chunk_closed', recordingId).length > 0);
    await kit.counter.command('room.close', { roomId, reason: 'completed' });
    const [end] = await until('the end is reported', () => {
      const facts = factsOf('recording.closed', recordingId);
      return facts.length > 0 && facts;
    });
    const chunks = factsOf('recording.chunk_closed', recordingId);
    expect(end).toMatchObject({ complete: true, chunks: chunks.length, head: chunks.at(-1)?.head });
    expect(chunks.map((chunk) => chunk.seq)).toEqual(chunks.map((_, index) => index + 1));
  });
});

describe('without room on the disk', () => {
  it('a recording does not begin, nobody hears anybody, and both see why', async () => {
    const full = await RecordingService.start({ RECORDING_MIN_FREE_MB: '1000000' });
    const other = await NodeKit.start({ env: { RECORDING_SOCKET: full.socketPath } });
    try {
      const recording = await makeWrapKey();
      const { roomId } = await other.openRoom({ recording });
      const [a, b] = [await MediaPage.enter(other, roomId), await MediaPage.enter(other, roomId)];
      await until('the offers', () => a.received.size === 2 && b.received.size === 2);
      const state = await until('the reason', async () => {
        const { page, snapshot } = await other.enter(roomId, { grants: { record: false, publish: [] } });
        page.close();
        return snapshot.recording.trouble === 'disk_low' && snapshot.recording;
      });
      expect(state.status).toBe('starting');
      await until('it is reported', () => other.counter.factsOf('recording.status').some((fact) => fact.trouble === 'disk_low'));
      expect([a.packetsFrom(b.participantId, 'microphone'), b.packetsFrom(a.participantId, 'microphone')]).toEqual([0, 0]);
      await other.counter.command('room.close', { roomId, reason: 'gave_up' });
      const end = await until('the end is reported', () => other.counter.factsOf('recording.closed')[0]);
      expect(end).toMatchObject({ complete: false, chunks: 0, head: null });
      for (const page of [a, b]) page.close();
    } finally {
      await other.stop();
      await full.stop();
    }
  });
});

describe('when something dies in a recorded call', () => {
  it('the recording service: both are told within 2 s, it recovers by itself, and what is missing is stated', async () => {
    const { recordingId, roomId, customer, agent, hears } = await beginCall();
    const byRing = service.usesRing(recordingId);
    const killedAtMs = performance.now();
    const killedAt = Date.now();
    service.signal('SIGKILL');
    for (const { page } of [customer, agent]) {
      await page.hears('recording.changed', ({ status, trouble }) => status === 'degraded' && trouble === 'recorder_away');
    }
    expect(performance.now() - killedAtMs).toBeLessThan(2_000);
    await agent.page.hears('recording.changed', () => agent.page.all('recording.changed').at(-1)?.status === 'recording', 10_000);
    await grows(hears);
    if (byRing) {
      // What came meanwhile was in the memory that the worker shares with it.
      await kit.counter.command('room.close', { roomId, reason: 'ended' });
      await until('it is closed', () => factsOf('recording.closed', recordingId)[0]);
      expect(factsOf('recording.gap', recordingId)).toEqual([]);
      return;
    }
    const [gap] = await until('the gap is reported', () => {
      const gaps = factsOf('recording.gap', recordingId).filter((fact) => fact.trouble === 'recorder_away');
      return gaps.length > 0 && gaps;
    });
    expect(gap!.fromMs).toBeGreaterThan(killedAt - 400);
    expect(gap!.toMs - gap!.fromMs).toBeLessThan(3_000);
    console.info(
      `recording again ${Math.round(performance.now() - killedAtMs)} ms after the service was killed, gap of ${gap!.toMs - gap!.fromMs} ms`,
    );
  });

  it('the recording service, which hangs: both are told within 2 s, and when it goes on', async () => {
    const { customer, agent, hears } = await beginCall();
    const hungAtMs = performance.now();
    service.signal('SIGSTOP');
    for (const { page } of [customer, agent]) await page.hears('recording.changed', ({ trouble }) => trouble === 'recorder_away');
    expect(performance.now() - hungAtMs).toBeLessThan(2_500);
    await grows(hears);
    service.signal('SIGCONT');
    await until('recording again', () => agent.page.all('recording.changed').at(-1)?.status === 'recording', 10_000);
  });

  it('the media worker: same recording, degraded meanwhile, recording again within 3 s, the gap stated', async () => {
    const { roomId, recordingId, customer, agent, hears } = await beginCall();
    const killedAtMs = performance.now();
    for (const pid of kit.node.workerPids) process.kill(pid, 'SIGKILL');
    await agent.page.hears('recording.changed', ({ status, trouble }) => status === 'degraded' && trouble === 'worker_restarted');
    await until('both have built anew', () => customer.rebuilds === 1 && agent.rebuilds === 1);
    await until('recording again', () => agent.page.all('recording.changed').at(-1)?.status === 'recording');
    await grows(hears, 5);
    const backAfterMs = performance.now() - killedAtMs;
    expect(backAfterMs).toBeLessThan(3_000);
    const gaps = await until('the gaps of all four tracks are reported', () => {
      const all = factsOf('recording.gap', recordingId).filter((fact) => fact.trouble === 'worker_restarted');
      return new Set(all.map((fact) => fact.trackId)).size === 4 && all;
    });
    expect(Math.max(...gaps.map((gap) => gap.toMs - gap.fromMs))).toBeLessThan(3_000);
    await kit.counter.command('room.close', { roomId, reason: 'completed' });
    await until('one end', () => factsOf('recording.closed', recordingId).length === 1);
    console.info(`media and recording back after ${Math.round(backAfterMs)} ms`);
  });

  it('the counter: the call goes on, and what happened is told once when it is back', async () => {
    const { recordingId, hears, customer, agent } = await beginCall();
    const before = kit.counter.registrations.length;
    await kit.counter.goAway();
    await customer.mute('camera', true);
    const muted = customer.sent.get('camera')!.trackId;
    await agent.page.hears('track.changed', ({ trackId, paused }) => paused && trackId === muted);
    await grows(hears, 60);
    await kit.counter.comeBack();
    await until('the node registers again', () => kit.counter.registrations.length > before, 10_000);
    const registration = kit.counter.registrations.at(-1)!;
    expect(registration.rooms.find((room) => room.recordingId === recordingId)?.participants.toSorted()).toEqual(
      [customer.participantId, agent.participantId].toSorted(),
    );
    await until('the reports arrive', () => kit.counter.factsOf('track.paused').some((fact) => fact.trackId === muted));
    await until('the chunks arrive', () => factsOf('recording.chunk_closed', recordingId).length > 0);
    expect(kit.counter.factsOf('track.paused').filter((fact) => fact.trackId === muted)).toHaveLength(1);
    const seqs = factsOf('recording.chunk_closed', recordingId).map((fact) => fact.seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  });
});

describe('leaving a recorded call', () => {
  it('closes everything once: the media worker has nothing to complain of', async () => {
    const complaints: string[] = [];
    setLogEventListeners({ onerror: (namespace, text) => complaints.push(`${namespace} ${text}`) });
    const { roomId, recordingId, customer, agent } = await beginCall();
    await customer.page.request('peer.leave', {});
    await agent.page.hears('peer.left');
    await agent.page.request('peer.leave', {});
    await kit.counter.command('room.close', { roomId, reason: 'over' });
    await until('the recording is closed', () => factsOf('recording.closed', recordingId).length === 1);
    expect(complaints).toEqual([]);
  });
});
