import { AppError, CSRF_HEADER, type RouteName, type Routes, routes, type RouteSpec, WireError } from '@guichet/protocol';
import type { ServerClock } from '@guichet/ui';
import type { z } from 'zod';

/** No request of a page waits longer; the counter gives up at 30 s, a person long before. */
const DEADLINE_MS = 15_000;

type Input<Spec, Part extends string> = Spec extends { readonly [K in Part]: infer Schema extends z.ZodType }
  ? { [K in Part]: z.input<Schema> }
  : unknown;
type Asked<Name extends RouteName> = Input<Routes[Name], 'params'> &
  Input<Routes[Name], 'query'> &
  Input<Routes[Name], 'body'> & { signal?: AbortSignal };
export type HttpReply<Name extends RouteName> = Routes[Name]['reply'] extends infer Schema extends z.ZodType ? z.infer<Schema> : never;

interface Loose {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Address of a route with its parameters filled in, for `src` and `href` as well. */
export function routeUrl(name: RouteName, { params = {}, query = {} }: Pick<Loose, 'params' | 'query'> = {}): string {
  const spec: RouteSpec = routes[name];
  const path = spec.path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? ''));
  const search = new URLSearchParams(
    Object.entries(query)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, String(value)]),
  );
  return search.size === 0 ? path : `${path}?${search}`;
}

/** The counter's REST routes for this page: typed by the table, replies checked, refusals thrown as `AppError`. */
export class HttpClient {
  readonly #clock: ServerClock;
  /** Repeated on every changing request; comes with the login. */
  csrfToken: string | null = null;
  /** Called when the counter no longer knows the login. */
  onSignedOut: () => void = () => undefined;

  constructor(clock: ServerClock) {
    this.#clock = clock;
  }

  async request<Name extends RouteName>(name: Name, asked: Asked<Name>): Promise<HttpReply<Name>> {
    const spec: RouteSpec = routes[name];
    const { params, query, body, signal } = asked as Loose;
    const deadline = AbortSignal.timeout(DEADLINE_MS);
    const response = await this.#fetch(routeUrl(name, { ...(params ? { params } : {}), ...(query ? { query } : {}) }), {
      method: spec.method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(spec.method === 'GET' || this.csrfToken === null ? {} : { [CSRF_HEADER]: this.csrfToken }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    });
    const date = response.headers.get('date');
    if (date !== null) this.#clock.observe(Date.parse(date));
    const value: unknown = await response.json().catch((cause: unknown) => {
      throw new AppError('unavailable', { cause });
    });
    if (!response.ok) throw this.#refusal(value, name);
    if (spec.reply === null) throw new AppError('internal');
    return spec.reply.parse(value) as HttpReply<Name>;
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(url, init);
    } catch (cause) {
      if (cause instanceof DOMException && cause.name === 'TimeoutError') throw new AppError('deadline_exceeded', { cause });
      if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
      throw new AppError('unavailable', { cause });
    }
  }

  #refusal(value: unknown, name: RouteName): AppError {
    const parsed = WireError.safeParse(value);
    const error = parsed.success ? AppError.fromWire(parsed.data) : new AppError('internal');
    if (error.code === 'unauthenticated' && name !== 'staff.login' && name !== 'staff.me') this.onSignedOut();
    return error;
  }
}
