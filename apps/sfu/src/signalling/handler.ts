import { AppError, type Handlers, type PeerRequests } from '@guichet/protocol';
import type { RoomRegistry } from '../media/room-registry.ts';
import type { Connection, Seat } from './connection.ts';
import type { RoomTokenVerifier } from './room-token-verifier.ts';

export interface SignallingDeps {
  readonly rooms: RoomRegistry;
  readonly tokens: RoomTokenVerifier;
}

/** The function that answers one request of the table. */
export type Handler<Name extends keyof PeerRequests> = Handlers<PeerRequests, Connection>[Name];

/** @throws AppError `unauthenticated` when the peer was put out between the check of the role and now */
export function seatOf(connection: Connection): Seat {
  const { seat } = connection;
  if (!seat) throw new AppError('unauthenticated');
  return seat;
}
