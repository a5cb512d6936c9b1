import {
  AppError,
  type DeskView,
  type NotificationEvents,
  type RequestEvents,
  type SessionId,
  STAFF_NAMESPACE,
  type StaffId,
  type StaffNotifications,
  staffRequests,
  type StaffRequests,
} from '@guichet/protocol';
import type { Namespace, Server, Socket } from 'socket.io';
import type { BusinessPlane } from '../business-plane.ts';
import { chooseStatus } from '../queue/agent-status.ts';
import type { Core } from '../sessions/core.ts';
import { readDesk } from '../sessions/views/desk-view.ts';
import { queuesFor } from '../sessions/views/queue-views.ts';
import type { StaffIdentity } from '../staff/staff-identity.ts';
import { requireOwnOrigin } from './page-origin.ts';
import { answerRequests } from './page-socket.ts';
import { refusal } from './refusal.ts';
import { ViewFeed } from './view-feed.ts';

interface StaffData {
  staffId: StaffId;
  /** Names the login, without being able to use it. */
  cookieHash: string;
}

type Nothing = Record<string, never>;
type StaffPages = Namespace<RequestEvents<StaffRequests>, NotificationEvents<StaffNotifications>, Nothing, StaffData>;
type StaffPage = Socket<RequestEvents<StaffRequests>, NotificationEvents<StaffNotifications>, Nothing, StaffData>;

interface LivePage {
  readonly feed: ViewFeed;
  /** Sessions that the page shows something of. */
  sessionIds: readonly SessionId[];
  /** What was read last. */
  view: DeskView | null;
}

const roomOf = (staffId: StaffId): string => `staff:${staffId}`;

/** The pages of staff: one live page a person, the latest. */
export class StaffNamespace {
  readonly #core: Core;
  readonly #plane: BusinessPlane;
  readonly #identity: StaffIdentity;
  readonly #pages: StaffPages;
  #queueChangedAtMs = 0;
  readonly #live = new Map<StaffPage, LivePage>();

  constructor(
    io: Server,
    core: Core,
    parts: { readonly plane: BusinessPlane; readonly identity: StaffIdentity; readonly origins: ReadonlySet<string> },
  ) {
    this.#core = core;
    this.#plane = parts.plane;
    this.#identity = parts.identity;
    this.#pages = io.of(STAFF_NAMESPACE) as unknown as StaffPages;
    this.#pages.use((socket, next) => {
      this.#authenticate(socket, parts.origins).then(
        () => next(),
        (error: unknown) => next(refusal(error)),
      );
    });
    this.#pages.on('connection', (socket) => this.#connected(socket));
    this.#identity.onSignedOut(({ staffId, cookieHash }) => this.#signedOut(staffId, cookieHash));
    core.changes.onSession((sessionId) => {
      for (const { feed, sessionIds } of this.#live.values()) if (sessionIds.includes(sessionId)) feed.touch();
    });
    core.changes.onDesk((staffId) => {
      for (const [socket, { feed }] of this.#live) if (socket.data.staffId === staffId) feed.touch();
    });
    core.changes.onQueue(() => {
      this.#queueChangedAtMs = performance.now();
      for (const { feed } of this.#live.values()) feed.touchQueue();
    });
  }

  /** Whose pages are connected. */
  get present(): readonly StaffId[] {
    return [...this.#live.keys()].map(({ data }) => data.staffId);
  }

  close(): void {
    for (const { feed } of this.#live.values()) feed.close();
  }

  async #authenticate(socket: StaffPage, origins: ReadonlySet<string>): Promise<void> {
    requireOwnOrigin(socket.handshake.headers, origins);
    const signedIn = await this.#identity.authenticate(socket.handshake.headers.cookie);
    if (signedIn === null) throw new AppError('unauthenticated');
    if (signedIn.passwordChangeDue) throw new AppError('password_change_due');
    socket.data.staffId = signedIn.staff.staffId;
    socket.data.cookieHash = signedIn.cookieHash;
  }

  #connected(socket: StaffPage): void {
    const { staffId } = socket.data;
    // In one go, so that of two pages that come at the same time exactly one stays.
    const room = this.#pages.in(roomOf(staffId));
    room.emit('page.replaced', {});
    room.disconnectSockets(true);
    void socket.join(roomOf(staffId));

    const page: LivePage = {
      feed: new ViewFeed({ push: (queueOnly) => this.#push(socket, page, queueOnly), onError: (error) => this.#failed(error) }),
      sessionIds: [],
      view: null,
    };
    this.#live.set(socket, page);
    this.#seen(staffId);
    page.feed.touch();

    answerRequests(socket as unknown as Socket, {
      table: staffRequests,
      handlers: this.#plane.staffRequests,
      identify: async () => {
        const signedIn = await this.#identity.authenticate(socket.handshake.headers.cookie);
        return signedIn === null || signedIn.staff.staffId !== staffId
          ? null
          : { roles: signedIn.staff.roles, context: { staff: signedIn.staff } };
      },
      onUnknown: () => this.#turnOut(socket),
      logger: this.#core.logger,
    });
    socket.on('disconnect', () => {
      page.feed.close();
      this.#live.delete(socket);
      this.#seen(staffId);
    });
  }

  async #push(socket: StaffPage, page: LivePage, queueOnly: boolean): Promise<void> {
    if (queueOnly && page.view !== null) {
      const queue = await this.#core.queue.readShared(this.#queueChangedAtMs);
      // What was read last is newer than that look at the queue.
      if (queue.revision <= page.view.revision) return;
      page.view = { ...page.view, revision: queue.revision, queues: queuesFor(queue, page.view.me) };
      socket.emit('desk.changed', page.view);
      return;
    }
    const { view, sessionIds } = await readDesk(this.#core, socket.data.staffId);
    // A session that is shown for the first time may have changed since it was read, when nobody listened to it yet.
    if (sessionIds.some((id) => !page.sessionIds.includes(id))) page.feed.touch();
    page.sessionIds = sessionIds;
    page.view = view;
    socket.emit('desk.changed', view);
  }

  /** Whoever signs out takes no more customers; a call that they are in is not cut off by it. */
  #signedOut(staffId: StaffId, cookieHash: string): void {
    const leaving = [...this.#live.keys()].filter(({ data }) => data.staffId === staffId && data.cookieHash === cookieHash);
    for (const socket of leaving) this.#turnOut(socket);
    if (leaving.length > 0) chooseStatus(this.#core, staffId, 'offline').catch((error: unknown) => this.#failed(error));
  }

  #turnOut(socket: StaffPage): void {
    socket.emit('signed.out', {});
    socket.disconnect(true);
  }

  #seen(staffId: StaffId): void {
    this.#plane.presence.seen({ staff: [staffId] }).then(
      () => this.#core.changes.queueChanged(),
      (error: unknown) => this.#failed(error),
    );
  }

  #failed(error: unknown): void {
    this.#core.logger.warn({ code: AppError.from(error).code, err: error }, "a staff member's page could not be brought up to date");
  }
}
