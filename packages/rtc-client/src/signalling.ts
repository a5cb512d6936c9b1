import {
  AppError,
  type NotificationEvents,
  type PayloadOf,
  peerNotifications,
  type PeerNotifications,
  peerRequests,
  type PeerRequests,
  type ReplyOf,
  requester,
  WireError,
  withDeadline,
} from '@guichet/protocol';
import { io, type Socket } from 'socket.io-client';
import type { RtcLogger } from './logger.ts';

export type PeerRequestName = keyof PeerRequests & string;

/** Asks the node; `deadlineMs` shortens the table's own deadline where the answer says whether the line is alive. */
export type Ask = <Name extends PeerRequestName>(
  name: Name,
  payload: PayloadOf<PeerRequests[Name]>,
  deadlineMs?: number,
) => Promise<ReplyOf<PeerRequests[Name]>>;

export type MessageOf<Name extends keyof PeerNotifications> = Parameters<NotificationEvents<PeerNotifications>[Name]>[0];
export type Notice = { [Name in keyof PeerNotifications]: { name: Name; message: MessageOf<Name> } }[keyof PeerNotifications];

const OPEN_DEADLINE_MS = 5_000;

/** One socket to one node. It is never opened again: what comes after it is another one. */
export class Signalling {
  /** Resolves once, with the reason, when the socket is gone. */
  readonly lost: Promise<string>;
  readonly #socket: Socket;
  readonly #log: RtcLogger;
  readonly #request: ReturnType<typeof requester<PeerRequests>>;
  #resolveLost: (reason: string) => void = () => undefined;
  #gone = false;
  #take: ((notice: Notice) => void) | null = null;
  #withheld: Notice[] = [];

  /** @throws AppError `node_unreachable`, or what the node refused the socket with */
  static async open(signallingUrl: string, log: RtcLogger): Promise<Signalling> {
    const { origin, path } = socketAddress(signallingUrl);
    const socket = io(origin, {
      path,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnection: false,
      forceNew: true,
      autoConnect: false,
      timeout: OPEN_DEADLINE_MS,
    });
    const signalling = new Signalling(socket, log);
    try {
      await withDeadline(OPEN_DEADLINE_MS, () => connected(socket));
      return signalling;
    } catch (thrown) {
      signalling.close('never opened');
      throw thrown instanceof AppError && thrown.code !== 'deadline_exceeded'
        ? thrown
        : new AppError('node_unreachable', { cause: thrown });
    }
  }

  private constructor(socket: Socket, log: RtcLogger) {
    this.#socket = socket;
    this.#log = log;
    this.lost = new Promise((resolve) => (this.#resolveLost = resolve));
    this.#request = requester(peerRequests, (name, payload, acknowledge) => socket.emit(name, payload, acknowledge));
    socket.on('disconnect', (reason) => this.#end(reason));
    socket.onAny((name: string, message: unknown) => this.#arrived(name, message));
  }

  get open(): boolean {
    return !this.#gone && this.#socket.connected;
  }

  readonly ask: Ask = async (name, payload, deadlineMs) => {
    // socket.io would keep it until it is connected again; by then it would be out of date.
    if (!this.open) throw new AppError('unavailable');
    const lost = this.lost.then((reason) => {
      throw new AppError('unavailable', { cause: reason });
    });
    const reply = this.#request(name, payload);
    reply.catch(() => undefined);
    const first = () => Promise.race([reply, lost]);
    return deadlineMs === undefined ? first() : withDeadline(deadlineMs, first);
  };

  /** What came since the socket opened is told first, in its order: nothing is told before the snapshot it belongs after. */
  deliverTo(take: (notice: Notice) => void): void {
    this.#take = take;
    for (const notice of this.#withheld.splice(0)) take(notice);
  }

  /** Gives the socket up, because the page leaves or because it no longer answers. */
  close(reason: string): void {
    this.#end(reason);
    this.#socket.disconnect();
  }

  #end(reason: string): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#resolveLost(reason);
  }

  #arrived(name: string, message: unknown): void {
    if (this.#gone || !Object.hasOwn(peerNotifications, name)) return;
    const parsed = peerNotifications[name as keyof PeerNotifications].safeParse(message);
    if (!parsed.success) {
      this.#log.warn({ name }, 'the node sent something that is not what it says');
      return;
    }
    const notice = { name, message: parsed.data } as Notice;
    if (this.#take) this.#take(notice);
    else this.#withheld.push(notice);
  }
}

/** A path in the address is the node's place behind a proxy, not a socket.io namespace. */
export function socketAddress(signallingUrl: string): { origin: string; path: string } {
  const { protocol, host, pathname } = new URL(signallingUrl);
  return { origin: `${protocol}//${host}`, path: `${pathname.replace(/\/+$/, '')}/socket.io/` };
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve());
    socket.once('connect_error', (error: Error & { data?: unknown }) => {
      const refusal = WireError.safeParse(error.data);
      reject(refusal.success ? AppError.fromWire(refusal.data) : new AppError('node_unreachable', { cause: error }));
    });
    socket.connect();
  });
}
