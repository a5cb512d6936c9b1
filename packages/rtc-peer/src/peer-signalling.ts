import {
  AppError,
  peerNotifications,
  type PeerNotifications,
  type PeerRequests,
  peerRequests,
  requester,
  type ParticipantId,
  type RoomSnapshot,
} from '@guichet/protocol';
import { io, type Socket } from 'socket.io-client';
import type { z } from 'zod';
import type { PageIdentity } from './page-identity.ts';

type Name = keyof PeerNotifications & string;

/** What is done with what the node tells unasked; what nobody takes is let go. */
export type Takes = { readonly [Told in Name]?: (message: z.infer<PeerNotifications[Told]>) => void };

export interface PeerSignallingOptions {
  readonly signallingUrl: string;
  /** The key that room tokens are bound to. */
  readonly identity: PageIdentity;
  readonly takes: Takes;
  /** The socket was there and is gone. Not called after `close()`. */
  readonly onLost?: () => void;
  /** The node told something that the table does not know. */
  readonly onMalformed?: (error: unknown) => void;
  /** Takes a certificate of nobody's store: for tests. */
  readonly trustAnyCertificate?: boolean;
}

const CONNECT_WITHIN_MS = 5_000;

/** One socket to a node, speaking the peer table. It does not come back by itself: who comes back does so on a new one. */
export class PeerSignalling {
  readonly request: ReturnType<typeof requester<PeerRequests>>;
  readonly #identity: PageIdentity;
  readonly #socket: Socket;
  #closed = false;

  /** @throws AppError `node_unreachable` */
  static async open(options: PeerSignallingOptions): Promise<PeerSignalling> {
    const signalling = new PeerSignalling(options);
    await new Promise<void>((resolve, reject) => {
      signalling.#socket.once('connect', resolve);
      signalling.#socket.once('connect_error', (cause) => {
        signalling.close();
        reject(new AppError('node_unreachable', { cause }));
      });
    });
    return signalling;
  }

  private constructor(options: PeerSignallingOptions) {
    this.#identity = options.identity;
    const { protocol, host, pathname } = new URL(options.signallingUrl);
    const socket = io(`${protocol}//${host}`, {
      path: `${pathname.replace(/\/+$/, '')}/socket.io/`,
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      timeout: CONNECT_WITHIN_MS,
      ...(options.trustAnyCertificate === true ? { rejectUnauthorized: false } : {}),
    });
    this.#socket = socket;
    this.request = requester(peerRequests, (name, payload, acknowledge) => socket.emit(name, payload, acknowledge));
    for (const name of Object.keys(options.takes) as Name[]) this.#listen(name, options);
    socket.on('disconnect', () => {
      if (!this.#closed) options.onLost?.();
    });
  }

  get connected(): boolean {
    return this.#socket.connected;
  }

  /** Enters the token's room as somebody new. */
  async join(token: string): Promise<RoomSnapshot> {
    return this.request('peer.join', { token, proof: await this.#prove('join') });
  }

  /** The same page on another socket. @throws AppError `peer_unknown` when the node does not hold it any more */
  async resume(participantId: ParticipantId, generation: number): Promise<RoomSnapshot> {
    return this.request('peer.resume', { participantId, generation, proof: await this.#prove('resume') });
  }

  /** The socket breaks, as a network's end would have it. */
  break(): void {
    this.#socket.disconnect();
  }

  close(): void {
    this.#closed = true;
    this.#socket.disconnect();
  }

  async #prove(purpose: 'join' | 'resume') {
    const { nonce } = await this.request('peer.challenge', {});
    return this.#identity.prove(purpose, nonce);
  }

  #listen<Told extends Name>(name: Told, { takes, onMalformed }: PeerSignallingOptions): void {
    const take = takes[name] as ((message: unknown) => void) | undefined;
    this.#socket.on(name as string, (message: unknown) => {
      const parsed = peerNotifications[name].safeParse(message);
      if (parsed.success) take?.(parsed.data);
      else onMalformed?.(parsed.error);
    });
  }
}
