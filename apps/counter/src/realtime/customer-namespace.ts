import {
  AppError,
  CUSTOMER_NAMESPACE,
  type CustomerNotifications,
  customerRequests,
  type CustomerRequests,
  type CustomerSessionView,
  type NotificationEvents,
  type RequestEvents,
  type SessionId,
} from '@guichet/protocol';
import type { Namespace, Server, Socket } from 'socket.io';
import type { BusinessPlane } from '../business-plane.ts';
import type { HeadSigner } from '../sealing/head-signer.ts';
import type { Core } from '../sessions/core.ts';
import { readCustomerView } from '../sessions/views/customer-view.ts';
import { ticketIn } from '../sessions/views/queue-views.ts';
import { requireOwnOrigin } from './page-origin.ts';
import { answerRequests } from './page-socket.ts';
import { refusal } from './refusal.ts';
import { ViewFeed } from './view-feed.ts';

interface CustomerData {
  sessionId: SessionId;
}

type Nothing = Record<string, never>;
type CustomerPages = Namespace<RequestEvents<CustomerRequests>, NotificationEvents<CustomerNotifications>, Nothing, CustomerData>;
type CustomerPage = Socket<RequestEvents<CustomerRequests>, NotificationEvents<CustomerNotifications>, Nothing, CustomerData>;

interface LivePage {
  readonly feed: ViewFeed;
  /** What was read last. */
  view: CustomerSessionView | null;
}

interface CustomerEdge {
  readonly plane: BusinessPlane;
  readonly heads: HeadSigner;
  readonly origins: ReadonlySet<string>;
}

/** Pages come and go by the hundred when a network or the counter comes back: those of one moment are noted together. */
const SEEN_TOGETHER_MS = 50;

const roomOf = (sessionId: SessionId): string => `session:${sessionId}`;

/** The pages of customers: one live page a session, the latest. */
export class CustomerNamespace {
  readonly #core: Core;
  readonly #plane: BusinessPlane;
  readonly #heads: HeadSigner;
  readonly #pages: CustomerPages;
  #queueChangedAtMs = 0;
  readonly #live = new Map<CustomerPage, LivePage>();
  readonly #justSeen = new Set<SessionId>();
  #seenTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(io: Server, core: Core, { plane, heads, origins }: CustomerEdge) {
    this.#core = core;
    this.#plane = plane;
    this.#heads = heads;
    this.#pages = io.of(CUSTOMER_NAMESPACE) as unknown as CustomerPages;
    this.#pages.use((socket, next) => {
      this.#authenticate(socket, origins).then(
        () => next(),
        (error: unknown) => next(refusal(error)),
      );
    });
    this.#pages.on('connection', (socket) => this.#connected(socket));
    core.changes.onSession((sessionId) => {
      for (const [socket, { feed }] of this.#live) if (socket.data.sessionId === sessionId) feed.touch();
    });
    heads.onSigned((sessionId, head) => void this.#pages.in(roomOf(sessionId)).emit('head.signed', head));
    core.changes.onQueue(() => {
      this.#queueChangedAtMs = performance.now();
      for (const { feed, view } of this.#live.values()) if (view?.ticket != null) feed.touchQueue();
    });
  }

  /** Whose pages are connected. */
  get present(): readonly SessionId[] {
    return [...this.#live.keys()].map(({ data }) => data.sessionId);
  }

  close(): void {
    for (const { feed } of this.#live.values()) feed.close();
    if (this.#seenTimer !== null) clearTimeout(this.#seenTimer);
  }

  async #authenticate(socket: CustomerPage, origins: ReadonlySet<string>): Promise<void> {
    requireOwnOrigin(socket.handshake.headers, origins);
    const sessionId = await this.#plane.devices.sessionOf(socket.handshake.headers.cookie);
    if (sessionId === null) throw new AppError('unauthenticated');
    socket.data.sessionId = sessionId;
  }

  #connected(socket: CustomerPage): void {
    const { sessionId } = socket.data;
    // In one go, so that of two pages that come at the same time exactly one stays.
    const room = this.#pages.in(roomOf(sessionId));
    room.emit('page.replaced', {});
    room.disconnectSockets(true);
    void socket.join(roomOf(sessionId));

    const page: LivePage = {
      feed: new ViewFeed({ push: (queueOnly) => this.#push(socket, page, queueOnly), onError: (error) => this.#failed(error) }),
      view: null,
    };
    this.#live.set(socket, page);
    this.#seen(sessionId);
    page.feed.touch();

    answerRequests(socket as unknown as Socket, {
      table: customerRequests,
      handlers: {
        ...this.#plane.customerRequests,
        'receipt.get': async ({ after }) => ({ heads: [...(await this.#heads.read(sessionId, after))], logKey: this.#heads.logKey }),
      },
      identify: async () => {
        const current = await this.#plane.devices.sessionOf(socket.handshake.headers.cookie);
        return current === sessionId ? { roles: ['customer'], context: { sessionId } } : null;
      },
      onUnknown: () => socket.disconnect(true),
      logger: this.#core.logger,
    });
    socket.on('disconnect', () => {
      page.feed.close();
      this.#live.delete(socket);
      this.#seen(sessionId);
    });
  }

  async #push(socket: CustomerPage, page: LivePage, queueOnly: boolean): Promise<void> {
    const { sessionId } = socket.data;
    if (!queueOnly || page.view === null) {
      page.view = await readCustomerView(this.#core, sessionId);
    } else {
      const queue = await this.#core.queue.readShared(this.#queueChangedAtMs);
      // What was read last is newer than that look at the queue.
      if (queue.revision <= page.view.revision) return;
      page.view = { ...page.view, revision: queue.revision, ticket: ticketIn(queue, sessionId) };
    }
    socket.emit('session.changed', page.view);
  }

  #seen(sessionId: SessionId): void {
    this.#justSeen.add(sessionId);
    this.#seenTimer ??= setTimeout(() => void this.#noteSeen(), SEEN_TOGETHER_MS);
  }

  async #noteSeen(): Promise<void> {
    this.#seenTimer = null;
    const sessions = [...this.#justSeen];
    this.#justSeen.clear();
    try {
      await this.#plane.presence.seen({ sessions });
      this.#core.changes.queueChanged();
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    this.#core.logger.warn({ code: AppError.from(error).code, err: error }, "a customer's page could not be brought up to date");
  }
}
