import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { SeededRandom } from './seeded-random.ts';

/** What happens to datagrams of one direction. */
export interface UdpFaults {
  /** Share of datagrams dropped, 0 to 1. */
  readonly lossRatio: number;
  readonly delayMs: number;
  /** Up to so much more delay, drawn anew for each datagram: the order changes as it does on real paths. */
  readonly jitterMs: number;
}

export const noFaults: UdpFaults = { lossRatio: 0, delayMs: 0, jitterMs: 0 };

/** `up` runs from the client to the server. */
export type UdpDirection = 'up' | 'down';

export interface DirectionCounters {
  received: number;
  forwarded: number;
  lost: number;
  blackedOut: number;
}

export interface UdpFaultProxyOptions {
  readonly upstream: { readonly address: string; readonly port: number };
  readonly listenAddress?: string;
  /** 0 takes any free port. */
  readonly listenPort?: number;
  readonly random: SeededRandom;
  readonly faults?: { readonly up: UdpFaults; readonly down: UdpFaults };
  /** Sees every datagram before any fault; gives those to be forwarded in its place. */
  readonly alter?: (direction: UdpDirection, datagram: Buffer) => readonly Buffer[];
}

interface Client {
  readonly address: string;
  readonly port: number;
  upstream: Socket;
}

const socketBufferBytes = 4_000_000;

/**
 * Stands between any number of UDP clients and one server and does to their datagrams what bad networks do,
 * in an order that its seed repeats. Every client has a socket of its own towards the server, so the server
 * sees as many addresses as there are clients.
 */
export class UdpFaultProxy {
  readonly counters: Record<UdpDirection, DirectionCounters> = { up: newCounters(), down: newCounters() };
  readonly #options: UdpFaultProxyOptions;
  readonly #socket: Socket;
  readonly #clients = new Map<string, Client>();
  readonly #pending = new Set<NodeJS.Timeout>();
  #faults: Record<UdpDirection, UdpFaults>;
  #blackout = false;
  #closed = false;

  static async start(options: UdpFaultProxyOptions): Promise<UdpFaultProxy> {
    const socket = createSocket('udp4');
    socket.bind(options.listenPort ?? 0, options.listenAddress ?? '127.0.0.1');
    await once(socket, 'listening');
    socket.setRecvBufferSize(socketBufferBytes);
    return new UdpFaultProxy(options, socket);
  }

  private constructor(options: UdpFaultProxyOptions, socket: Socket) {
    this.#options = options;
    this.#socket = socket;
    this.#faults = options.faults ?? { up: noFaults, down: noFaults };
    socket.on('message', (datagram, from) => {
      const client = this.#clientAt(from.address, from.port);
      this.#pass('up', datagram, (each) => this.#sendUp(client, each));
    });
  }

  get port(): number {
    return this.#socket.address().port;
  }

  get clientCount(): number {
    return this.#clients.size;
  }

  setFaults(faults: { readonly up: UdpFaults; readonly down: UdpFaults }): void {
    this.#faults = faults;
  }

  /** While it is on, nothing passes; what is under way is lost too. */
  setBlackout(on: boolean): void {
    this.#blackout = on;
    if (on) this.#dropPending();
  }

  /** Nothing passes for so long. Resolves when it is over. */
  async blackoutFor(durationMs: number): Promise<void> {
    this.setBlackout(true);
    await new Promise((resolve) => setTimeout(resolve, durationMs));
    this.setBlackout(false);
  }

  /** From now on the server sees every client at a new address, as after a move from WLAN to mobile data. */
  changeAddresses(): void {
    for (const client of this.#clients.values()) {
      client.upstream.close();
      client.upstream = this.#openUpstream(client);
    }
  }

  /** Sends a datagram to the server as if the nth client, in order of appearance, had sent it. Faults do not touch it. */
  inject(clientIndex: number, datagram: Buffer): void {
    const client = [...this.#clients.values()][clientIndex];
    if (!client) throw new RangeError('There is no such client');
    this.#sendUp(client, datagram);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#dropPending();
    this.#socket.close();
    for (const client of this.#clients.values()) client.upstream.close();
    this.#clients.clear();
  }

  #clientAt(address: string, port: number): Client {
    const key = `${address}:${port}`;
    const known = this.#clients.get(key);
    if (known) return known;
    const client = { address, port } as Client;
    client.upstream = this.#openUpstream(client);
    this.#clients.set(key, client);
    return client;
  }

  #openUpstream(client: Client): Socket {
    const upstream = createSocket('udp4');
    upstream.on('listening', () => upstream.setRecvBufferSize(socketBufferBytes));
    // A port unreachable from a server that is restarting is part of what is tested.
    upstream.on('error', () => {});
    upstream.on('message', (datagram) => {
      this.#pass('down', datagram, (each) => {
        if (!this.#closed) this.#socket.send(each, client.port, client.address);
      });
    });
    upstream.bind(0, this.#options.upstream.address === '127.0.0.1' ? '127.0.0.1' : undefined);
    return upstream;
  }

  #sendUp(client: Client, datagram: Buffer): void {
    if (this.#closed) return;
    client.upstream.send(datagram, this.#options.upstream.port, this.#options.upstream.address);
  }

  #pass(direction: UdpDirection, datagram: Buffer, forward: (datagram: Buffer) => void): void {
    for (const each of this.#options.alter?.(direction, datagram) ?? [datagram]) {
      this.#passOne(direction, each, forward);
    }
  }

  #passOne(direction: UdpDirection, datagram: Buffer, forward: (datagram: Buffer) => void): void {
    const counters = this.counters[direction];
    const faults = this.#faults[direction];
    const { random } = this.#options;
    counters.received++;
    if (this.#blackout) {
      counters.blackedOut++;
      return;
    }
    if (faults.lossRatio > 0 && random.chance(faults.lossRatio)) {
      counters.lost++;
      return;
    }
    const delayMs = faults.delayMs + (faults.jitterMs > 0 ? random.next() * faults.jitterMs : 0);
    if (delayMs === 0) {
      counters.forwarded++;
      forward(datagram);
      return;
    }
    const timer = setTimeout(() => {
      this.#pending.delete(timer);
      counters.forwarded++;
      forward(datagram);
    }, delayMs);
    this.#pending.add(timer);
  }

  #dropPending(): void {
    for (const timer of this.#pending) clearTimeout(timer);
    this.#pending.clear();
  }
}

function newCounters(): DirectionCounters {
  return { received: 0, forwarded: 0, lost: 0, blackedOut: 0 };
}
