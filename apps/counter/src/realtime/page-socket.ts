import {
  AppError,
  Dispatcher,
  type Handlers,
  MAX_PAYLOAD_BYTES,
  type Rate,
  RateLimiter,
  type Reply,
  type RequestTable,
  type Role,
} from '@guichet/protocol';
import type { Logger } from 'pino';
import type { Socket } from 'socket.io';
import { KeyedSerial } from '../calls/keyed-serial.ts';

/** Of everything that one page sends together; each request has a rate of its own besides. */
const PAGE_RATE: Rate = { perSecond: 50, burst: 200 };
/** Requests that wait for a media node: what comes after them doesn't wait for it. */
const WAITING_FOR_MEDIA: readonly string[] = ['call.join', 'check.start'];

export interface Sender<Context> {
  readonly roles: readonly Role[];
  readonly context: Context;
}

interface PageSocketOptions<Table extends RequestTable, Context> {
  readonly table: Table;
  readonly handlers: Handlers<Table, Context>;
  /** Who the sender is at this moment, or null when their cookie is worth nothing any more. */
  readonly identify: () => Promise<Sender<Context> | null>;
  /** Called after a request found out that the sender is nobody any more, and was answered so. */
  readonly onUnknown: () => void;
  readonly logger: Logger;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

/**
 * Answers what a page sends. A message without an acknowledgement is no request; every request is answered, at once when it is too large or
 * comes too fast. Requests of one page are carried out in the order they came.
 */
export function answerRequests<Table extends RequestTable, Context>(socket: Socket, options: PageSocketOptions<Table, Context>): void {
  const { table, handlers, identify, onUnknown, logger, now = () => performance.now() } = options;
  const limiter = new RateLimiter();
  const serial = new KeyedSerial();
  const dispatcher = new Dispatcher<Table, Sender<Context>>({
    table,
    handlers: handlersOf(handlers),
    rolesOf: ({ roles }) => roles,
    now,
    onFault: (request, error) => logger.error({ request, code: error.code, err: error }, 'a request of a page failed'),
  });

  const answer = async (name: string, payload: unknown): Promise<Reply<unknown>> => {
    const retryAfterMs = limiter.take('*', PAGE_RATE, now());
    if (retryAfterMs > 0) return refused(new AppError('rate_limited', { retryAfterMs }));
    if (sizeOf(payload) > MAX_PAYLOAD_BYTES) return refused(new AppError('payload_too_large'));
    const dispatch = async () => {
      const sender = await identify();
      return sender === null ? UNKNOWN : dispatcher.dispatch(name, payload, sender);
    };
    try {
      return await (WAITING_FOR_MEDIA.includes(name) ? dispatch() : serial.run('page', dispatch));
    } catch (error) {
      return refused(AppError.from(error));
    }
  };

  socket.onAny((name: string, ...parts: unknown[]) => {
    const acknowledge = parts.pop();
    if (typeof acknowledge !== 'function') return;
    // A request has one payload; two are as wrong as none.
    void answer(name, parts.length === 1 ? parts[0] : undefined).then((reply) => {
      acknowledge(reply);
      if (reply === UNKNOWN) onUnknown();
    });
  });
}

/** The table's handlers, for a context that carries the sender's roles along. */
function handlersOf<Table extends RequestTable, Context>(handlers: Handlers<Table, Context>): Handlers<Table, Sender<Context>> {
  const wrapped = Object.entries(handlers).map(([name, handler]) => [
    name,
    (payload: never, sender: Sender<Context>, signal: AbortSignal) =>
      (handler as (p: never, c: Context, s: AbortSignal) => unknown)(payload, sender.context, signal),
  ]);
  return Object.fromEntries(wrapped) as Handlers<Table, Sender<Context>>;
}

const refused = (error: AppError): Reply<never> => ({ ok: false, error: error.toWire() });

const UNKNOWN = refused(new AppError('unauthenticated'));

/** Of the payload as it was sent; what cannot be written as JSON counts as too large. */
function sizeOf(payload: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(payload) ?? '', 'utf8');
  } catch {
    return Infinity;
  }
}
