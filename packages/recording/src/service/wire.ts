import { WireError } from '@guichet/protocol';
import { z } from 'zod';

/**
 * One line of JSON each way over the recording service's socket: requests with an id, answers with the same id, notifications without
 * one. Every connection is told everything.
 */
export const RequestLine = z.object({ id: z.number().int().nonnegative(), request: z.string().max(64), payload: z.unknown() });
export type RequestLine = z.infer<typeof RequestLine>;

export const ServiceLine = z.union([
  z.object({
    id: z.number().int().nonnegative(),
    reply: z.union([z.object({ ok: z.literal(true), data: z.unknown() }), z.object({ ok: z.literal(false), error: WireError })]),
  }),
  z.object({ notification: z.string().max(64), message: z.unknown() }),
]);
export type ServiceLine = z.infer<typeof ServiceLine>;

export const encodeLine = (value: RequestLine | ServiceLine): string => `${JSON.stringify(value)}\n`;
