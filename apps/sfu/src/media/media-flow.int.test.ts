import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MediaPage } from '../testing/media-page.ts';
import { NodeKit } from '../testing/node-kit.ts';
import { until } from '../testing/until.ts';

let kit: NodeKit;
const pages: { close(): void }[] = [];
beforeAll(async () => {
  kit = await NodeKit.start({ env: { SFU_WORKERS: '2', SFU_CONNECT_BURST: '1000' } });
});
afterEach(() => {
  for (const page of pages.splice(0)) page.close();
});
afterAll(() => kit?.stop());

async function enter(...args: Parameters<typeof MediaPage.enter> extends [unknown, ...infer Rest] ? Rest : never) {
  const page = await MediaPage.enter(kit, ...args);
  pages.push(page);
  return page;
}
const grows = (count: () => number, by = 10) => {
  const before = count();
  return until('packets to arrive', () => count() >= before + by, 4_000);
};

describe('media in a room that is not recorded', () => {
  it('flows between two peers, both ways, sound and picture', async () => {
    const { roomId } = await kit.openRoom();
    const [a, b] = [await enter(roomId), await enter(roomId)];
    for (const [viewer, speaker] of [
      [a, b],
      [b, a],
    ] as const) {
      await until('sound', () => viewer.packetsFrom(speaker.participantId, 'microphone') > 20);
      await until('picture', () => viewer.packetsFrom(speaker.participantId, 'camera') > 20);
    }
  });

  it('comes back to oneself in a check room', async () => {
    const { roomId } = await kit.openRoom({ purpose: 'check', maxPeers: 1 });
    const page = await enter(roomId);
    await until('one’s own voice', () => page.packetsFrom(page.participantId, 'microphone') > 20);
  });

  it('stops both ways for a peer on hold and comes back after, whoever else is there goes on', async () => {
    const { roomId } = await kit.openRoom();
    const [customer, agent, expert] = [await enter(roomId), await enter(roomId), await enter(roomId)];
    const agentHearsCustomer = () => agent.packetsFrom(customer.participantId, 'microphone');
    const customerHearsAgent = () => customer.packetsFrom(agent.participantId, 'microphone');
    const agentHearsExpert = () => agent.packetsFrom(expert.participantId, 'microphone');
    await Promise.all([grows(agentHearsCustomer), grows(customerHearsAgent), grows(agentHearsExpert)]);

    await kit.counter.command('peer.hold', { roomId, participantId: customer.participantId, held: true });
    expect((await customer.page.hears('hold.changed')).held).toBe(true);
    let quiet = { heard: -1, given: -1 };
    await until('silence both ways', async () => {
      const before = quiet;
      quiet = { heard: customerHearsAgent(), given: agentHearsCustomer() };
      await grows(agentHearsExpert, 15);
      return before.heard === quiet.heard && before.given === quiet.given;
    });

    await kit.counter.command('peer.hold', { roomId, participantId: customer.participantId, held: false });
    await Promise.all([grows(agentHearsCustomer), grows(customerHearsAgent)]);
  });

  it('of a picture that nobody looks at is not sent, of the voice with it is', async () => {
    const { roomId } = await kit.openRoom();
    const [viewer, speaker] = [await enter(roomId), await enter(roomId)];
    await grows(() => viewer.packetsFrom(speaker.participantId, 'camera'));
    const { subscriptionId } = [...viewer.received.values()].find(({ offer }) => offer.source === 'camera')!.offer;
    await viewer.page.request('subscription.view', { subscriptionId, visible: false, widthPx: 0, heightPx: 0 });
    let seen = -1;
    await until('no picture', async () => {
      const before = seen;
      seen = viewer.packetsFrom(speaker.participantId, 'camera');
      await grows(() => viewer.packetsFrom(speaker.participantId, 'microphone'), 25);
      return before === seen;
    });
    await viewer.page.request('subscription.view', { subscriptionId, visible: true, widthPx: 640, heightPx: 360 });
    await grows(() => viewer.packetsFrom(speaker.participantId, 'camera'));
  });

  it('of a camera with simulcast comes in the layer that the viewer shows', async () => {
    const { roomId } = await kit.openRoom();
    const speaker = await enter(roomId, { sources: [] });
    await speaker.publish('camera', [400, 2_000]);
    const viewer = await enter(roomId, { sources: [] });
    await grows(() => viewer.packetsFrom(speaker.participantId, 'camera'));
    const { subscriptionId } = [...viewer.received.values()][0]!.offer;
    const show = (widthPx: number, heightPx: number) =>
      viewer.page.request('subscription.view', { subscriptionId, visible: true, widthPx, heightPx });
    const layer = () => viewer.page.all('subscription.layer').at(-1)?.spatialLayer;
    await until('the large layer', () => layer() === 1);
    await show(640, 360);
    await until('the small layer', () => layer() === 0);
    await show(1280, 720);
    await until('the large layer again', () => layer() === 1);
  });

  it('gets scores and levels told', async () => {
    const { roomId } = await kit.openRoom();
    const [a, b] = [await enter(roomId), await enter(roomId)];
    const scores = await a.page.hears(
      'quality.scores',
      ({ tracks, subscriptions }) => tracks.length === 2 && subscriptions.length === 2,
      8_000,
    );
    expect([...scores.tracks, ...scores.subscriptions].every(({ score }) => score >= 0 && score <= 10)).toBe(true);
    await b.page.hears('quality.scores', () => true, 8_000);
    const speaking = await a.page.hears('speaker.levels', ({ levels }) => levels.length === 2);
    expect(speaking.levels.map(({ participantId }) => participantId).toSorted()).toEqual([a.participantId, b.participantId].toSorted());
    expect(speaking.levels.every(({ level }) => level > -65 && level <= 0)).toBe(true);
  });
});

describe('when a media worker is killed', () => {
  it('moves its rooms to another one and has all peers back within 3 s', async () => {
    const { roomId } = await kit.openRoom();
    const [a, b] = [await enter(roomId), await enter(roomId)];
    const hears = [() => a.packetsFrom(b.participantId, 'camera'), () => b.packetsFrom(a.participantId, 'camera')];
    await Promise.all(hears.map((count) => grows(count)));
    const trackIds = [...a.sent.values()].map((sent) => sent.trackId);
    const before = kit.node.workerPids;

    const killedAtMs = performance.now();
    for (const pid of before) process.kill(pid, 'SIGKILL');
    await until('both have built anew', () => a.rebuilds === 1 && b.rebuilds === 1);
    await Promise.all(hears.map((count) => grows(count, 5)));
    const backAfterMs = performance.now() - killedAtMs;

    expect(backAfterMs).toBeLessThan(3_000);
    expect([...a.sent.values()].map((sent) => sent.trackId)).toEqual(trackIds);
    await until(
      'the dead workers are replaced',
      () => kit.node.workerPids.length === 2 && kit.node.workerPids.every((pid) => !before.includes(pid)),
    );
    const [fact] = await until('it is reported', () => {
      const facts = kit.counter.factsOf('room.rebuilt').filter((each) => each.roomId === roomId);
      return facts.length > 0 && facts;
    });
    expect(fact?.generation).toBe(1);
    expect(kit.counter.factsOf('track.closed').filter((each) => each.roomId === roomId)).toEqual([]);
    console.info(`both peers back after ${Math.round(backAfterMs)} ms`);
  });

  it('refuses requests of the generation before', async () => {
    const { roomId } = await kit.openRoom();
    const { page } = await kit.enter(roomId);
    for (const pid of kit.node.workerPids) process.kill(pid, 'SIGKILL');
    const setup = await page.hears('room.rebuilt');
    expect(setup.generation).toBe(1);
    await expect(page.request('transport.restartIce', { direction: 'send', generation: 0 })).rejects.toMatchObject({ code: 'wrong_state' });
    await expect(page.request('transport.restartIce', { direction: 'send', generation: 1 })).resolves.toBeTruthy();
  });
});
