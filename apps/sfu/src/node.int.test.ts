import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, type RoomPlan } from '@guichet/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureWorker } from '../native/ensure-worker.ts';
import { type EntryWish, enterRoom } from './testing/enter-room.ts';
import { FakeCounter } from './testing/fake-counter.ts';
import { makeWrapKey, nodeEnvironment } from './testing/node-kit.ts';
import { isAlive, NodeProcess } from './testing/node-process.ts';
import { MediaPage } from './testing/media-page.ts';
import { RecordingService } from './testing/recording-service.ts';
import { until } from './testing/until.ts';

let dir: string;
let counter: FakeCounter;
let environment: Record<string, string>;
const processes: NodeProcess[] = [];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'guichet-node-'));
  counter = await FakeCounter.start();
  environment = { ...(await nodeEnvironment(dir, counter.url)), MEDIASOUP_WORKER_BIN: (await ensureWorker()).binary, LOG_LEVEL: 'info' };
});
afterEach(async () => {
  for (const each of processes.splice(0)) await each.end('SIGKILL');
  await counter.stop();
  rmSync(dir, { recursive: true, force: true });
});

function run(extra: Record<string, string> = {}): NodeProcess {
  const node = new NodeProcess({ ...environment, ...extra });
  processes.push(node);
  return node;
}
const url = () => environment['SIGNALLING_URL']!;
const port = () => Number(environment['SFU_PORT']);

async function started(extra: Record<string, string> = {}): Promise<NodeProcess> {
  const node = run(extra);
  await node.ready(url());
  return node;
}
async function openRoom(plan: Partial<RoomPlan> = {}): Promise<RoomPlan> {
  const whole: RoomPlan = { roomId: newId('rom'), purpose: 'call', maxPeers: 4, recording: null, ...plan };
  await counter.command('room.open', whole);
  return whole;
}
const enter = (plan: RoomPlan, wish?: EntryWish) => enterRoom({ counter, port: port() }, plan.roomId, wish);

describe('a node', () => {
  it('says everything that is wrong with its environment, never the values, and does not start', async () => {
    const node = run({ COUNTER_URL: 'ftp://secret@counter', SFU_PORT: '99999', ANNOUNCED_ADDRESSES: ' , ', TLS_CERT: '/cert.pem' });
    await until('it has ended', () => node.ended);
    expect(node.child.exitCode).toBe(2);
    for (const name of ['COUNTER_URL', 'SFU_PORT', 'ANNOUNCED_ADDRESSES']) expect(node.output).toContain(name);
    expect(node.output).not.toContain('secret');
  });

  it('makes itself a key that only its owner can read, and waits to be approved without giving up', async () => {
    counter.enrolled = false;
    const node = run();
    await until('it asks for approval', () => node.output.includes('waiting for an administrator'), 15_000);
    const [line] = node.output.split('\n').filter((each) => each.includes('waiting for an administrator'));
    expect(JSON.parse(line!).thumbprint).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(statSync(environment['NODE_KEY']!).mode & 0o777).toBe(0o600);
    expect(statSync(`${environment['NODE_KEY']}.pub`).isFile()).toBe(true);
    expect((await fetch(`${url()}/healthz`)).status).toBe(200);
    expect((await fetch(`${url()}/readyz`)).status).toBe(503);
    counter.enrolled = true;
    await node.ready(url());
  });

  it('beats, and shows what it holds', async () => {
    await started();
    await openRoom();
    await until('heartbeats', () => counter.heartbeats > 2);
    const metrics = await (await fetch(`${url()}/metrics`)).text();
    expect(metrics).toContain('guichet_sfu_rooms 1');
    expect(metrics).toContain('guichet_sfu_workers 1');
    expect((await fetch(`${url()}/anything`)).status).toBe(404);
    expect((await fetch(`${url()}/healthz`, { method: 'POST' })).status).toBe(405);
  });

  it('stops on SIGTERM: tells its peers, reports, and leaves no worker behind', async () => {
    const node = await started();
    const { page } = await enter(await openRoom());
    const workers = node.workerPids();
    expect(workers).toHaveLength(1);
    expect(await node.end('SIGTERM')).toBe(0);
    expect(page.all('peer.ended')).toEqual([{ reason: 'node_stopped' }]);
    expect(counter.factsOf('peer.left').map((fact) => fact.reason)).toEqual(['node_stopped']);
    await until('the workers are gone', () => workers.every((pid) => !isAlive(pid)));
  });

  it('ends when its lifeline is cut, and its workers with it', async () => {
    const node = await started({ GUICHET_LIFELINE_FD: '3' });
    const workers = node.workerPids();
    node.cutLifeline();
    await until('it has ended', () => node.ended, 10_000);
    expect(node.child.exitCode).toBe(0);
    await until('the workers are gone', () => workers.every((pid) => !isAlive(pid)));
  });

  it('that is killed leaves no worker, and holds its rooms again as soon as it is back', async () => {
    const first = await started({ SFU_WORKERS: '2' });
    const recording = await makeWrapKey();
    const plan = await openRoom({ recording });
    const gone = await openRoom();
    await counter.command('room.close', { roomId: gone.roomId, reason: 'ended' });
    const { page, participantId } = await enter(plan);
    await counter.command('peer.hold', { roomId: plan.roomId, participantId, held: true });
    const workers = first.workerPids();
    const registrations = counter.registrations.length;

    const killedAtMs = performance.now();
    await first.end('SIGKILL');
    await until('the workers are gone', () => workers.every((pid) => !isAlive(pid)));
    await until('its peers notice', () => page.disconnected);
    await started({ SFU_WORKERS: '2' });
    await until('it has registered again', () => counter.registrations.length > registrations);
    const { rooms } = counter.registrations.at(-1)!;
    expect(rooms).toEqual([{ roomId: plan.roomId, recordingId: recording.recordingId, participants: [] }]);
    const { snapshot } = await enter(plan, { participantId });
    expect(snapshot.held).toBe(true);
    const backAfterMs = performance.now() - killedAtMs;
    expect(backAfterMs).toBeLessThan(5_000);
    console.info(`back in the room ${Math.round(backAfterMs)} ms after the node was killed`);
  });
});

describe('a recorded call on a node that is killed', () => {
  it('goes on in the same recording, under the same tracks, and the hole is stated', async () => {
    const service = await RecordingService.start();
    try {
      const first = await started({ RECORDING_SOCKET: service.socketPath });
      const recording = await makeWrapKey();
      const plan = await openRoom({ recording });
      const door = { counter, port: port() };
      const before = [await MediaPage.enter(door, plan.roomId), await MediaPage.enter(door, plan.roomId)] as const;
      await before[0].page.hears('recording.changed', ({ status }) => status === 'recording');
      await until('the call', () => before[0].packetsFrom(before[1].participantId, 'camera') > 20);
      const tracks = before.map((page) => [...page.sent.values()].map((sent) => sent.trackId));

      const killedAt = Date.now();
      await first.end('SIGKILL');
      for (const page of before) page.close();
      await started({ RECORDING_SOCKET: service.socketPath });
      const after = await Promise.all(before.map(({ participantId }) => MediaPage.enter(door, plan.roomId, { participantId })));
      await after[0]!.page.hears('recording.changed', ({ status }) => status === 'recording');
      await until('the call again', () => after[0]!.packetsFrom(before[1].participantId, 'camera') > 5);
      const backAt = Date.now();
      expect(backAt - killedAt).toBeLessThan(5_000);
      expect(after.map((page) => [...page.sent.values()].map((sent) => sent.trackId))).toEqual(tracks);

      const gaps = await until('the holes are reported', () => {
        const all = counter.factsOf('recording.gap').filter((gap) => gap.trouble === 'node_away');
        return new Set(all.map((gap) => gap.trackId)).size === 4 && all;
      });
      for (const gap of gaps) {
        expect(Math.abs(gap.fromMs - killedAt)).toBeLessThan(200);
        expect(gap.toMs).toBeLessThan(backAt + 200);
      }
      await counter.command('room.close', { roomId: plan.roomId, reason: 'completed' });
      const [end] = await until(
        'the end is reported',
        () => counter.factsOf('recording.closed').length > 0 && counter.factsOf('recording.closed'),
      );
      expect(end).toMatchObject({ complete: true, recordingId: recording.recordingId });
      for (const page of after) page.close();
      console.info(`recorded call back ${backAt - killedAt} ms after the node was killed`);
    } finally {
      for (const each of processes.splice(0)) await each.end('SIGKILL');
      await service.stop();
    }
  });
});

describe('reports', () => {
  it('arrive later and once when the counter was away, restarted, or did not take them at first', async () => {
    await started();
    const plan = await openRoom();
    counter.refuseReports = () => true;
    const before = counter.deliveries;
    const { page, participantId } = await enter(plan);
    await until('it was tried', () => counter.deliveries > before);
    await counter.goAway();
    await page.request('peer.leave', {});
    counter.refuseReports = null;
    await counter.comeBack();
    await until('both have arrived', () => counter.factsOf('peer.left').length === 1, 10_000);
    expect(
      counter.facts.filter((fact) => 'participantId' in fact && fact.participantId === participantId).map((fact) => fact.type),
    ).toEqual(['peer.joined', 'peer.left']);
  });

  it('are not held up for ever by one that the counter cannot take', async () => {
    await started();
    const plan = await openRoom();
    counter.rejectAsMalformed = (report) => report.type === 'peer.joined';
    const { page } = await enter(plan);
    await page.request('peer.leave', {});
    await until('the next one arrives', () => counter.factsOf('peer.left').length === 1);
    expect(counter.factsOf('peer.joined')).toEqual([]);
  });
});
