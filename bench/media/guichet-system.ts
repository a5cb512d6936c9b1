import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LoadPeer } from '@guichet/e2e/kit/load-peer.ts';
import { Pacer } from '@guichet/e2e/kit/pacer.ts';
import { newId, type RoomMeasures, type RoomPlan } from '@guichet/protocol';
import { RecorderClient, superviseRecordingService } from '@guichet/recording/service';
import { until } from '@guichet/recording/testing';
import { PageIdentity } from '@guichet/rtc-peer';
import { exportJWK, generateKeyPair } from 'jose';
import { ensureWorker } from '../../apps/sfu/native/ensure-worker.ts';
import { processTree } from '../process-cpu.ts';
import { Control } from './control.ts';
import type { PartyStream } from './streams.ts';
import type { BenchCall, System } from './system.ts';

const NODE_MAIN = fileURLToPath(new URL('../../apps/sfu/src/main.ts', import.meta.url));
const START_DEADLINE_MS = 20_000;
const JOIN_DEADLINE_MS = 30_000;

interface GuichetOptions {
  readonly recorded: boolean;
  /** Pictures and sound are measured while they are recorded; who hears of it. */
  readonly measured?: (control: Control, rooms: readonly RoomMeasures[]) => void;
  readonly streams: readonly PartyStream[];
}

/**
 * The media plane as it is run: a media node and a recording service as processes of their own, one media worker; rooms, room tokens,
 * signalling, gates, reports and recordings as in production. Only the counter is a stand-in.
 */
export async function startGuichet({ recorded, measured, streams }: GuichetOptions): Promise<System> {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
  const recordingSocket = join(folder, 'recorder.sock');
  const control = await Control.start();
  if (measured) control.onMeasures = (rooms) => measured(control, rooms);
  const service = recorded
    ? superviseRecordingService({
        output: 'ignore',
        environment: {
          RECORDING_SOCKET: recordingSocket,
          JOURNAL_DIR: join(folder, 'journals'),
          RECORDING_STORE_DIR: join(folder, 'store'),
          RECORDING_NODE_KEY_FILE: join(folder, 'node.pem'),
          RECORDING_MIN_FREE_MB: '1',
          LOG_LEVEL: 'error',
        },
      })
    : null;
  if (service) await until('the recording service listens', () => existsSync(recordingSocket), START_DEADLINE_MS);
  const { binary } = await ensureWorker();
  const port = await freePort();
  const signallingUrl = `http://127.0.0.1:${port}`;
  const node = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', NODE_MAIN], {
    env: {
      COUNTER_URL: control.url,
      SIGNALLING_URL: signallingUrl,
      SFU_PORT: String(port),
      SFU_MEDIA_PORT: String(await freePort()),
      SFU_WORKERS: '1',
      ANNOUNCED_ADDRESSES: '127.0.0.1',
      GUICHET_LIFELINE_FD: '3',
      NODE_KEY: join(folder, 'node.jwk'),
      MEDIASOUP_WORKER_BIN: binary,
      // All callers of the world come from one address here.
      SFU_CONNECTS_PER_SECOND: '10000',
      SFU_CONNECT_BURST: '100000',
      CAPACITY_ROOMS: '10000',
      LOG_LEVEL: 'error',
      ...(recorded ? { RECORDING_SOCKET: recordingSocket } : {}),
    },
    // It ends when this process does, however that comes about.
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  await until('the node has registered', () => control.nodeRegistered, START_DEADLINE_MS);
  const nodePid = node.pid as number;
  const workerPid = processTree(nodePid).find((pid) => pid !== nodePid);
  if (workerPid === undefined) throw new Error('The node has no media worker');

  const pacer = new Pacer();
  const peers: LoadPeer[] = [];
  const wrapKey = await makeWrapKey();
  let nextSsrc = 10_000;

  const joinRoom = async (roomId: RoomPlan['roomId'], countsReceived: boolean): Promise<LoadPeer> => {
    const identity = await PageIdentity.create();
    const participantId = newId('par');
    const token = await control.mint(roomId, participantId, identity.thumbprint);
    const pass = { signallingUrl, token, participantId };
    const peer = await LoadPeer.join({ pass, identity, streams, pacer, firstSsrc: (nextSsrc += 10), countsReceived });
    peers.push(peer);
    return peer;
  };

  return {
    pids: { worker: workerPid, node: nodePid, ...(service ? { recording: service.pid as number } : {}) },
    addCall: async (countsReceived) => {
      const roomId = newId('rom');
      const recording = recorded ? { recordingId: newId('rec'), wrapKey, wrapKeyId: 'bench', measured: measured !== undefined } : null;
      await control.command('room.open', { roomId, purpose: 'call', maxPeers: 2, recording });
      const startedAt = performance.now();
      const pair = await Promise.all([joinRoom(roomId, countsReceived), joinRoom(roomId, countsReceived)]);
      await until(
        'both are offered and receive all streams',
        () => pair.every((peer) => receivesAll(peer, countsReceived)),
        JOIN_DEADLINE_MS,
      );
      const firstAt = Math.max(
        ...pair.flatMap((peer) => [...peer.received.values()].map(({ reception }) => reception.firstPacketAtMs ?? performance.now())),
      );
      return { call: guichetCall(pair, countsReceived), firstMediaMs: firstAt - startedAt };
    },
    writtenPackets: () => (recorded ? countWritten(recordingSocket) : Promise.resolve(null)),
    close: async () => {
      for (const peer of peers) peer.close();
      await endProcess(node);
      await service?.stop();
      await control.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function receivesAll(peer: LoadPeer, countsReceived: boolean): boolean {
  if (peer.failure !== undefined) throw new Error('A load peer failed', { cause: peer.failure });
  const received = [...peer.received.values()];
  if (received.length < peer.senders.size) return false;
  return !countsReceived || received.every(({ reception }) => reception.packetCount > 0);
}

function guichetCall(pair: readonly LoadPeer[], counted: boolean): BenchCall {
  const senders = (): { paused: boolean; readonly packetCount: number }[] =>
    pair.flatMap((peer) => [...peer.senders.values()].map(({ sender }) => sender));
  return {
    get traffic() {
      const sentByAll = senders().reduce((sum, { packetCount }) => sum + packetCount, 0);
      if (!counted) return { sentByAll, sent: 0, received: 0 };
      const received = pair.flatMap((peer) => [...peer.received.values()]).reduce((sum, { reception }) => sum + reception.packetCount, 0);
      return { sentByAll, sent: sentByAll, received };
    },
    hush: (hushed) => {
      for (const sender of senders()) sender.paused = hushed;
    },
    setPlaying: async (playing) => {
      await Promise.all(pair.flatMap((peer) => [...peer.senders.keys()].map((source) => peer.setPaused(source, !playing))));
    },
  };
}

/** What the recording service says it has written, of all tracks that are open. */
async function countWritten(socketPath: string): Promise<number> {
  const client = new RecorderClient(socketPath);
  try {
    if (!client.connected) await once(client, 'connected', { signal: AbortSignal.timeout(START_DEADLINE_MS) });
    const { recordings } = await client.status();
    return recordings.flatMap(({ tracks }) => tracks).reduce((sum, { writtenPackets }) => sum + writtenPackets, 0);
  } finally {
    client.disconnect();
  }
}

async function makeWrapKey(): Promise<Record<string, string>> {
  const { publicKey } = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true });
  return (await exportJWK(publicKey)) as Record<string, string>;
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}
