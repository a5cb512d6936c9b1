import { createReadStream, existsSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.mp4': 'video/mp4',
  '.webm': 'audio/webm',
};

/** The counter's own policy: what it forbids must not be needed. */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; media-src 'self' blob:; worker-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'self'";

export const isFile = (path: string): boolean => extname(path) !== '' && existsSync(path);

/** Whole or in ranges, as media elements ask for it; false when there is no such file. */
export function sendFile(request: IncomingMessage, response: ServerResponse, path: string): boolean {
  if (!existsSync(path)) return false;
  const { size } = statSync(path);
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const from = Number(range?.[1] ?? 0);
  const to = range?.[2] ? Number(range[2]) : size - 1;
  response.writeHead(range === null ? 200 : 206, {
    'content-type': type,
    'content-length': to - from + 1,
    'accept-ranges': 'bytes',
    // What has its hash in its name never changes.
    'cache-control': path.includes('/assets/') ? 'max-age=31536000, immutable' : 'no-store',
    ...(range === null ? {} : { 'content-range': `bytes ${from}-${to}/${size}` }),
  });
  const stream = createReadStream(path, { start: from, end: to });
  stream.pipe(response);
  response.on('close', () => stream.destroy());
  return true;
}

/** An empty page of the same origin, between two pages. */
export function sendBlank(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>blank</title>');
}
