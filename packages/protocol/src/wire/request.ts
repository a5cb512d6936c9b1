import type { z } from 'zod';
import type { WireError } from './wire-error.ts';
import type { Rate } from './rate-limiter.ts';
import type { Role } from './roles.ts';

/**
 * No payload of any request is larger, and a larger one changes nothing. The counter reads messages of up to 1 MB, answers
 * `payload_too_large` and keeps the socket; what is larger still, and anything over this limit at a media node, ends the socket unread. The
 * page connects again by itself; media is not touched by it.
 */
export const MAX_PAYLOAD_BYTES = 64 * 1024;

/** One request: its name is its key in a table, everything else about it stands here and nowhere else. */
export interface RequestSpec {
  readonly payload: z.ZodType;
  readonly reply: z.ZodType;
  /** Who may send it; everyone else gets `forbidden` (`unauthenticated` when they showed nothing). */
  readonly roles: readonly Role[];
  readonly rate: Rate;
  /** When the sender stops waiting and the receiver gives up. */
  readonly deadlineMs: number;
}

export type RequestTable = Readonly<Record<string, RequestSpec>>;
export type PayloadOf<Spec extends RequestSpec> = z.infer<Spec['payload']>;
export type ReplyOf<Spec extends RequestSpec> = z.infer<Spec['reply']>;

/** What a receiver acknowledges every request with. */
export type Reply<T> = { ok: true; data: T } | { ok: false; error: WireError };

/** Messages that the server sends unasked: a name and the schema of what it carries. */
export type NotificationTable = Readonly<Record<string, z.ZodType>>;

/** The events of a `NotificationTable` as socket.io's typed event map. */
export type NotificationEvents<Table extends NotificationTable> = {
  [Name in keyof Table & string]: (message: z.infer<Table[Name]>) => void;
};

/** The requests of a `RequestTable` as socket.io's typed event map, each with its acknowledgement. */
export type RequestEvents<Table extends RequestTable> = {
  [Name in keyof Table & string]: (payload: PayloadOf<Table[Name]>, acknowledge: (reply: Reply<ReplyOf<Table[Name]>>) => void) => void;
};
