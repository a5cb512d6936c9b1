import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, type RoomId, type RoomPlan } from '@guichet/protocol';
import { exportJWK, generateKeyPair } from 'jose';
import { pino } from 'pino';
import { ensureWorker } from '../../native/ensure-worker.ts';
import { readConfig, type SfuConfig } from '../config.ts';
import type { Recorder } from '../media/recorder.ts';
import { type SfuNode, startNode } from '../node.ts';
import { type Entered, enterRoom, type EntryWish } from './enter-room.ts';
import { FakeCounter } from './fake-counter.ts';
import { until } from './until.ts';

interface NodeKitOptions {
  readonly env?: Record<string, string>;
  readonly recorder?: Recorder;
  readonly counter?: FakeCounter;
}

/** A real node with a real worker, a counter to obey, and a folder of its own. */
export class NodeKit {
  readonly counter: FakeCounter;
  readonly node: SfuNode;
  readonly config: SfuConfig;
  readonly dir: string;

  static async start(options: NodeKitOptions = {}): Promise<NodeKit> {
    const dir = mkdtempSync(join(tmpdir(), 'guichet-sfu-'));
    const counter = options.counter ?? (await FakeCounter.start());
    const { config, workerBinary } = await describeNode(dir, counter, options.env);
    const log = pino({ level: config.logLevel });
    const node = await startNode({ config, workerBinary, log, ...(options.recorder ? { recorder: options.recorder } : {}) });
    const kit = new NodeKit(counter, node, config, dir);
    if (counter.enrolled) await until('the node has registered', () => counter.nodeConnected);
    return kit;
  }

  private constructor(counter: FakeCounter, node: SfuNode, config: SfuConfig, dir: string) {
    this.counter = counter;
    this.node = node;
    this.config = config;
    this.dir = dir;
  }

  get port(): number {
    return this.node.port;
  }

  async openRoom(plan: Partial<RoomPlan> = {}): Promise<RoomPlan> {
    const whole: RoomPlan = { roomId: newId('rom'), purpose: 'call', maxPeers: 4, recording: null, ...plan };
    await this.counter.command('room.open', whole);
    return whole;
  }

  /** A page that joined. */
  enter(room: RoomId, wish: EntryWish = {}): Promise<Entered> {
    return enterRoom(this, room, wish);
  }

  async stop(): Promise<void> {
    await this.node.stop();
    await this.counter.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Environment of a node on this machine, with ports that are free. */
export async function nodeEnvironment(dir: string, counterUrl: string): Promise<Record<string, string>> {
  const port = await freePort();
  return {
    COUNTER_URL: counterUrl,
    SIGNALLING_URL: `http://127.0.0.1:${port}`,
    SFU_PORT: String(port),
    SFU_MEDIA_PORT: String(await freePort()),
    SFU_WORKERS: '1',
    ANNOUNCED_ADDRESSES: '127.0.0.1',
    NODE_KEY: join(dir, 'node.jwk'),
    LOG_LEVEL: 'silent',
  };
}

async function describeNode(dir: string, counter: FakeCounter, extra: Record<string, string> = {}) {
  const config = readConfig({ ...(await nodeEnvironment(dir, counter.url)), ...extra });
  const { binary } = await ensureWorker();
  return { config, workerBinary: binary };
}

/** A key that recordings can be wrapped to. */
export async function makeWrapKey(): Promise<NonNullable<RoomPlan['recording']>> {
  const { publicKey } = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true });
  return { recordingId: newId('rec'), wrapKey: (await exportJWK(publicKey)) as Record<string, string>, wrapKeyId: 'test' };
}

/** A TCP port that was free a moment ago, below the range that connections get theirs from. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const free = await new Promise<boolean>((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
}
