import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type RequestListener, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { Dispatcher, MAX_PAYLOAD_BYTES, type PeerRequests, peerRequests, type Rate, RateLimiter, type Reply } from '@guichet/protocol';
import type { Logger } from 'pino';
import { Server, type Socket } from 'socket.io';
import { clientAddress } from '../http/client-address.ts';
import type { Metrics } from '../http/metrics.ts';
import { ConnectLimiter } from './connect-limiter.ts';
import { Connection } from './connection.ts';
import type { SignallingDeps } from './handler.ts';
import { peerHandlers } from './requests/index.ts';

const CONNECT_WITHIN_MS = 10_000;
/** Lost sockets are noticed within the sum of the two; media does not depend on them. */
const PING_EVERY_MS = 5_000;
const PONG_WITHIN_MS = 5_000;
/** All requests of one socket together. Who sends more is no page of ours, and is cut off; media of a peer goes on, and it may resume. */
const SOCKET_RATE: Rate = { perSecond: 50, burst: 250 };
/** Nobody here has a request that takes long to send; who sends one slowly only keeps a socket busy. */
const TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 15_000 } as const;
/** Requests that end with a snapshot of the room. */
const ENTERING = new Set<string>(['peer.join', 'peer.resume'] satisfies (keyof PeerRequests)[]);

export interface SignallingOptions extends SignallingDeps {
  readonly host: string;
  readonly port: number;
  readonly tls: { readonly certificateFile: string; readonly keyFile: string } | null;
  readonly connectRate: Rate;
  readonly trustedProxies: readonly string[];
  readonly operatorRoutes: RequestListener;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** The browsers' way in: one socket each, requests from the peer table, nothing else. */
export class SignallingServer {
  readonly #options: SignallingOptions;
  readonly #http: HttpServer;
  readonly #io: Server;
  readonly #limiter: ConnectLimiter;

  static async start(options: SignallingOptions): Promise<SignallingServer> {
    const server = new SignallingServer(options);
    await server.#listen();
    return server;
  }

  private constructor(options: SignallingOptions) {
    this.#options = options;
    this.#limiter = new ConnectLimiter(options.connectRate);
    this.#http = options.tls
      ? createHttpsServer(
          { ...TIMEOUTS, cert: readFileSync(options.tls.certificateFile), key: readFileSync(options.tls.keyFile) },
          options.operatorRoutes,
        )
      : createHttpServer(TIMEOUTS, options.operatorRoutes);
    this.#io = new Server(this.#http, {
      serveClient: false,
      maxHttpBufferSize: MAX_PAYLOAD_BYTES,
      pingInterval: PING_EVERY_MS,
      pingTimeout: PONG_WITHIN_MS,
      connectTimeout: CONNECT_WITHIN_MS,
      perMessageDeflate: false,
      // Pages come from the counter's origin, or from the bank's app, which this node does not know. Any origin may connect because none
      // gets anything by it: no cookie is looked at, and only a token bound to the page's own key lets in.
      cors: { origin: '*', credentials: false },
      allowRequest: (request, decide) => this.#allow(request, decide),
    });
    this.#io.on('connection', (socket) => this.#accept(socket));
  }

  get sockets(): number {
    return this.#io.engine.clientsCount;
  }

  /** The port it listens on; differs from the wanted one when that was 0. */
  get port(): number {
    const address = this.#http.address();
    return typeof address === 'object' && address !== null ? address.port : this.#options.port;
  }

  async close(): Promise<void> {
    await this.#io.close();
    this.#http.closeAllConnections();
  }

  #listen(): Promise<void> {
    const { host, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(port, host, () => {
        this.#http.off('error', reject);
        this.#http.on('error', (error) => this.#options.log.error({ err: error }, 'signalling server failed'));
        resolve();
      });
    });
  }

  #allow(request: IncomingMessage, decide: (error: string | null, allowed: boolean) => void): void {
    // Only handshakes count: a long-polling socket sends many requests, all with its id.
    const isHandshake = !new URL(request.url ?? '/', 'http://node').searchParams.has('sid');
    const allowed = !isHandshake || this.#limiter.allows(clientAddress(request, this.#options.trustedProxies), performance.now());
    if (!allowed) this.#options.metrics.countRefusedConnect();
    decide(allowed ? null : 'rate_limited', allowed);
  }

  #accept(socket: Socket): void {
    const connection = new Connection(socket);
    const dispatcher = this.#dispatcher();
    const flood = new RateLimiter();

    socket.onAny((name: unknown, payload: unknown, acknowledge: unknown) => {
      // Without an acknowledgement there is nobody to answer: it is no request.
      if (typeof name !== 'string' || typeof acknowledge !== 'function') return;
      if (flood.take('any', SOCKET_RATE, performance.now()) > 0) return void socket.disconnect(true);
      void this.#answer(dispatcher, connection, name, payload, acknowledge as (reply: Reply<unknown>) => void);
    });
    socket.on('error', (error) => this.#options.log.debug({ err: error }, 'socket failed'));
    socket.on('disconnect', () => {
      const { seat } = connection;
      seat?.room.disconnected(seat.peer, connection);
    });
  }

  async #answer(
    dispatcher: Dispatcher<PeerRequests, Connection>,
    connection: Connection,
    name: string,
    payload: unknown,
    acknowledge: (reply: Reply<unknown>) => void,
  ): Promise<void> {
    const entering = ENTERING.has(name);
    if (entering) connection.beginEntering();
    const reply = await dispatcher.dispatch(name, payload, connection);
    acknowledge(reply);
    if (entering) connection.endEntering();
    // Names of a stranger's making are no labels: they would grow without bound.
    this.#options.metrics.countRequest(Object.hasOwn(peerRequests, name) ? name : 'unknown', reply.ok ? 'ok' : reply.error.code);
  }

  #dispatcher(): Dispatcher<PeerRequests, Connection> {
    return new Dispatcher<PeerRequests, Connection>({
      table: peerRequests,
      handlers: peerHandlers(this.#options),
      rolesOf: (connection) => (connection.seat ? ['peer'] : ['public']),
      now: () => performance.now(),
      onFault: (name, error) => this.#options.log.error({ err: error, request: name }, 'request failed'),
    });
  }
}
