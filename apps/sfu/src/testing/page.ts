import {
  type PageKey,
  type PageProof,
  type ParticipantId,
  type PayloadOf,
  type PeerNotifications,
  peerRequests,
  type PeerRequests,
  proofText,
  type ReplyOf,
  requester,
  type RoomSnapshot,
} from '@guichet/protocol';
import { calculateJwkThumbprint } from 'jose';
import { io, type Socket } from 'socket.io-client';
import type { z } from 'zod';
import { until } from './until.ts';

type Heard = {
  [Name in keyof PeerNotifications]: { readonly name: Name; readonly message: z.infer<PeerNotifications[Name]> };
}[keyof PeerNotifications];

/** A page's key, as a browser makes it when it loads. */
export class PageIdentity {
  readonly key: PageKey;
  readonly thumbprint: string;
  readonly #privateKey: CryptoKey;

  static async make(): Promise<PageIdentity> {
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
    const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
    const key = { kty, crv, x, y } as PageKey;
    return new PageIdentity(key, await calculateJwkThumbprint(key, 'sha256'), pair.privateKey);
  }

  private constructor(key: PageKey, thumbprint: string, privateKey: CryptoKey) {
    this.key = key;
    this.thumbprint = thumbprint;
    this.#privateKey = privateKey;
  }

  async prove(purpose: 'join' | 'resume', nonce: string): Promise<PageProof> {
    const text = new TextEncoder().encode(proofText(purpose, nonce));
    const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, this.#privateKey, text);
    return { key: this.key, signature: Buffer.from(signature).toString('base64url') };
  }
}

/** A page's socket to a node, and everything that it heard there. */
export class Page {
  readonly socket: Socket;
  readonly heard: Heard[] = [];
  readonly request: ReturnType<typeof requester<PeerRequests>>;
  /** Why the node closed the socket, once it has. */
  disconnected: string | null = null;

  static async open(port: number): Promise<Page> {
    const page = new Page(port);
    await until('the socket is open', () => page.socket.connected);
    return page;
  }

  constructor(port: number) {
    this.socket = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], reconnection: false, forceNew: true });
    this.socket.onAny((name: string, message: unknown) => this.heard.push({ name, message } as Heard));
    this.socket.on('disconnect', (reason) => (this.disconnected = reason));
    this.request = requester(peerRequests, (name, payload, acknowledge) => this.socket.emit(name, payload, acknowledge));
  }

  /** Sends anything under any name, past all types. */
  raw(name: string, ...args: unknown[]): Promise<{ ok: boolean; data?: unknown; error?: { code: string } }> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer to ${name}`)), 5_000);
      this.socket.emit(name, ...args, (reply: { ok: boolean }) => {
        clearTimeout(timer);
        resolve(reply);
      });
    });
  }

  all<Name extends keyof PeerNotifications>(name: Name): z.infer<PeerNotifications[Name]>[] {
    return this.heard.filter((heard) => heard.name === name).map((heard) => heard.message as z.infer<PeerNotifications[Name]>);
  }

  async hears<Name extends keyof PeerNotifications>(
    name: Name,
    fits: (message: z.infer<PeerNotifications[Name]>) => boolean = () => true,
    withinMs = 5_000,
  ): Promise<z.infer<PeerNotifications[Name]>> {
    return until(`hearing ${name}`, () => this.all(name).find(fits), withinMs);
  }

  async join(identity: PageIdentity, token: string): Promise<RoomSnapshot> {
    const { nonce } = await this.request('peer.challenge', {});
    return this.request('peer.join', { token, proof: await identity.prove('join', nonce) });
  }

  async resume(identity: PageIdentity, participantId: ParticipantId, generation = 0): Promise<RoomSnapshot> {
    const { nonce } = await this.request('peer.challenge', {});
    return this.request('peer.resume', { participantId, generation, proof: await identity.prove('resume', nonce) });
  }

  close(): void {
    this.socket.disconnect();
  }
}

/** What `work` was refused with. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'ok';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

export type Payload<Name extends keyof PeerRequests> = PayloadOf<PeerRequests[Name]>;
export type Answer<Name extends keyof PeerRequests> = ReplyOf<PeerRequests[Name]>;
