import { EventEmitter } from 'node:events';
import { newId, type NodeReport, type RoomPlan } from '@guichet/protocol';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureWorker } from '../../native/ensure-worker.ts';
import { FULL_GRANTS } from '../testing/fake-counter.ts';
import { freePort } from '../testing/node-kit.ts';
import { cameraWish, microphoneWish } from '../testing/rtp-wishes.ts';
import type { PeerLink } from './peer.ts';
import { NO_RECORDER } from './recorder.ts';
import { RoomLedger } from './room-ledger.ts';
import { RoomRegistry } from './room-registry.ts';
import { WorkerPool } from './worker-pool.ts';

let pool: WorkerPool;
let rooms: RoomRegistry;
const reports: NodeReport[] = [];

beforeAll(async () => {
  const log = pino({ level: 'silent' });
  const { binary } = await ensureWorker();
  pool = await WorkerPool.start({ count: 2, binary, mediaPort: await freePort(), announcedAddresses: ['127.0.0.1'], log });
  rooms = new RoomRegistry({
    deps: {
      pool,
      recorder: NO_RECORDER,
      tapPorts: { min: 35_000, max: 59_999 },
      report: (report) => reports.push(report),
      graceMs: 60_000,
      log,
    },
    capacityRooms: 8,
    ledger: new RoomLedger('/dev/null/none', log),
  });
});
afterAll(async () => {
  await rooms?.stop();
  pool?.close();
});

const newPlan = (): RoomPlan => ({ roomId: newId('rom'), purpose: 'call', maxPeers: 12, recording: null });
const silentLink = (): PeerLink =>
  Object.assign(new EventEmitter(), { notify: () => undefined, end: () => undefined, drop: () => undefined });

describe('rooms', () => {
  it('are spread over the workers, and refused when the node is full', async () => {
    const plans = Array.from({ length: 8 }, newPlan);
    for (const plan of plans) await rooms.open(plan);
    expect(pool.workers.map((worker) => worker.rooms)).toEqual([4, 4]);
    await expect(rooms.open(newPlan())).rejects.toMatchObject({ code: 'no_node' });
    for (const plan of plans) rooms.close(plan.roomId, 'over');
    expect(pool.workers.map((worker) => worker.rooms)).toEqual([0, 0]);
  });

  it('keep nothing of the peers that came and went', async () => {
    const plan = newPlan();
    await rooms.open(plan);
    const room = rooms.get(plan.roomId)!;
    const bare = await room.media!.router.dump();
    for (let visit = 0; visit < 40; visit += 1) {
      const pair = await Promise.all(
        [0, 1].map(async () => {
          const entrant = { participantId: newId('par'), grants: FULL_GRANTS, keyThumbprint: 'x', tokenIssuedAtMs: Date.now() };
          const peer = await room.join(entrant, silentLink(), new AbortController().signal);
          const { routerRtpCapabilities } = peer.media!.setup;
          await room.exchange.ready(peer, 0, routerRtpCapabilities);
          await room.exchange.publish(peer, microphoneWish(routerRtpCapabilities, 1));
          await room.exchange.publish(peer, cameraWish(routerRtpCapabilities, 2));
          return peer;
        }),
      );
      for (const peer of pair) room.leave(peer);
    }
    expect(room.peers).toEqual([]);
    expect(await room.media!.router.dump()).toEqual(bare);
    expect(room.leftBehind).toEqual({ held: [], tracks: [] });
    const count = (type: NodeReport['type']) => reports.filter((report) => report.type === type).length;
    expect(count('track.closed')).toBe(count('track.published'));
    expect(count('peer.left')).toBe(count('peer.joined'));
  });
});
