import {
  AppError,
  GUEST_NAMESPACE,
  type GuestNotifications,
  guestRequests,
  type GuestRequests,
  type NotificationEvents,
  type RequestEvents,
} from '@guichet/protocol';
import type { Namespace, Server, Socket } from 'socket.io';
import type { BusinessPlane } from '../business-plane.ts';
import type { Guest } from '../guests/guest-cookies.ts';
import { readGuestView } from '../guests/guest-view.ts';
import type { Core } from '../sessions/core.ts';
import { requireOwnOrigin } from './page-origin.ts';
import { answerRequests } from './page-socket.ts';
import { refusal } from './refusal.ts';
import { ViewFeed } from './view-feed.ts';

type Nothing = Record<string, never>;
type GuestPages = Namespace<RequestEvents<GuestRequests>, NotificationEvents<GuestNotifications>, Nothing, Guest>;
type GuestPage = Socket<RequestEvents<GuestRequests>, NotificationEvents<GuestNotifications>, Nothing, Guest>;

const roomOf = ({ invitationId }: Guest): string => `invitation:${invitationId}`;

/** The pages of invited people: one live page an invitation, the latest. */
export class GuestNamespace {
  readonly #core: Core;
  readonly #plane: BusinessPlane;
  readonly #pages: GuestPages;
  readonly #live = new Map<GuestPage, ViewFeed>();

  constructor(io: Server, core: Core, plane: BusinessPlane, origins: ReadonlySet<string>) {
    this.#core = core;
    this.#plane = plane;
    this.#pages = io.of(GUEST_NAMESPACE) as unknown as GuestPages;
    this.#pages.use((socket, next) => {
      this.#authenticate(socket, origins).then(
        () => next(),
        (error: unknown) => next(refusal(error)),
      );
    });
    this.#pages.on('connection', (socket) => this.#connected(socket));
    core.changes.onSession((sessionId) => {
      for (const [socket, feed] of this.#live) if (socket.data.sessionId === sessionId) feed.touch();
    });
  }

  close(): void {
    for (const feed of this.#live.values()) feed.close();
  }

  async #authenticate(socket: GuestPage, origins: ReadonlySet<string>): Promise<void> {
    requireOwnOrigin(socket.handshake.headers, origins);
    const guest = await this.#plane.guestCookies.guestOf(socket.handshake.headers.cookie);
    if (guest === null) throw new AppError('unauthenticated');
    Object.assign(socket.data, guest);
  }

  #connected(socket: GuestPage): void {
    const guest: Guest = { ...socket.data };
    // In one go, so that of two pages that come at the same time exactly one stays.
    const room = this.#pages.in(roomOf(guest));
    room.emit('page.replaced', {});
    room.disconnectSockets(true);
    void socket.join(roomOf(guest));

    const feed = new ViewFeed({ push: () => this.#push(socket, guest), onError: (error) => this.#failed(error) });
    this.#live.set(socket, feed);
    feed.touch();
    answerRequests(socket as unknown as Socket, {
      table: guestRequests,
      handlers: this.#plane.guestRequests,
      identify: async () => {
        const current = await this.#plane.guestCookies.guestOf(socket.handshake.headers.cookie);
        return current?.invitationId === guest.invitationId ? { roles: ['guest'], context: guest } : null;
      },
      onUnknown: () => socket.disconnect(true),
      logger: this.#core.logger,
    });
    socket.on('disconnect', () => {
      feed.close();
      this.#live.delete(socket);
    });
  }

  async #push(socket: GuestPage, guest: Guest): Promise<void> {
    const view = await readGuestView(this.#core, guest);
    socket.emit('session.changed', view);
    // The last that this page is told.
    if (view.standing === 'over') socket.disconnect(true);
  }

  #failed(error: unknown): void {
    this.#core.logger.warn({ code: AppError.from(error).code, err: error }, "a guest's page could not be brought up to date");
  }
}
