import { EventEmitter } from 'node:events';
import { withDeadline } from '@guichet/protocol';
import { createWorker, type types } from 'mediasoup';
import { announceAll, listenInfos } from './listen-infos.ts';

const START_DEADLINE_MS = 10_000;
const USAGE_EVERY_MS = 2_000;
/** A worker that does not say for so long how busy it is does not forward either: it is replaced as if it had died. */
const HANG_AFTER_MS = 6_000;
/** Measured share of a core that a recorded call of two takes; counts a room whose load does not show in the CPU yet. */
const EXPECTED_CORE_RATIO_PER_ROOM = 0.02;
/** A peer's own uplink: three simulcast layers of 720p and a shared screen. */
const MAX_INCOMING_BPS = 6_000_000;
const INITIAL_OUTGOING_BPS = 1_000_000;

export interface MediaWorkerOptions {
  readonly index: number;
  readonly binary: string;
  /** UDP and TCP port for all media of this worker. */
  readonly port: number;
  readonly announcedAddresses: readonly string[];
}

/** One mediasoup worker process with its media port. */
export class MediaWorker extends EventEmitter<{ died: [] }> {
  readonly index: number;
  readonly #worker: types.Worker;
  readonly #server: types.WebRtcServer;
  readonly #announced: readonly string[];
  readonly #usageTimer: NodeJS.Timeout;
  readonly #routers = new Set<string>();
  #cpuRatio = 0;
  #lastUsage: { cpuMs: number; atMs: number } | null = null;
  #askedAtMs: number | null = null;

  static async start(options: MediaWorkerOptions): Promise<MediaWorker> {
    const worker = await withDeadline(START_DEADLINE_MS, () => createWorker({ workerBin: options.binary, logLevel: 'error' }));
    try {
      const server = await withDeadline(START_DEADLINE_MS, () =>
        worker.createWebRtcServer({ listenInfos: listenInfos(options.announcedAddresses, options.port) }),
      );
      return new MediaWorker(options, worker, server);
    } catch (error) {
      worker.close();
      throw error;
    }
  }

  private constructor(options: MediaWorkerOptions, worker: types.Worker, server: types.WebRtcServer) {
    super();
    this.index = options.index;
    this.#worker = worker;
    this.#server = server;
    this.#announced = options.announcedAddresses;
    this.#usageTimer = setInterval(() => void this.#measure(), USAGE_EVERY_MS);
    this.#usageTimer.unref();
    worker.on('died', () => {
      clearInterval(this.#usageTimer);
      this.emit('died');
    });
  }

  get pid(): number {
    return this.#worker.pid;
  }

  get alive(): boolean {
    return !this.#worker.closed;
  }

  /** Share of one core that the process used of late. */
  get cpuRatio(): number {
    return this.#cpuRatio;
  }

  get rooms(): number {
    return this.#routers.size;
  }

  /** For choosing among workers: what it uses, or what its rooms will use once their peers have come. */
  get load(): number {
    return Math.max(this.#cpuRatio, this.#routers.size * EXPECTED_CORE_RATIO_PER_ROOM);
  }

  async createRouter(mediaCodecs: types.RouterRtpCodecCapability[]): Promise<types.Router> {
    const router = await this.#worker.createRouter({ mediaCodecs });
    this.#routers.add(router.id);
    router.observer.once('close', () => this.#routers.delete(router.id));
    return router;
  }

  async createTransport(router: types.Router): Promise<types.WebRtcTransport> {
    const transport = await router.createWebRtcTransport({
      webRtcServer: this.#server,
      enableUdp: true,
      enableTcp: true,
      preferUdp: true,
      initialAvailableOutgoingBitrate: INITIAL_OUTGOING_BPS,
    });
    await transport.setMaxIncomingBitrate(MAX_INCOMING_BPS);
    return transport;
  }

  /** The candidates to tell a browser: those of the transport, under every announced address. */
  candidatesOf(transport: types.WebRtcTransport): types.IceCandidate[] {
    return announceAll(transport.iceCandidates, this.#announced);
  }

  close(): void {
    clearInterval(this.#usageTimer);
    this.#worker.close();
  }

  async #measure(): Promise<void> {
    const atMs = performance.now();
    if (this.#askedAtMs !== null) {
      if (atMs - this.#askedAtMs > HANG_AFTER_MS && this.alive) process.kill(this.pid, 'SIGKILL');
      return;
    }
    this.#askedAtMs = atMs;
    try {
      const usage = await this.#worker.getResourceUsage();
      const cpuMs = usage.ru_utime + usage.ru_stime;
      if (this.#lastUsage) this.#cpuRatio = Math.max(0, (cpuMs - this.#lastUsage.cpuMs) / (atMs - this.#lastUsage.atMs));
      this.#lastUsage = { cpuMs, atMs };
      this.#askedAtMs = null;
    } catch {
      // The worker was closed or has died while it was asked; `died` says so.
    }
  }
}
