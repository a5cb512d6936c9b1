import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ZodError } from 'zod';
import { Numbers, Refusal } from './operation.ts';
import { operations } from './systems/all.ts';

const MAX_BODY_BYTES = 64 * 1024;
const REQUEST_WITHIN_MS = 5_000;

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

const error = (status: number, code: string): Reply => ({ status, body: { error: code } });

interface BankServerOptions {
  /** What callers show as bearer token. */
  readonly token: string;
  /** Told of every request: what was asked for and how it went, nothing of what was in it. */
  readonly onAnswered?: (operation: string, status: number) => void;
}

/** The demo bank's systems behind one address. Holds nothing: the same request under the same key is answered the same. */
export function createBankServer({ token, onAnswered = () => undefined }: BankServerOptions): Server {
  const byPath = new Map(operations.map((operation) => [operation.path, operation]));
  const described = operations.map(({ answer: _answer, ...description }) => ({ ...description, method: 'POST' }));

  const answer = async (request: IncomingMessage): Promise<Reply> => {
    const asked = `${request.method} ${request.url}`;
    if (asked === 'GET /healthz') return { status: 200, body: { ok: true } };
    if (asked === 'GET /operations') return { status: 200, body: described };
    const operation = byPath.get(request.url ?? '');
    if (operation === undefined) return error(404, 'not_found');
    const reply = await carryOut(request, token, (body, key) => operation.answer(body, new Numbers(`${operation.name} ${key}`)));
    onAnswered(operation.name, reply.status);
    return reply;
  };

  const server = createServer((request, response) => {
    answer(request)
      .catch(() => error(500, 'internal'))
      .then((reply) => send(response, reply))
      .catch(() => response.destroy());
  });
  server.requestTimeout = REQUEST_WITHIN_MS;
  return server;
}

async function carryOut(request: IncomingMessage, token: string, answer: (body: unknown, key: string) => unknown): Promise<Reply> {
  if (request.method !== 'POST') return error(405, 'method');
  if (!isSame(request.headers.authorization ?? '', `Bearer ${token}`)) return error(401, 'token');
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key === '') return error(400, 'idempotency_key');
  const text = await readBody(request);
  if (text === null) return error(413, 'too_large');
  try {
    return { status: 200, body: answer(JSON.parse(text), key) };
  } catch (cause) {
    if (cause instanceof SyntaxError) return error(400, 'no_json');
    if (cause instanceof ZodError) return error(400, cause.issues.map(({ path, code }) => `${path.join('.')}: ${code}`).join(', '));
    if (cause instanceof Refusal) return error(422, cause.message);
    throw cause;
  }
}

/** Null for what is more than any request. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
}
