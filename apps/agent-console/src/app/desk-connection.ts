import {
  AppError,
  type DeskView,
  type PayloadOf,
  type ReplyOf,
  requester,
  STAFF_NAMESPACE,
  staffNotifications,
  staffRequests,
  type StaffRequests,
  WireError,
} from '@guichet/protocol';
import type { ServerClock } from '@guichet/ui';
import { io, type Socket } from 'socket.io-client';
import { Store } from './store.ts';

/** How the page stands with the counter. Times are Unix milliseconds of this machine, for "away since". */
export type DeskLink =
  | { kind: 'connecting' }
  | { kind: 'live' }
  /** What is shown is from before; it comes back by itself. */
  | { kind: 'away'; sinceMs: number }
  /** Another page of the same person took over; only a person may take it back. */
  | { kind: 'replaced' }
  | { kind: 'refused'; error: AppError };

const RETRY_REFUSED_MS = 3_000;

type DeskRequest = keyof StaffRequests & string;

/** The staff's socket: asks, keeps the newest `DeskView`, and says whether it is still fresh. */
export class DeskConnection {
  readonly link = new Store<DeskLink>({ kind: 'connecting' });
  readonly desk = new Store<DeskView | null>(null);
  /** Called when the counter ends the login from its side. */
  onSignedOut: () => void = () => undefined;
  readonly #clock: ServerClock;
  #socket: Socket | null = null;
  /** Newest revision of this connection. A counter that restarted counts anew, so that it starts again with every connection. */
  #revision = -1;

  constructor(clock: ServerClock) {
    this.#clock = clock;
  }

  open(): void {
    if (this.#socket !== null) return;
    this.link.set({ kind: 'connecting' });
    const socket = io(STAFF_NAMESPACE, {
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnectionDelayMax: 1_500,
      timeout: 8_000,
    });
    this.#socket = socket;
    socket.on('connect', () => {
      this.#revision = -1;
      void this.#resume(socket);
    });
    socket.on('disconnect', (reason) => {
      this.#away();
      // The counter closed it on purpose; socket.io does not come back from that by itself.
      if (reason === 'io server disconnect' && this.link.get().kind === 'away') socket.connect();
    });
    socket.on('connect_error', (cause) => this.#connectFailed(socket, cause));
    socket.on('desk.changed', (message: unknown) => this.#take(staffNotifications['desk.changed'].safeParse(message).data));
    socket.on('page.replaced', () => {
      this.link.set({ kind: 'replaced' });
      socket.disconnect();
    });
    socket.on('signed.out', () => {
      this.close();
      this.onSignedOut();
    });
  }

  /** After `replaced` or `refused`, because the person asked for it. */
  reopen(): void {
    this.#socket?.disconnect();
    this.#socket = null;
    this.open();
  }

  close(): void {
    this.#socket?.disconnect();
    this.#socket = null;
    this.desk.set(null);
    this.link.set({ kind: 'connecting' });
  }

  /** Sends a request of the staff's table; a reply that is a whole desk is shown at once. */
  async ask<Name extends DeskRequest>(name: Name, payload: PayloadOf<StaffRequests[Name]>): Promise<ReplyOf<StaffRequests[Name]>> {
    const socket = this.#socket;
    if (socket === null || !socket.connected) throw new AppError('unavailable');
    const send = requester(staffRequests, (event, body, acknowledge) => socket.emit(event, body, acknowledge));
    const reply = await send(name, payload);
    if (isDesk(reply)) this.#take(reply);
    return reply;
  }

  async #resume(socket: Socket): Promise<void> {
    try {
      await this.ask('desk.get', {});
      if (this.#socket === socket && socket.connected) this.link.set({ kind: 'live' });
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (error.code === 'unauthenticated') {
        this.close();
        this.onSignedOut();
      } else if (error.entry.retryable) {
        this.#away();
        setTimeout(() => {
          if (this.#socket === socket && socket.connected) void this.#resume(socket);
        }, error.retryAfterMs ?? 1_000);
      } else {
        this.link.set({ kind: 'refused', error });
      }
    }
  }

  #connectFailed(socket: Socket, cause: Error): void {
    // A refusal by the counter carries its typed error; anything else is a line that is down.
    const refusal = WireError.safeParse((cause as Error & { data?: unknown }).data).data;
    if (refusal?.code === 'unauthenticated') {
      this.close();
      this.onSignedOut();
      return;
    }
    if (refusal !== undefined && !refusal.retryable) {
      this.link.set({ kind: 'refused', error: AppError.fromWire(refusal) });
      return;
    }
    this.#away();
    // A refusal ends socket.io's own attempts.
    if (!socket.active) setTimeout(() => this.#socket === socket && socket.connect(), RETRY_REFUSED_MS);
  }

  #away(): void {
    this.link.update((link) => (link.kind === 'live' || link.kind === 'connecting' ? { kind: 'away', sinceMs: Date.now() } : link));
  }

  /** Views can overtake one another between a reply and a notification: an older one is dropped. */
  #take(desk: DeskView | undefined): void {
    if (desk === undefined) return;
    if (desk.revision < this.#revision) return;
    this.#revision = desk.revision;
    this.#clock.observe(desk.workbench?.recording?.lastWrittenAt);
    this.#clock.observe(desk.workbench?.log[0]?.at);
    this.desk.set(desk);
  }
}

/** Most requests are answered with the whole desk as it is afterwards. */
const isDesk = (reply: object): reply is DeskView => 'revision' in reply && 'queues' in reply;
