import {
  AppError,
  type CustomerRequests,
  type CustomerSessionView,
  type PayloadOf,
  type Reply,
  type ReplyOf,
  type RequestTable,
  type SignedHead,
} from '@guichet/protocol';
import type { ServerClock } from '@guichet/ui';
import type { Socket } from 'socket.io-client';
import { refusalFrom } from './refusal.ts';
import { Store } from './store.ts';

/** How the page stands with the counter. */
export type CounterLink =
  | { kind: 'connecting' }
  | { kind: 'live' }
  /** What is shown is from before; it comes back by itself. Unix ms of this device. */
  | { kind: 'away'; sinceMs: number }
  /** Another page of the same device took over; only a person may take it back. */
  | { kind: 'replaced' }
  /** The session is no longer this device's, or no longer there. */
  | { kind: 'refused'; error: AppError };

/** The requests' own deadlines are at most 10 s; the page waits a little longer, so that the counter's word comes first. */
const DEADLINE_MS = 12_000;
/** How long what was pressed waits for a line to the counter. */
const OPEN_PATIENCE_MS = 5_000;
/** As a constant of this page: the protocol's own comes with all its schemas. */
const CUSTOMER_NAMESPACE = '/customer';

/** What every view says of itself; an older one is dropped. */
type AnyView = Pick<CustomerSessionView, 'sessionId' | 'revision' | 'recording'>;

/** A page's socket, a customer's or a guest's: asks, keeps the newest view of the session, and says whether it is still fresh. */
export class PageConnection<Table extends RequestTable, View extends AnyView> {
  readonly link = new Store<CounterLink>({ kind: 'connecting' });
  readonly session = new Store<View | null>(null);
  readonly #clock: ServerClock;
  readonly #namespace: string;
  #socket: Socket | null = null;

  constructor(clock: ServerClock, namespace: string) {
    this.#clock = clock;
    this.#namespace = namespace;
  }

  /** Starts with what the entry request answered, so that nothing flashes. */
  open(view: View): void {
    this.take(view);
    this.link.set({ kind: 'connecting' });
    void this.#connect();
  }

  async #connect(): Promise<void> {
    // The first screen is drawn from the entry request's answer; the socket's library comes while it is read.
    const { io } = await import('socket.io-client');
    this.#socket?.disconnect();
    const socket = io(this.#namespace, {
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnectionDelay: 300,
      reconnectionDelayMax: 1_500,
      timeout: 8_000,
    });
    this.#socket = socket;
    socket.on('connect', () => void this.#resume(socket));
    socket.on('disconnect', (reason) => {
      this.#away();
      // The counter closed it on purpose (it restarts): socket.io does not come back from that by itself.
      if (reason === 'io server disconnect' && this.link.get().kind === 'away') socket.connect();
    });
    socket.on('connect_error', () => {
      this.#away();
      if (!socket.active) setTimeout(() => this.#socket === socket && socket.connect(), 3_000);
    });
    socket.on('session.changed', (changed: View) => this.take(changed));
    socket.on('head.signed', (head: SignedHead) => void this.keep(head));
    socket.on('page.replaced', () => {
      this.link.set({ kind: 'replaced' });
      socket.disconnect();
    });
  }

  /** After `replaced`, because the person asked for it. */
  reopen(): void {
    const view = this.session.get();
    if (view) this.open(view);
  }

  /** Sends a request of the page's table; a reply that is a whole view is shown at once. @throws AppError */
  async ask<Name extends keyof Table & string>(name: Name, payload: PayloadOf<Table[Name]>): Promise<ReplyOf<Table[Name]>> {
    const socket = await this.#open();
    const reply: Reply<ReplyOf<Table[Name]>> = await socket
      .timeout(DEADLINE_MS)
      .emitWithAck(name, payload)
      .catch((cause: unknown) => {
        throw new AppError('deadline_exceeded', { cause });
      });
    if (!reply.ok) throw refusalFrom(reply.error);
    const { data } = reply;
    if (typeof data === 'object' && data !== null && 'revision' in data) this.take(data as unknown as View);
    return data;
  }

  /**
   * The first screen is there before the socket is, and a line can drop for a moment: what is pressed meanwhile is carried out once the counter
   * can be reached. @throws AppError `unavailable` when that takes too long
   */
  async #open(): Promise<Socket> {
    const { kind } = this.link.get();
    if (!this.#socket?.connected && (kind === 'connecting' || kind === 'away')) await this.#live();
    const socket = this.#socket;
    if (!socket?.connected) throw new AppError('unavailable');
    return socket;
  }

  /** Resolves when the link is live, will not be, or has not become so in time. */
  #live(): Promise<void> {
    return new Promise((resolve) => {
      const settle = () => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = setTimeout(settle, OPEN_PATIENCE_MS);
      const stop = this.link.subscribe(() => {
        const { kind } = this.link.get();
        if (kind !== 'connecting' && kind !== 'away') settle();
      });
    });
  }

  /** Views can overtake one another between a reply and a notification: an older one is dropped. */
  take(view: View): void {
    const known = this.session.get();
    if (known?.sessionId === view.sessionId && view.revision < known.revision) return;
    this.#clock.observe(view.recording?.lastWrittenAt);
    this.session.set(view);
  }

  /** Signed heads are for customers alone. */
  protected async keep(_head: SignedHead): Promise<void> {}

  async #resume(socket: Socket): Promise<void> {
    try {
      await this.ask('session.get', {} as PayloadOf<Table['session.get']>);
      if (this.#socket === socket && socket.connected) this.link.set({ kind: 'live' });
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (error.entry.retryable) {
        this.#away();
        setTimeout(() => this.#socket === socket && socket.connected && void this.#resume(socket), error.retryAfterMs ?? 1_000);
      } else {
        socket.disconnect();
        this.link.set({ kind: 'refused', error });
      }
    }
  }

  #away(): void {
    this.link.update((link) => (link.kind === 'live' || link.kind === 'connecting' ? { kind: 'away', sinceMs: Date.now() } : link));
  }
}

export class CustomerConnection extends PageConnection<CustomerRequests, CustomerSessionView> {
  constructor(clock: ServerClock) {
    super(clock, CUSTOMER_NAMESPACE);
  }

  /** What is kept for the receipt is loaded with the first head of a call. */
  protected override async keep(head: SignedHead): Promise<void> {
    const view = this.session.get();
    if (view === null) return;
    const { takeHead } = await import('../receipt/kept-heads.ts');
    // One that could not be fetched now is fetched with the next one, or at the end.
    await takeHead(view.sessionId, head, (after) => this.ask('receipt.get', { after })).catch(() => undefined);
  }
}
