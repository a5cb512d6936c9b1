import {
  type ApiClientId,
  AppError,
  type Language,
  type Role,
  type RouteName,
  type Routes,
  type SessionId,
  type StaffId,
  type StaffView,
} from '@guichet/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Guest } from '../guests/guest-cookies.ts';
import type { CookieKind } from './cookies.ts';

type Parsed<Spec, Part extends string> = Spec extends { readonly [K in Part]: infer Schema extends z.ZodType }
  ? z.infer<Schema>
  : undefined;

/** What a handler is given: already checked against the schemas of its route; `undefined` where the route has none. */
export interface HttpInput<Name extends RouteName> {
  readonly params: Parsed<Routes[Name], 'params'>;
  readonly query: Parsed<Routes[Name], 'query'>;
  readonly body: Parsed<Routes[Name], 'body'>;
}

/** What a handler answers; a route with `reply: null` has written its bytes through `context.raw` by then. */
export type HttpReply<Name extends RouteName> = Routes[Name]['reply'] extends infer Schema extends z.ZodType ? z.infer<Schema> : void;

/** Who asks, as the edge established it before any handler runs. */
export interface HttpContext {
  /** Never empty: `public` where nothing was shown. */
  readonly roles: readonly Role[];
  readonly staff: StaffView | null;
  readonly apiClientId: ApiClientId | null;
  /** The session that the device cookie names. */
  readonly customerSessionId: SessionId | null;
  /** The invitation that the guest cookie names. */
  readonly guest: Guest | null;
  /** Client's address, as far as the configured proxies can be trusted. */
  readonly address: string;
  readonly userAgent: string | null;
  readonly requestId: string;
  /** Fires when the client went away or the request's time is over. */
  readonly signal: AbortSignal;
  /** HttpOnly, SameSite=Strict, Path=/, Secure under TLS; the edge chooses the name. */
  setCookie(kind: CookieKind, value: string, options: { readonly lifetimeMs: number }): void;
  clearCookie(kind: CookieKind): void;
  /** For routes that stream bytes, and for nothing else. */
  readonly raw: { readonly request: FastifyRequest; readonly reply: FastifyReply };
}

/** The member of staff who asks; throws `unauthenticated` where a route is open to others too. */
export function staffIdOf(context: Pick<HttpContext, 'staff'>): StaffId {
  if (context.staff === null) throw new AppError('unauthenticated');
  return context.staff.staffId;
}

/** The language in which whoever asks is told names. */
export const languageOf = ({ staff }: Pick<HttpContext, 'staff'>): Language => staff?.language ?? 'zh-CN';

/** One function for each of the named routes. The edge has checked role, rate, Origin, anti-forgery token and schemas. */
export type HttpHandlers<Names extends RouteName> = {
  readonly [Name in Names]: (input: HttpInput<Name>, context: HttpContext) => Promise<HttpReply<Name>>;
};

/** The handlers that the sessions' half of the counter brings. */
export type SessionRouteName = Extract<RouteName, `entry.${string}` | `sessions.${string}`>;
