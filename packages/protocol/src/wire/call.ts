import type { z } from 'zod';
import { withDeadline } from './dispatch.ts';
import { AppError } from './app-error.ts';
import { WireError } from './wire-error.ts';
import type { PayloadOf, ReplyOf, RequestTable } from './request.ts';

/** What a socket of any library offers: send an event, get its acknowledgement. */
export type Send = (name: string, payload: unknown, acknowledge: (reply: unknown) => void) => void;

/** The sender's side of a table: `requester(table, send)('room.open', payload)` resolves to the checked reply. */
export function requester<Table extends RequestTable>(table: Table, send: Send) {
  return async <Name extends keyof Table & string>(name: Name, payload: PayloadOf<Table[Name]>): Promise<ReplyOf<Table[Name]>> => {
    const spec = table[name] as Table[Name];
    const reply = await withDeadline(spec.deadlineMs, () => new Promise<unknown>((resolve) => send(name, payload, resolve)));
    return readReply(spec.reply, reply) as ReplyOf<Table[Name]>;
  };
}

function readReply(schema: z.ZodType, reply: unknown): unknown {
  if (typeof reply !== 'object' || reply === null || !('ok' in reply)) throw new AppError('internal');
  if (reply.ok === true && 'data' in reply) return schema.parse(reply.data);
  const error = 'error' in reply ? WireError.safeParse(reply.error) : undefined;
  throw error?.success ? AppError.fromWire(error.data) : new AppError('internal');
}
