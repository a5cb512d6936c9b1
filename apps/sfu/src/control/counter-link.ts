import { EventEmitter } from 'node:events';
import {
  AppError,
  CONTROL_NAMESPACE,
  Dispatcher,
  type Handlers,
  type JsonWebKey,
  type NodeCommands,
  nodeCommands,
  type NodeId,
  type NodeLoad,
  type NodeReport,
  nodeRequests,
  type PayloadOf,
  type NodeRequests,
  requester,
  type Reply,
  type RoomMeasures,
} from '@guichet/protocol';
import type { Logger } from 'pino';
import { io, type Socket } from 'socket.io-client';
import type { NodeIdentity } from './node-identity.ts';
import { Outbox } from './outbox.ts';
import type { ReportFile } from './report-file.ts';
import { Retry } from './retry.ts';

/** The counter takes a node that is silent for 1.5 s for away, and tells the parties of its recordings: one beat may be late or lost. */
const HEARTBEAT_EVERY_MS = 500;
const RETRY_FIRST_MS = 1_000;
const RETRY_LONGEST_MS = 15_000;
const RECONNECT_FIRST_MS = 200;
const RECONNECT_LONGEST_MS = 2_000;
/** Started together with its counter a node is ready as soon as the counter is: until it has been taken once it asks more often. */
const FIRST_CONNECT_LONGEST_MS = 300;
const MAX_WAITING_REPORTS = 20_000;
/** Come several times a second for as long as there are calls, and nobody waits for one: they go together, or with the next that somebody does wait for. */
const UNHURRIED: ReadonlySet<NodeReport['type']> = new Set(['recording.chunk_closed', 'quality.sampled']);
const UNHURRIED_FOR_MS = 500;
const NO_ANSWER = { ok: false, error: new AppError('unavailable').toWire() };

type Registration = PayloadOf<NodeRequests['node.register']>;

export interface CounterLinkOptions {
  readonly url: string;
  readonly identity: NodeIdentity;
  /** What the node says of itself at this moment, apart from who it is. */
  readonly describe: () => Omit<Registration, 'key' | 'signature'>;
  readonly load: () => NodeLoad;
  readonly commands: Handlers<NodeCommands, CounterLink>;
  /** Where unacknowledged reports outlive a kill of the node. */
  readonly reportFile: ReportFile;
  readonly log: Logger;
}

export interface Registered {
  readonly nodeId: NodeId;
  readonly tokenKeys: readonly JsonWebKey[];
}

/**
 * The control connection. The node dials out, proves its key, registers with the rooms it holds, then reports and obeys. All of it again
 * whenever the connection comes back; while it is away, rooms go on and reports wait.
 */
export class CounterLink extends EventEmitter<{ registered: [Registered] }> {
  readonly #options: CounterLinkOptions;
  readonly #socket: Socket;
  readonly #outbox: Outbox;
  readonly #request: ReturnType<typeof requester<typeof nodeRequests>>;
  readonly #registering = new Retry(RETRY_FIRST_MS, RETRY_LONGEST_MS);
  readonly #resending = new Retry(RETRY_FIRST_MS, RETRY_LONGEST_MS);
  /** Requests under way: when the connection is lost nobody will answer them. */
  readonly #unanswered = new Set<(reply: unknown) => void>();
  #registered = false;
  #everRegistered = false;
  #sending = false;
  #sendTimer: NodeJS.Timeout | null = null;
  #heartbeatTimer: NodeJS.Timeout | null = null;

  constructor(options: CounterLinkOptions) {
    super();
    this.#options = options;
    this.#outbox = new Outbox(MAX_WAITING_REPORTS, options.reportFile);
    this.#socket = io(`${options.url}${CONTROL_NAMESPACE}`, {
      // One connection for days: without a fallback there is none that stays half upgraded.
      transports: ['websocket'],
      reconnectionDelay: RECONNECT_FIRST_MS,
      reconnectionDelayMax: FIRST_CONNECT_LONGEST_MS,
      autoConnect: false,
      // Reports have an outbox of their own; what socket.io would keep and send later would be sent twice.
      retries: 0,
    });
    this.#request = requester(nodeRequests, (name, payload, acknowledge) => this.#emit(name, payload, acknowledge));
    this.#listen();
  }

  get connected(): boolean {
    return this.#registered;
  }

  /** The counter has taken this node at least once since it started. */
  get everRegistered(): boolean {
    return this.#everRegistered;
  }

  get waitingReports(): number {
    return this.#outbox.size;
  }

  connect(): void {
    this.#socket.connect();
  }

  report(report: NodeReport): void {
    this.#outbox.add(report);
    if (!UNHURRIED.has(report.type)) return void this.#send();
    this.#sendTimer ??= setTimeout(() => {
      // Here and not where it is sent: while a batch is under way nothing is, and the next report has to find no timer.
      this.#sendTimer = null;
      void this.#send();
    }, UNHURRIED_FOR_MS);
  }

  /** Told once, to a counter that is there: nobody misses measures of a moment that is over. */
  measure(rooms: RoomMeasures[]): void {
    if (this.#registered) this.#request('node.measure', { rooms }).catch(() => undefined);
  }

  /** Waits until everything is acknowledged, at most so long. */
  async drain(withinMs: number): Promise<void> {
    const deadlineAtMs = performance.now() + withinMs;
    while (this.#outbox.size > 0 && this.#registered && performance.now() < deadlineAtMs) {
      await this.#send();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  close(): void {
    this.#registering.cancel();
    this.#resending.cancel();
    if (this.#sendTimer) clearTimeout(this.#sendTimer);
    this.#lost();
    this.#socket.disconnect();
  }

  #emit(name: string, payload: unknown, acknowledge: (reply: unknown) => void): void {
    if (!this.#socket.connected) return acknowledge(NO_ANSWER);
    this.#unanswered.add(acknowledge);
    this.#socket.emit(name, payload, (reply: unknown) => {
      this.#unanswered.delete(acknowledge);
      acknowledge(reply);
    });
  }

  #listen(): void {
    const { log, commands } = this.#options;
    const dispatcher = new Dispatcher<NodeCommands, CounterLink>({
      table: nodeCommands,
      handlers: commands,
      // Only the counter is at the other end: the node dialled it, under TLS where the network is not trusted. Its first command can come
      // together with its answer to the registration.
      rolesOf: () => ['node'],
      now: () => performance.now(),
      onFault: (name, error) => log.error({ err: error, command: name }, 'command failed'),
    });
    this.#socket.on('connect', () => void this.#register());
    this.#socket.on('disconnect', (reason) => {
      if (this.#registered) log.warn({ reason }, 'counter lost; rooms go on');
      this.#lost();
      // socket.io comes back by itself, except when it was the other side that ended the connection.
      if (reason === 'io server disconnect') this.#registering.later(() => this.#socket.connect());
    });
    this.#socket.onAny((name: unknown, payload: unknown, acknowledge: unknown) => {
      if (typeof name !== 'string' || typeof acknowledge !== 'function') return;
      void dispatcher.dispatch(name, payload, this).then((reply: Reply<unknown>) => acknowledge(reply));
    });
  }

  async #register(): Promise<void> {
    const { identity, describe, log } = this.#options;
    const socketId = this.#socket.id;
    try {
      const { nonce } = await this.#request('node.challenge', {});
      const signature = await identity.proveFor(nonce);
      const { nodeId, tokenKeys } = await this.#request('node.register', { ...describe(), key: identity.publicKey, signature });
      if (this.#socket.id !== socketId) return;
      this.#registered = true;
      this.#everRegistered = true;
      this.#socket.io.reconnectionDelayMax(RECONNECT_LONGEST_MS);
      this.#registering.reset();
      this.#resending.reset();
      log.info({ nodeId }, 'registered with the counter');
      this.emit('registered', { nodeId, tokenKeys });
      this.#heartbeatTimer = setInterval(() => void this.#beat(), HEARTBEAT_EVERY_MS);
      void this.#send();
    } catch (error) {
      if (this.#socket.id !== socketId) return;
      const { code } = AppError.from(error);
      if (code === 'node_not_enrolled')
        log.warn({ thumbprint: identity.thumbprint }, 'waiting for an administrator to approve the key of this node');
      else log.warn({ err: error }, 'could not register with the counter');
      this.#registering.later(() => (this.#socket.connected ? void this.#register() : undefined));
    }
  }

  async #beat(): Promise<void> {
    try {
      await this.#request('node.heartbeat', this.#options.load());
    } catch (error) {
      if (!this.#registered) return;
      this.#options.log.warn({ err: error }, 'heartbeat not answered');
      // Half open, or the counter no longer knows who we are: start over.
      this.#socket.disconnect().connect();
    }
  }

  /** One batch at a time, so that reports arrive in their order. */
  async #send(): Promise<void> {
    if (this.#sending) return;
    if (this.#sendTimer) clearTimeout(this.#sendTimer);
    this.#sendTimer = null;
    this.#sending = true;
    try {
      while (this.#registered && this.#outbox.size > 0) {
        const batch = this.#outbox.batch();
        if (!(await this.#sendBatch(batch))) return;
      }
    } finally {
      this.#sending = false;
    }
  }

  async #sendBatch(batch: ReturnType<Outbox['batch']>): Promise<boolean> {
    const { log } = this.#options;
    try {
      const reports = batch.map(({ id, report }) => ({ id, report }));
      const { acknowledged } = await this.#request('node.report', { reports });
      this.#outbox.acknowledge(acknowledged);
      if (acknowledged.length > 0) {
        this.#resending.reset();
        return true;
      }
    } catch (error) {
      const { code, entry } = AppError.from(error);
      // A report that can never be taken must not stop all after it: it is found by sending less, and given up by name.
      if (code === 'bad_request' && batch.length > 1) return this.#sendBatch(batch.slice(0, Math.ceil(batch.length / 2)));
      if (code === 'bad_request' && batch[0]) {
        log.error({ err: error, type: batch[0].report.type }, 'the counter does not take a report');
        this.#outbox.acknowledge([batch[0].id]);
        return true;
      }
      if (this.#registered) log.warn({ err: error, retryable: entry.retryable }, 'reports not acknowledged yet');
    }
    this.#resending.later(() => void this.#send());
    return false;
  }

  #lost(): void {
    this.#registered = false;
    if (this.#heartbeatTimer) clearInterval(this.#heartbeatTimer);
    this.#heartbeatTimer = null;
    for (const acknowledge of this.#unanswered) acknowledge(NO_ANSWER);
    this.#unanswered.clear();
  }
}
