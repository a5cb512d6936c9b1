import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'vite';

const ROOT = join(import.meta.dirname, 'page');
const TYPES: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript' };

/** Serves the test page, built as an app would be. */
export class PageServer {
  readonly #server: Server;

  static async start(): Promise<PageServer> {
    const built = await build({
      root: ROOT,
      configFile: false,
      logLevel: 'error',
      build: { write: false, target: 'es2022', minify: false, rollupOptions: { input: join(ROOT, 'page.html') } },
    });
    if (!('output' in built) && !Array.isArray(built)) throw new Error('The build did not end');
    const [bundle] = [built].flat();
    const files = new Map(
      (bundle?.output ?? []).map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : String(file.source)]),
    );
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://page');
      const body = files.get(pathname);
      response
        .writeHead(body === undefined ? 404 : 200, { 'content-type': TYPES[pathname.split('.').at(-1) ?? ''] ?? 'text/plain' })
        .end(body);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new PageServer(server);
  }

  private constructor(server: Server) {
    this.#server = server;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/page.html`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
