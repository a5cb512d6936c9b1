import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@guichet/protocol';
import type { JsonObject } from '@guichet/workflow';
import { z } from 'zod';
import type { FlowService as OperationRow } from '../database/generated/client.ts';

/** No system of a bank answers a step with more. */
const MAX_ANSWER_BYTES = 64 * 1024;
const SECRET_NAME = /^[a-z][a-z0-9_-]{0,63}$/;
const PLACEHOLDER = /\{([A-Za-z0-9_]{1,64})\}/g;

export interface OperationSettings {
  /** `host` or `host:port` of the systems that flows may reach; all others are refused whatever an operation says. */
  readonly hosts: readonly string[];
  /** Folder with one file for each secret that an operation names. */
  readonly secretsDir: string;
}

type Json = z.infer<ReturnType<typeof z.json>>;

/** What one call came to. `status`: what the system said that did not do it. */
export type OperationAnswer =
  | { readonly ok: true; readonly response: Json }
  | { readonly ok: false; readonly code: string; readonly retryable?: boolean; readonly status?: number };

interface Ask {
  readonly body: JsonObject;
  /** The same at every attempt, so that the other side can tell repeats. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
}

/** Calls an operation once. What is sent and what is answered is held to the operation's schemas. Never rejects for what the other side does. */
export async function askOperation(row: OperationRow, settings: OperationSettings, ask: Ask): Promise<OperationAnswer> {
  const url = addressOf(row, ask.body);
  if (url === null || !settings.hosts.includes(url.host)) return { ok: false, code: 'not_allowed' };
  if (!conforms(row.requestSchema, ask.body)) return { ok: false, code: 'bad_request' };
  const secret = row.secretName === null ? null : await readSecret(settings.secretsDir, row.secretName);
  const hasBody = row.method !== 'GET';
  try {
    const response = await fetch(url, {
      method: row.method,
      headers: {
        accept: 'application/json',
        'user-agent': 'Guichet',
        'idempotency-key': ask.idempotencyKey,
        ...(hasBody ? { 'content-type': 'application/json' } : {}),
        ...(secret === null ? {} : { authorization: `Bearer ${secret}` }),
      },
      ...(hasBody ? { body: JSON.stringify(ask.body) } : {}),
      // A redirect could lead to a host that nobody allowed.
      redirect: 'manual',
      signal: AbortSignal.any([ask.signal, AbortSignal.timeout(row.timeoutMs)]),
    });
    return await readAnswer(row, response);
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    return { ok: false, code: timedOut ? 'timeout' : 'unavailable', retryable: true };
  }
}

async function readAnswer(row: OperationRow, response: Response): Promise<OperationAnswer> {
  const { status } = response;
  if (!response.ok) {
    await response.body?.cancel();
    const passing = status >= 500 || status === 429;
    return passing ? { ok: false, code: 'unavailable', retryable: true, status } : { ok: false, code: 'refused', status };
  }
  const answer = await readJson(response);
  if (answer === undefined || !conforms(row.responseSchema, answer)) return { ok: false, code: 'bad_response', status };
  return { ok: true, response: answer };
}

/** The operation's address with what stands in braces filled in, each value as one part of a path; null where one is missing. */
function addressOf(row: OperationRow, request: JsonObject): URL | null {
  let complete = true;
  const path = row.path.replace(PLACEHOLDER, (_all, name: string) => {
    const value = Object.hasOwn(request, name) ? request[name] : undefined;
    if (typeof value !== 'string' && typeof value !== 'number') complete = false;
    const part = encodeURIComponent(String(value));
    // Two dots would leave the folder although they are no separator.
    if (part === '.' || part === '..') complete = false;
    return part;
  });
  return complete && URL.canParse(path, row.baseUrl) ? new URL(path, row.baseUrl) : null;
}

async function readSecret(dir: string, name: string): Promise<string> {
  if (!SECRET_NAME.test(name)) throw new AppError('internal');
  return (await readFile(join(dir, name), 'utf8')).trim();
}

/** Undefined for what is no JSON, or too much of it. */
async function readJson(response: Response): Promise<Json | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER_BYTES) return undefined;
    chunks.push(chunk);
  }
  try {
    return size === 0 ? null : (JSON.parse(Buffer.concat(chunks).toString('utf8')) as Json);
  } catch {
    return undefined;
  }
}

const conforms = (schema: unknown, value: unknown): boolean =>
  z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(value).success;
