import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@guichet/protocol';
import { effectContracts, type Json, type JsonObject } from '@guichet/workflow';
import { z } from 'zod';
import type { FlowService as ServiceRow } from '../../database/generated/client.ts';
import type { Core } from '../../sessions/core.ts';
import type { EffectAnswer, EffectRequest, FlowServices } from '../flow-services.ts';
import { CircuitBreaker } from './circuit-breaker.ts';

/** No system of a bank answers a step with more. */
const MAX_ANSWER_BYTES = 64 * 1024;
const SECRET_NAME = /^[a-z][a-z0-9_-]{0,63}$/;
const PLACEHOLDER = /\{([A-Za-z0-9_]{1,64})\}/g;

export interface ServiceCallSettings {
  /** `host` or `host:port` of the systems that flows may reach; all others are refused whatever a service says. */
  readonly hosts: readonly string[];
  /** Folder with one file for each secret that a service names. */
  readonly secretsDir: string;
}

/** Calls the bank's systems by the name that an administrator gave them. What they are sent and what they answer is held to a schema. */
export function registerCallService(services: FlowServices, core: Core, settings: ServiceCallSettings): void {
  const breaker = new CircuitBreaker(() => performance.now());
  services.register('service.call', {
    where: 'outside',
    // Whatever a core system says of a customer.
    personal: true,
    run: async (request, signal) => {
      const call = effectContracts['service.call'].payload.safeParse(request.payload);
      if (!call.success) return { ok: false, code: 'bad_request' };
      const name = `${call.data.service}.${call.data.operation}`;
      const row = await core.database.read((prisma) => prisma.flowService.findUnique({ where: { name } }));
      if (row?.active !== true) return { ok: false, code: 'not_available' };
      const url = addressOf(row, call.data.request as JsonObject);
      if (url === null || !settings.hosts.includes(url.host)) return { ok: false, code: 'not_allowed' };
      if (!conforms(row.requestSchema, call.data.request)) return { ok: false, code: 'bad_request' };
      if (!breaker.allows(name)) return { ok: false, code: 'unavailable', retryable: true };
      const answer = await askPatiently(row, { url, body: call.data.request as JsonObject, request, settings, signal });
      if (answer.ok || answer.retryable !== true) breaker.succeeded(name);
      else breaker.failed(name);
      return answer;
    },
  });
}

interface Ask {
  readonly url: URL;
  readonly body: JsonObject;
  readonly request: EffectRequest;
  readonly settings: ServiceCallSettings;
  readonly signal: AbortSignal;
}

/** Asks as often as the service's row allows, each time under the same idempotency key. */
async function askPatiently(row: ServiceRow, ask: Ask): Promise<EffectAnswer> {
  for (let attempt = 1; ; attempt++) {
    const answer = await askOnce(row, ask);
    if (answer.ok || answer.retryable !== true || attempt >= row.maxAttempts || ask.signal.aborted) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200 * 2 ** attempt));
  }
}

async function askOnce(row: ServiceRow, { url, body, request, settings, signal }: Ask): Promise<EffectAnswer> {
  const secret = row.secretName === null ? null : await readSecret(settings.secretsDir, row.secretName);
  const hasBody = row.method !== 'GET';
  let response: Response;
  try {
    response = await fetch(url, {
      method: row.method,
      headers: {
        accept: 'application/json',
        'user-agent': 'Guichet',
        'idempotency-key': request.idempotencyKey,
        ...(hasBody ? { 'content-type': 'application/json' } : {}),
        ...(secret === null ? {} : { authorization: `Bearer ${secret}` }),
      },
      ...(hasBody ? { body: JSON.stringify(body) } : {}),
      // A redirect could lead to a host that nobody allowed.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(row.timeoutMs)]),
    });
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    return { ok: false, code: timedOut ? 'timeout' : 'unavailable', retryable: true };
  }
  if (response.status >= 500 || response.status === 429) {
    await response.body?.cancel();
    return { ok: false, code: 'unavailable', retryable: true };
  }
  if (!response.ok) {
    await response.body?.cancel();
    return { ok: false, code: 'refused', status: response.status };
  }
  const answer = await readJson(response);
  if (answer === undefined || !conforms(row.responseSchema, answer)) return { ok: false, code: 'bad_response' };
  return { ok: true, response: answer };
}

/** The service's address with what stands in braces filled in, each value as one part of a path; null where one is missing. */
function addressOf(row: ServiceRow, request: JsonObject): URL | null {
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
