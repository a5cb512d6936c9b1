import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that whoever gets through to it is seen by: what a page must not be able to reach. */
export interface WatchedServer {
  readonly origin: string;
  /** Paths that were asked for. */
  readonly requests: readonly string[];
  /** The same, with `(connected)` for each connection: browsers open some before they know whether they may ask for anything. */
  readonly reached: readonly string[];
  close(): Promise<void>;
}

export async function watchedServer(): Promise<WatchedServer> {
  const reached: string[] = [];
  const server = createServer((request, response) => {
    reached.push(request.url ?? '');
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/html' }).end('<p>reached</p>');
  });
  server.on('connection', () => reached.push('(connected)'));
  server.on('upgrade', (request, socket) => {
    reached.push(request.url ?? '');
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reached,
    get requests() {
      return reached.filter((each) => each !== '(connected)');
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
