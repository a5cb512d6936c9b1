import type { LeaveReason } from '@guichet/protocol';
import type { Socket } from 'socket.io';
import type { Notification, Peer, PeerLink } from '../media/peer.ts';
import type { Room } from '../media/room.ts';
import { NonceSlot } from './nonce-slot.ts';

/** How long a socket may speak for nobody. */
const STRANGER_FOR_MS = 10_000;

/** Who a socket speaks for. */
export interface Seat {
  readonly room: Room;
  readonly peer: Peer;
}

/** One browser's socket: anonymous at first, then a peer's. */
export class Connection implements PeerLink {
  readonly nonce = new NonceSlot();
  readonly #socket: Socket;
  #strangerTimer: NodeJS.Timeout | null = null;
  #seat: Seat | null = null;
  #entering = 0;
  #withheld: Notification[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
    this.stand();
    socket.once('disconnect', () => this.#forgetTimer());
  }

  get seat(): Seat | null {
    return this.#seat?.peer.closed ? null : this.#seat;
  }

  get closed(): boolean {
    return !this.#socket.connected;
  }

  sit(seat: Seat): void {
    this.#seat = seat;
    this.#forgetTimer();
  }

  /** The socket speaks for nobody, at first or again; not for long. */
  stand(): void {
    this.#seat = null;
    this.#forgetTimer();
    if (this.closed) return;
    this.#strangerTimer = setTimeout(() => this.drop(), STRANGER_FOR_MS);
  }

  /** Joining or resuming: what happens in the room meanwhile is told after the snapshot was, or it would be told before. */
  beginEntering(): void {
    this.#entering += 1;
  }

  endEntering(): void {
    this.#entering -= 1;
    if (this.#entering > 0) return;
    for (const notification of this.#withheld.splice(0)) this.notify(...notification);
  }

  notify(...notification: Notification): void {
    if (this.#entering > 0) this.#withheld.push(notification);
    else this.#socket.emit(notification[0], notification[1]);
  }

  end(reason: LeaveReason): void {
    this.#seat = null;
    this.#socket.emit('peer.ended', { reason });
    this.#socket.disconnect(true);
  }

  drop(): void {
    this.#seat = null;
    this.#socket.disconnect(true);
  }

  #forgetTimer(): void {
    if (this.#strangerTimer) clearTimeout(this.#strangerTimer);
    this.#strangerTimer = null;
  }
}
