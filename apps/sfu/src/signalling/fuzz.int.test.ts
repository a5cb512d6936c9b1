import { EventEmitter } from 'node:events';
import { Dispatcher, newId, type PeerRequests, peerRequests, type RoomPlan } from '@guichet/protocol';
import { chooseSeed } from '@guichet/e2e/kit/config.ts';
import { SeededRandom } from '@guichet/e2e/kit/seeded-random.ts';
import { pino } from 'pino';
import type { Socket } from 'socket.io';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureWorker } from '../../native/ensure-worker.ts';
import { NO_RECORDER } from '../media/recorder.ts';
import { RoomLedger } from '../media/room-ledger.ts';
import { RoomRegistry } from '../media/room-registry.ts';
import { WorkerPool } from '../media/worker-pool.ts';
import { FULL_GRANTS } from '../testing/fake-counter.ts';
import { freePort } from '../testing/node-kit.ts';
import { PageIdentity } from '../testing/page.ts';
import { cameraWish, microphoneWish, STRANGER_DTLS } from '../testing/rtp-wishes.ts';
import { Connection } from './connection.ts';
import { peerHandlers } from './requests/index.ts';
import { RoomTokenVerifier } from './room-token-verifier.ts';

type Name = keyof PeerRequests;
const MESSAGES_PER_REQUEST = 10_000;
const SENSELESS_MESSAGES = 2_000;
const seed = chooseSeed();

let pool: WorkerPool;
let rooms: RoomRegistry;
let dispatcher: Dispatcher<PeerRequests, Connection>;
const faults: string[] = [];
const plan: RoomPlan = { roomId: newId('rom'), purpose: 'call', maxPeers: 4, recording: null };

beforeAll(async () => {
  const log = pino({ level: 'silent' });
  const { binary } = await ensureWorker();
  pool = await WorkerPool.start({ count: 1, binary, mediaPort: await freePort(), announcedAddresses: ['127.0.0.1'], log });
  rooms = new RoomRegistry({
    deps: { pool, recorder: NO_RECORDER, tapPorts: { min: 35_000, max: 59_999 }, report: () => undefined, graceMs: 60_000, log },
    capacityRooms: 10,
    ledger: new RoomLedger('/dev/null/none', log),
  });
  await rooms.open(plan);
  let nowMs = 0;
  dispatcher = new Dispatcher<PeerRequests, Connection>({
    table: peerRequests,
    handlers: peerHandlers({ rooms, tokens: new RoomTokenVerifier() }),
    rolesOf: (connection) => (connection.seat ? ['peer'] : ['public']),
    // An hour between two messages: rates are another test's business.
    now: () => (nowMs += 3_600_000),
    onFault: (name, error) => faults.push(`${name}: ${String(error.cause ?? error)}`),
  });
});
afterAll(async () => {
  await rooms?.stop();
  pool?.close();
});

/** A peer without a network: its socket swallows what it is told. */
async function seat(): Promise<Connection> {
  const socket = Object.assign(new EventEmitter(), { connected: true, emit: () => true, disconnect: () => undefined });
  const connection = new Connection(socket as unknown as Socket);
  const entrant = { participantId: newId('par'), grants: FULL_GRANTS, keyThumbprint: 'x', tokenIssuedAtMs: Date.now() };
  const room = rooms.get(plan.roomId)!;
  connection.sit({ room, peer: await room.join(entrant, connection, new AbortController().signal) });
  return connection;
}

/** Everything that a request could change. */
async function state(): Promise<string> {
  const room = rooms.get(plan.roomId)!;
  const dump = await room.media!.router.dump();
  return JSON.stringify([
    room.peers.map((peer) => room.snapshot(peer)),
    room.leftBehind,
    { ...dump, transportIds: dump.transportIds.toSorted() },
  ]);
}

const JUNK: ((random: SeededRandom) => unknown)[] = [
  () => null,
  () => undefined,
  () => true,
  () => [],
  () => ({}),
  () => NaN,
  () => Infinity,
  () => -1,
  () => 2 ** 53,
  () => 1e308,
  () => 0.5,
  () => '',
  () => 'x'.repeat(5_000),
  () => '\u0000',
  () => '__proto__',
  () => ({ __proto__: { admin: true } }),
  () => JSON.parse('{"__proto__":{"x":1}}'),
  () => '../../etc/passwd',
  () => "'; DROP TABLE rooms; --",
  () => Array.from({ length: 300 }, () => ({})),
  () => Buffer.from('junk'),
  () => ({ toString: 'no' }),
  () => [[[[[[[[]]]]]]]],
  () => () => undefined,
  () => Symbol.iterator.toString(),
  () => new Date(0),
  (random) => random.below(1_000_000),
  (random) => Buffer.from(random.bytes(20)).toString('latin1'),
  () => 'par_00000000000000000000000!',
  () => 123456789012345678901234567890n.toString(),
];

/** Changes one place in a copy of `value`, anywhere in the tree: replaces it, drops it, or adds beside it. */
function spoil(value: unknown, random: SeededRandom): unknown {
  const copy = structuredClone(value);
  const places: [holder: Record<string, unknown>, key: string][] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const key of Object.keys(node)) {
      places.push([node as Record<string, unknown>, key]);
      visit((node as Record<string, unknown>)[key]);
    }
  };
  visit(copy);
  const junk = JUNK[random.below(JUNK.length)]!(random);
  const place = places[random.below(Math.max(1, places.length))];
  if (!place || random.below(12) === 0) return junk;
  const [holder, key] = place;
  if (random.below(6) === 0) delete holder[key];
  else holder[key] = junk;
  return copy;
}

describe(`malformed messages (seed ${seed})`, () => {
  it.each(Object.keys(peerRequests) as Name[])('of %s are refused by name and change nothing', async (name) => {
    const random = new SeededRandom(seed);
    const connection = await seat();
    const good = await goodPayloads(connection);
    const stranger = new Connection(
      Object.assign(new EventEmitter(), { connected: true, emit: () => true, disconnect: () => undefined }) as unknown as Socket,
    );
    const sender = (peerRequests[name].roles as readonly string[]).includes('peer') ? connection : stranger;
    const before = await state();
    let refused = 0;
    for (let count = 0; count < MESSAGES_PER_REQUEST; count += 1) {
      const message = spoil(good[name], random);
      // What is still in order after it was spoiled is no malformed message.
      if (peerRequests[name].payload.safeParse(message).success) continue;
      refused += 1;
      const reply = await dispatcher.dispatch(name, message, sender);
      expect(reply).toMatchObject({ ok: false, error: { code: 'bad_request' } });
      expect(JSON.stringify(reply)).not.toContain('DROP TABLE');
    }
    expect(await state()).toBe(before);
    expect(faults).toEqual([]);
    // Requests without members are hard to spoil.
    if (Object.keys(good[name]).length > 0) expect(refused).toBeGreaterThan(MESSAGES_PER_REQUEST / 10);
    connection.seat?.room.leave(connection.seat.peer);
  });

  it('that fit the schema but make no sense are refused by name too, and the worker lives', async () => {
    const random = new SeededRandom(seed + 1);
    const { pid } = pool.workers[0]!;
    const connection = await seat();
    const good = await goodPayloads(connection);
    const codes = new Set<string>();
    for (let count = 0; count < SENSELESS_MESSAGES; count += 1) {
      const name = (['track.publish', 'peer.ready', 'transport.connect'] as const)[random.below(3)]!;
      const message = scramble(good[name], random);
      if (!peerRequests[name].payload.safeParse(message).success || !connection.seat) continue;
      const reply = await dispatcher.dispatch(name, message, connection);
      codes.add(reply.ok ? 'ok' : reply.error.code);
      for (const track of [...(connection.seat?.peer.tracks.values() ?? [])])
        connection.seat!.room.exchange.close(connection.seat!.peer, track);
    }
    expect([...codes].filter((code) => !['ok', 'bad_request', 'codec_unsupported', 'wrong_state', 'forbidden'].includes(code))).toEqual([]);
    // They got past the schema, some of them to the worker.
    expect(codes).toContain('ok');
    expect(codes).toContain('codec_unsupported');
    expect(codes).toContain('bad_request');
    expect(faults).toEqual([]);
    expect(pool.workers[0]?.pid).toBe(pid);
  });
});

/** Numbers and short texts of RTP parameters, exchanged for others of the same type. */
function scramble(value: unknown, random: SeededRandom): unknown {
  return JSON.parse(JSON.stringify(value), (_key, member: unknown) => {
    if (random.below(10) > 0) return member;
    if (typeof member === 'number') return random.below(2) ? random.below(256) : random.below(0xffff_ffff);
    if (typeof member === 'string')
      return ['audio/opus', 'video/H264', 'video/VP8', 'video/rtx', 'audio/PCMU', 'video/', 'nack', 'pli', '', 'L3T3', '42e01f'][
        random.below(11)
      ];
    return Array.isArray(member) && random.below(2) ? [...member, ...member] : member;
  });
}

async function goodPayloads(connection: Connection): Promise<Record<Name, object>> {
  const { peer, room } = connection.seat!;
  const { routerRtpCapabilities } = peer.media!.setup;
  const identity = await PageIdentity.make();
  const proof = await identity.prove('join', 'nonce');
  const { trackId } = {
    trackId: await room.exchange.publish(peer, microphoneWish(routerRtpCapabilities, 1 + Math.floor(Math.random() * 1e9))),
  };
  const settings = { echoCancellation: true, widthPx: 640 };
  return {
    'peer.challenge': {},
    'peer.join': { token: 'a.b.c', proof },
    'peer.resume': { participantId: peer.participantId, generation: 0, proof },
    'peer.ready': { rtpCapabilities: routerRtpCapabilities, generation: 0 },
    'peer.leave': {},
    'transport.connect': { direction: 'send', generation: 0, dtlsParameters: STRANGER_DTLS },
    'transport.restartIce': { direction: 'send', generation: 0 },
    'track.publish': cameraWish(routerRtpCapabilities, 4_242),
    'track.pause': { trackId },
    'track.resume': { trackId },
    'track.close': { trackId },
    'track.settings': { trackId, settings },
    'subscription.resume': { subscriptionId: newId('sub') },
    'subscription.view': { subscriptionId: newId('sub'), visible: true, widthPx: 1, heightPx: 1 },
    'quality.report': {
      rttMs: 1,
      uplinkLossRatio: 0,
      downlinkLossRatio: 0,
      uplinkKbps: 1,
      downlinkKbps: 1,
      jitterMs: 1,
      freezeCount: 0,
      freezeMs: 0,
      concealedRatio: 0,
    },
  };
}
