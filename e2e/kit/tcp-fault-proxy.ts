import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

interface Link {
  readonly client: Socket;
  readonly upstream: Socket;
  swallows: boolean;
}

/**
 * Stands between TCP clients and one server and makes connections half-open: they stay up on both sides, and nothing that is sent on them ever
 * arrives, as when a firewall has forgotten them.
 */
export class TcpFaultProxy {
  readonly #server: Server;
  readonly #links = new Set<Link>();
  #swallowsNew = false;

  static async start(upstream: { readonly address: string; readonly port: number }): Promise<TcpFaultProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpFaultProxy(server, upstream);
  }

  private constructor(server: Server, upstream: { readonly address: string; readonly port: number }) {
    this.#server = server;
    server.on('connection', (client) => this.#accept(client, upstream));
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /** Connections that are up, half-open ones included. */
  get connectionCount(): number {
    return this.#links.size;
  }

  /** Connections that are there swallow everything from now on, for good. @returns how many */
  swallow(): number {
    for (const link of this.#links) link.swallows = true;
    return this.#links.size;
  }

  /** Connections that are there break, on both sides. */
  cut(): void {
    for (const { client, upstream } of this.#links) {
      client.destroy();
      upstream.destroy();
    }
  }

  /** Whether connections that come swallow everything too. */
  setSwallowsNew(on: boolean): void {
    this.#swallowsNew = on;
  }

  close(): void {
    this.#server.close();
    this.cut();
  }

  #accept(client: Socket, { address, port }: { readonly address: string; readonly port: number }): void {
    const upstream = connect(port, address);
    const link: Link = { client, upstream, swallows: this.#swallowsNew };
    this.#links.add(link);
    client.on('data', (bytes: Buffer) => {
      if (!link.swallows) upstream.write(bytes);
    });
    upstream.on('data', (bytes: Buffer) => {
      if (!link.swallows) client.write(bytes);
    });
    // That one side has gone does not come through either.
    const end = (other: Socket) => () => {
      if (!link.swallows) other.destroy();
      if (client.destroyed && (upstream.destroyed || link.swallows)) {
        upstream.destroy();
        this.#links.delete(link);
      }
    };
    client.on('error', () => undefined).on('close', end(upstream));
    upstream.on('error', () => undefined).on('close', end(client));
  }
}
