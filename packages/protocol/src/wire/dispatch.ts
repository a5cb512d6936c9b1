import { AppError } from './app-error.ts';
import { RateLimiter } from './rate-limiter.ts';
import type { PayloadOf, Reply, ReplyOf, RequestSpec, RequestTable } from './request.ts';
import type { Role } from './roles.ts';

/** One function for each request of the table; `Context` is who asks, as the edge established it. */
export type Handlers<Table extends RequestTable, Context> = {
  readonly [Name in keyof Table]: (
    payload: PayloadOf<Table[Name]>,
    context: Context,
    signal: AbortSignal,
  ) => Promise<ReplyOf<Table[Name]>> | ReplyOf<Table[Name]>;
};

interface DispatcherOptions<Table extends RequestTable, Context> {
  readonly table: Table;
  readonly handlers: Handlers<Table, Context>;
  /** The roles of the sender at this moment: a session can end between two requests of one socket. */
  readonly rolesOf: (context: Context) => readonly Role[];
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Called with every failure of ours, for the log. */
  readonly onFault?: (name: string, error: AppError) => void;
}

/**
 * The one way in for every request of every socket: known name, role, rate, schema, handler, deadline, in this order, so that
 * nobody learns the shape of a request that isn't theirs. Whatever goes wrong is answered with a typed error.
 * One dispatcher serves one sender (it holds the sender's rate limits).
 */
export class Dispatcher<Table extends RequestTable, Context> {
  readonly #options: DispatcherOptions<Table, Context>;
  readonly #limiter = new RateLimiter();

  constructor(options: DispatcherOptions<Table, Context>) {
    this.#options = options;
  }

  async dispatch(name: string, payload: unknown, context: Context): Promise<Reply<unknown>> {
    try {
      return { ok: true, data: await this.#run(name, payload, context) };
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (error.entry.fault === 'ours') this.#options.onFault?.(name, error);
      return { ok: false, error: error.toWire() };
    }
  }

  async #run(name: string, payload: unknown, context: Context): Promise<unknown> {
    const { table, handlers, rolesOf, now } = this.#options;
    if (!Object.hasOwn(table, name)) throw new AppError('unknown_request');
    const spec = table[name] as RequestSpec;

    const roles = rolesOf(context);
    if (!spec.roles.some((role) => roles.includes(role))) {
      throw new AppError(roles.length === 0 ? 'unauthenticated' : 'forbidden');
    }

    const retryAfterMs = this.#limiter.take(name, spec.rate, now());
    if (retryAfterMs > 0) throw new AppError('rate_limited', { retryAfterMs });

    const parsed = spec.payload.safeParse(payload);
    if (!parsed.success) {
      // The library's own messages can quote what was sent; the path and the kind of issue can't.
      const issues = parsed.error.issues.slice(0, 20).map((issue) => ({
        path: issue.path
          .map((part) => (typeof part === 'number' ? '#' : String(part)))
          .join('.')
          .slice(0, 100),
        message: issue.code,
      }));
      throw new AppError('bad_request', { issues });
    }

    const handler = handlers[name as keyof Table] as (p: unknown, c: Context, s: AbortSignal) => unknown;
    return withDeadline(spec.deadlineMs, async (signal) => handler(parsed.data, context, signal));
  }
}

/** Runs `work` with a signal that fires after `deadlineMs`, and rejects with `deadline_exceeded` then. */
export async function withDeadline<T>(deadlineMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new AppError('deadline_exceeded');
      controller.abort(error);
      reject(error);
    }, deadlineMs);
  });
  try {
    return await Promise.race([work(controller.signal), overdue]);
  } finally {
    clearTimeout(timer);
  }
}
