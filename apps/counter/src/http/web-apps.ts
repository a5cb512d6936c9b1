import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { AppError } from '@guichet/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

export interface WebAppsOptions {
  /** Folder with the built page of the customer, served at `/`. */
  readonly customerDir: string | null;
  /** Folder with the built page of the staff, served at `/console/`. */
  readonly consoleDir: string | null;
  /** Folder with the built page that verifies evidence packages, handed out as a file. */
  readonly verifierDir: string | null;
}

const CONSOLE_PREFIX = '/console/';
const VERIFIER_PATH = '/verifier.html';
const INDEX = 'index.html';
/** Vite names these after their content, so that they never change under a name. */
const HASHED_FOLDER = '/assets/';
const ONE_YEAR = 'public, max-age=31536000, immutable';

/** Paths that belong to machines: a page is never the answer there. */
const MACHINE_PREFIXES = ['/v1/', '/socket.io/'];

/** Serves both apps. A path of a page that only its own router knows is answered with that page. */
export async function addWebApps(server: FastifyInstance, options: WebAppsOptions): Promise<void> {
  // Serves nothing by itself: it gives replies the means to send a file, which recordings use as well.
  await server.register(fastifyStatic, { serve: false });
  if (options.consoleDir !== null) await serveFolder(server, options.consoleDir, CONSOLE_PREFIX);
  if (options.customerDir !== null) await serveFolder(server, options.customerDir, '/');
  if (options.consoleDir !== null) {
    server.get('/console', { schema: { hide: true } }, (_request, reply) => reply.redirect(CONSOLE_PREFIX, 308));
  }
  if (options.verifierDir !== null) {
    const dir = options.verifierDir;
    // To be kept, and opened from a disk: whoever verifies need not believe what this server shows them at that moment.
    server.get(VERIFIER_PATH, { schema: { hide: true } }, (_request, reply) =>
      sendPage(reply.header('content-disposition', 'attachment; filename="verifier.html"'), dir),
    );
  }
  server.setNotFoundHandler(async (request, reply) => {
    const dir = pageDir(request, options);
    if (dir === null) throw new AppError('unknown_request');
    return sendPage(reply, dir);
  });
}

async function serveFolder(server: FastifyInstance, root: string, prefix: string): Promise<void> {
  await server.register(fastifyStatic, {
    root,
    prefix,
    decorateReply: false,
    wildcard: false,
    index: INDEX,
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders: (reply, path) => {
      void reply.header('cache-control', path.includes(HASHED_FOLDER) ? ONE_YEAR : 'no-cache');
    },
    schemaHide: true,
  });
}

/** The folder whose page answers the request; null where nothing but a page would do and the sender did not ask for one. */
function pageDir(request: FastifyRequest, options: WebAppsOptions): string | null {
  const path = request.url.split('?')[0] ?? '/';
  if (request.method !== 'GET' && request.method !== 'HEAD') return null;
  if (MACHINE_PREFIXES.some((prefix) => path.startsWith(prefix))) return null;
  if (request.headers.accept?.includes('text/html') !== true || /\.[a-z0-9]+$/i.test(path)) return null;
  const dir = path.startsWith(CONSOLE_PREFIX) ? options.consoleDir : options.customerDir;
  return dir !== null && existsSync(join(dir, INDEX)) ? dir : null;
}

function sendPage(reply: FastifyReply, dir: string): FastifyReply {
  return reply.code(200).header('cache-control', 'no-cache').sendFile(INDEX, dir, { cacheControl: false });
}
