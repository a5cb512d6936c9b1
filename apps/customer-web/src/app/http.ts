import { AppError, type Routes } from '@guichet/protocol';
import type { z } from 'zod';
import { refusalFrom } from './refusal.ts';

const DEADLINE_MS = 15_000;

/** The routes that a customer's page uses; the type says that each exists in the table under this method and path. */
const PLACES = {
  'entry.options': { method: 'GET', path: '/v1/entry' },
  'entry.exchange': { method: 'POST', path: '/v1/entry/exchange' },
  'entry.anonymous': { method: 'POST', path: '/v1/entry/anonymous' },
  'entry.current': { method: 'GET', path: '/v1/entry/current' },
  'guest.exchange': { method: 'POST', path: '/v1/guest/exchange' },
  'guest.current': { method: 'GET', path: '/v1/guest/current' },
} as const satisfies {
  [Name in keyof Routes as Name extends `${'entry' | 'guest'}.${string}` ? Name : never]: Pick<Routes[Name], 'method' | 'path'>;
};

type EntryRoute = keyof typeof PLACES;
type Body<Name extends EntryRoute> = Routes[Name] extends { body: infer Schema extends z.ZodType } ? z.input<Schema> : undefined;

/** Sends one of the entry requests. @throws AppError */
export async function request<Name extends EntryRoute>(name: Name, body: Body<Name>): Promise<z.output<Routes[Name]['reply']>> {
  const { method, path } = PLACES[name];
  let response: Response;
  let value: unknown;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    value = await response.json();
  } catch (cause) {
    throw new AppError('unavailable', { cause });
  }
  if (!response.ok) throw refusalFrom(value);
  return value as z.output<Routes[Name]['reply']>;
}
