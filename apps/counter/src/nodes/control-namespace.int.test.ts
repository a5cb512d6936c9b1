import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, newId, type NodeId, nodeProofText, type NodeReport, type ReportId } from '@guichet/protocol';
import { Server } from 'socket.io';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../prisma/testing.ts';
import { AuditTrail } from '../audit/audit-trail.ts';
import { Database } from '../database/database.ts';
import { createLog } from '../log.ts';
import { loadRecordingKey } from '../recordings/recording-key.ts';
import { eventually } from '../testing/eventually.ts';
import { TestNode } from '../testing/test-node.ts';
import { ConnectedNodes } from './connected-nodes.ts';
import { openControlNamespace } from './control-namespace.ts';
import { NodeEnrolment } from './node-enrolment.ts';
import { ReportIntake } from './report-intake.ts';
import { RoomTokenKeys } from './room-token-keys.ts';
import { SfuMediaPlane } from './sfu-media-plane.ts';

const installed = generateKeyPairSync('ed25519');
let folder: string;
let server: TestDatabase;
let database: Database;
let http: HttpServer;
let io: Server;
let url: string;
let connected: ConnectedNodes;
let intake: ReportIntake;
let media: SfuMediaPlane;
let lost: NodeId[];
const nodes: TestNode[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-nodes-'));
  await writeFile(join(folder, 'node.public.jwk'), JSON.stringify(installed.publicKey.export({ format: 'jwk' })));
  server = await createTestDatabase();
  database = new Database(server.url);
});
afterAll(async () => {
  await database.close();
  await server.drop();
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  const log = createLog('silent');
  const clock = Date.now;
  connected = new ConnectedNodes();
  intake = new ReportIntake(log);
  lost = [];
  const tokenKeys = await RoomTokenKeys.load(join(folder, 'tokens.json'), new Date());
  const recordingKey = await loadRecordingKey(join(folder, 'recording.jwk'));
  media = new SfuMediaPlane({
    log,
    connected,
    intake,
    tokenKeys,
    recordingKey,
    zone: 'east',
    turn: { urls: [], secret: null },
    clock,
    measured: false,
  });
  media.onNodeLost((nodeId) => lost.push(nodeId));
  http = createServer();
  io = new Server(http, { serveClient: false });
  openControlNamespace(io, {
    log,
    connected,
    intake,
    tokenKeys,
    monotonicMs: () => performance.now(),
    enrolment: new NodeEnrolment({
      database,
      audit: new AuditTrail({ database, clock }),
      enrolledKeyPath: join(folder, 'node.public.jwk'),
      clock,
    }),
    onRegistered: (nodeId, rooms) => media.nodeRegistered(nodeId, rooms),
    onMeasures: (nodeId, rooms) => media.nodeMeasured(nodeId, rooms),
    onLoad: () => undefined,
    onLost: (nodeId) => media.nodeLost(nodeId),
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const node of nodes.splice(0)) node.close();
  await io.close();
});

function dial(keys = generateKeyPairSync('ed25519'), headers: Record<string, string> = {}): TestNode {
  const node = new TestNode(url, keys, headers);
  nodes.push(node);
  return node;
}

/** A node that an administrator has approved, registered. */
async function approved(facts: Parameters<TestNode['register']>[0] = {}): Promise<{ node: TestNode; nodeId: NodeId }> {
  const node = dial();
  await node.register().catch(() => undefined);
  await database.prisma.mediaNode.updateMany({ where: { key: { equals: { ...node.key } } }, data: { status: 'approved' } });
  const { nodeId } = await node.register(facts);
  await eventually(() => connected.find(nodeId));
  return { node, nodeId };
}

const code = (expected: string) => expect.objectContaining({ code: expected });

describe('a node that nobody has approved', () => {
  it('gets nothing but a nonce, and waits for an administrator', async () => {
    const node = dial();
    await expect(node.register()).rejects.toThrow(code('node_not_enrolled'));
    await expect(node.request('node.heartbeat', { rooms: 0, peers: 0, busiestWorkerRatio: 0, freeDiskBytes: null })).rejects.toThrow(
      code('forbidden'),
    );
    await expect(node.report({ type: 'room.closed', at: 0, roomId: newId('rom'), reason: 'x' })).rejects.toThrow(code('forbidden'));
    expect(connected.all()).toEqual([]);
    await expect(media.openCheckRoom()).rejects.toThrow(code('no_node'));
    const rows = await database.prisma.mediaNode.findMany({ where: { key: { equals: { ...node.key } } } });
    expect(rows).toMatchObject([{ status: 'pending' }]);
  });

  it('is one row, however often and from wherever it comes', async () => {
    const keys = generateKeyPairSync('ed25519');
    await Promise.allSettled([dial(keys).register(), dial(keys).register(), dial(keys).register()]);
    expect(await database.prisma.mediaNode.count({ where: { key: { equals: { ...nodes[0]?.key } } } })).toBe(1);
  });

  it('cannot fill the table', async () => {
    await database.prisma.mediaNode.createMany({
      data: Array.from({ length: 100 }, (_, index) => ({ id: newId('nod'), key: {}, keyThumbprint: `filler ${index}`, status: 'pending' })),
    });
    const node = dial();
    await expect(node.register()).rejects.toThrow(code('node_not_enrolled'));
    expect(await database.prisma.mediaNode.count({ where: { key: { equals: { ...node.key } } } })).toBe(0);
    await database.prisma.mediaNode.deleteMany({ where: { keyThumbprint: { startsWith: 'filler' } } });
  });

  it('is not let in by a browser', async () => {
    const node = dial(installed, { origin: 'https://evil.example' });
    await expect(new Promise((_, reject) => node.socket.on('connect_error', reject))).rejects.toThrow('forbidden');
  });
});

describe('the proof of a node', () => {
  it('is refused when it is replayed on another connection', async () => {
    const first = dial(installed);
    const { nonce } = await first.request('node.challenge', {});
    const registration = { ...first.describe(), signature: first.sign(nodeProofText(nonce)) };
    await first.request('node.register', registration);
    await expect(dial(installed).request('node.register', registration)).rejects.toThrow(code('proof_invalid'));
  });

  it('is refused when it names the key of somebody else', async () => {
    const node = dial();
    const { nonce } = await node.request('node.challenge', {});
    const stolen = dial(installed).key;
    await expect(
      node.request('node.register', { ...node.describe(), key: stolen, signature: node.sign(nodeProofText(nonce)) }),
    ).rejects.toThrow(code('proof_invalid'));
    expect(connected.all()).toEqual([]);
  });

  it('is not asked for a second time on a connection that has registered', async () => {
    const { node } = await approved();
    await expect(node.register()).rejects.toThrow(code('forbidden'));
  });
});

describe('an enrolled node', () => {
  it('is the one whose key came with the installation, without anybody asking', async () => {
    const { nodeId, tokenKeys } = await dial(installed).register();
    expect(tokenKeys.length).toBeGreaterThanOrEqual(2);
    expect(JSON.stringify(tokenKeys)).not.toContain('"d"');
    expect(await database.prisma.mediaNode.findUnique({ where: { id: nodeId } })).toMatchObject({
      status: 'approved',
      signallingUrl: 'https://node.example:4443',
    });
  });

  it('stays out once it is retired, though its key came with the installation', async () => {
    const { nodeId } = await dial(installed).register();
    await database.prisma.mediaNode.update({ where: { id: nodeId }, data: { status: 'retired' } });
    await expect(dial(installed).register()).rejects.toThrow(code('node_not_enrolled'));
    await database.prisma.mediaNode.update({ where: { id: nodeId }, data: { status: 'approved' } });
  });

  it('takes rooms with the key that wraps their recording, and only the public half of it', async () => {
    const { node, nodeId } = await approved();
    const recordingId = newId('rec');
    const place = await media.openCallRoom({ recordingId });
    expect(place.nodeId).toBe(nodeId);
    expect(node.commands).toMatchObject([
      {
        name: 'room.open',
        payload: { roomId: place.roomId, purpose: 'call', recording: { recordingId, wrapKey: { kty: 'EC', crv: 'P-256' } } },
      },
    ]);
    expect(JSON.stringify(node.commands)).not.toContain('"d"');
  });

  it('is passed over when it cannot, and the room goes to the next', async () => {
    const near = await approved({ zone: 'east' });
    const far = await approved({ zone: 'west' });
    near.node.refuseWith = new AppError('disk_low');
    expect((await media.openCallRoom({ recordingId: newId('rec') })).nodeId).toBe(far.nodeId);
    far.node.refuseWith = new AppError('recorder_unreachable');
    await expect(media.openCallRoom({ recordingId: newId('rec') })).rejects.toThrow(code('recorder_unreachable'));
  });

  it('is one connection: the newer takes the place of the older, and nobody is told that it is lost', async () => {
    const keys = generateKeyPairSync('ed25519');
    await dial(keys)
      .register()
      .catch(() => undefined);
    await database.prisma.mediaNode.updateMany({ where: { key: { equals: { ...nodes[0]?.key } } }, data: { status: 'approved' } });
    const { nodeId } = await nodes[0]!.register();
    await eventually(() => connected.find(nodeId));
    const second = dial(keys);
    await second.register();
    await eventually(() => !nodes[0]!.socket.connected);
    await media.openCheckRoom();
    expect(second.commands).toHaveLength(1);
    expect(lost).toEqual([]);

    second.close();
    await eventually(() => lost.length > 0);
    expect(lost).toEqual([nodeId]);
    expect(media.isConnected(nodeId)).toBe(false);
  });

  it('makes commands under way fail at once when it goes', async () => {
    const { node, nodeId } = await approved();
    node.socket.offAny();
    node.socket.onAny(() => node.close());
    const startedAt = performance.now();
    await expect(media.closeRoom(nodeId, newId('rom'), 'test')).rejects.toThrow(code('node_unreachable'));
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

describe('reports of a node', () => {
  const closed = (reason: string): NodeReport => ({ type: 'room.closed', at: 1, roomId: newId('rom'), reason });

  it('are taken in order and acknowledged up to the first that could not be', async () => {
    const { node } = await approved();
    const taken: string[] = [];
    let failing = true;
    media.onReport(async (_nodeId, _reportId, report) => {
      if (report.type !== 'room.closed') return;
      if (failing && report.reason === 'third') throw new AppError('unavailable');
      taken.push(report.reason);
    });
    const reports = ['first', 'second', 'third', 'fourth'].map((reason) => ({ id: newId('rpt'), report: closed(reason) }));
    const { acknowledged } = await node.request('node.report', { reports });
    expect(acknowledged).toEqual(reports.slice(0, 2).map(({ id }) => id));
    expect(taken).toEqual(['first', 'second']);

    failing = false;
    const rest = await node.request('node.report', { reports: reports.slice(2) });
    expect(rest.acknowledged).toHaveLength(2);
    expect(taken).toEqual(['first', 'second', 'third', 'fourth']);
  });

  it('of one node wait for one another, also over two messages', async () => {
    const { node } = await approved();
    const order: string[] = [];
    media.onReport(async (_nodeId, _reportId: ReportId, report) => {
      if (report.type !== 'room.closed') return;
      await new Promise((resolve) => setTimeout(resolve, report.reason === 'slow' ? 100 : 0));
      order.push(report.reason);
    });
    await Promise.all([node.report(closed('slow')), node.report(closed('fast'))]);
    expect(order).toEqual(['slow', 'fast']);
  });
});
