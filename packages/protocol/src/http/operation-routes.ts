import { z } from 'zod';
import type { LocalText } from '../wire/language.ts';
import type { RouteSpec } from './route-spec.ts';

/** `core.place-wealth-order`: the system and what it does, as steps of flows name them. */
export const OperationName = z.string().regex(/^[a-z][a-z0-9-]{0,39}\.[a-z][a-z0-9_-]{0,63}$/);

const SCHEMA_LIMIT_BYTES = 32 * 1024;
const SAMPLE_LIMIT_BYTES = 32 * 1024;
const isNoLargerThan = (limit: number) => (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).byteLength <= limit;

/** JSON Schema of an object. Refused where zod cannot hold anything to it. */
export const ObjectSchema = z
  .record(z.string(), z.unknown())
  .refine((schema) => schema['type'] === 'object', 'type is object')
  .refine(isNoLargerThan(SCHEMA_LIMIT_BYTES), 'too large')
  .refine((schema) => {
    try {
      z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
      return true;
    } catch {
      return false;
    }
  }, 'no JSON schema');
export type ObjectSchema = z.infer<typeof ObjectSchema>;

/** Scheme, host and port alone: `https://core.bank.example:8443`. */
export const BaseAddress = z
  .url({ protocol: /^https?$/ })
  .max(255)
  .refine((url) => URL.canParse(url) && new URL(url).origin === url.replace(/\/$/, ''), 'scheme, host and port alone')
  .transform((url) => new URL(url).origin);

export const OperationMethod = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
export type OperationMethod = z.infer<typeof OperationMethod>;

/** What an administrator decides about an operation. */
export const OperationFacts = z.object({
  title: z.object({ 'zh-CN': z.string().trim().min(1).max(80), en: z.string().trim().min(1).max(80) }) satisfies typeof LocalText,
  /** Its host must be one that the operator allows (`SERVICE_HOSTS`). */
  baseUrl: BaseAddress,
  method: OperationMethod,
  /** `/accounts/{accountNumber}`: what stands in braces comes from the request. */
  path: z.string().regex(/^\/[^\s?#]{0,300}$/),
  requestSchema: ObjectSchema,
  responseSchema: ObjectSchema,
  timeoutMs: z.number().int().min(100).max(30_000),
  maxAttempts: z.number().int().min(1).max(5),
});
export type OperationFacts = z.infer<typeof OperationFacts>;

/** Which secret is sent as bearer token. Secrets stand in files of the operator's; here they have a name, and that is never shown again. */
export const SecretChoice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  /** The one that was chosen before. */
  z.object({ kind: z.literal('kept') }),
  z.object({ kind: z.literal('named'), name: z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/) }),
]);
export type SecretChoice = z.infer<typeof SecretChoice>;

export const OperationView = OperationFacts.extend({
  name: OperationName,
  /** As they stand in the database: a row older than a rule is shown as it is. */
  baseUrl: z.string(),
  path: z.string(),
  requestSchema: z.record(z.string(), z.unknown()),
  responseSchema: z.record(z.string(), z.unknown()),
  method: z.string(),
  timeoutMs: z.number().int(),
  maxAttempts: z.number().int(),
  hasSecret: z.boolean(),
  /** The operator lets flows reach its host. */
  allowed: z.boolean(),
  active: z.boolean(),
});
export type OperationView = z.infer<typeof OperationView>;

/** What came of a test: what a flow's step would have been told. */
export const OperationTrial = z.object({
  tookMs: z.number().int().nonnegative(),
  outcome: z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), response: z.unknown() }),
    z.object({ ok: z.literal(false), code: z.string().max(64), status: z.number().int().nullable() }),
  ]),
});
export type OperationTrial = z.infer<typeof OperationTrial>;

const ByName = z.object({ name: OperationName });
const Nothing = z.object({});
const LOOK = { perSecond: 5, burst: 30 };
const CHANGE = { perSecond: 1, burst: 10 };

/** What administrators do with the operations of the bank's systems that flows call. */
export const operationRoutes = {
  'operations.list': {
    method: 'GET',
    path: '/v1/operations',
    summary: "What flows can call in the bank's systems, and the hosts that the operator allows",
    roles: ['admin'],
    rate: LOOK,
    reply: z.object({ operations: z.array(OperationView), hosts: z.array(z.string()) }),
  },
  'operations.create': {
    method: 'POST',
    path: '/v1/operations',
    summary: 'Add an operation of one of the bank’s systems',
    roles: ['admin'],
    rate: CHANGE,
    body: OperationFacts.extend({ name: OperationName, secret: SecretChoice }),
    reply: OperationView,
  },
  'operations.edit': {
    method: 'PUT',
    path: '/v1/operations/:name',
    summary: 'Change an operation; the next call of a flow goes by it',
    roles: ['admin'],
    rate: CHANGE,
    params: ByName,
    body: OperationFacts.extend({ secret: SecretChoice }),
    reply: OperationView,
  },
  'operations.test': {
    method: 'POST',
    path: '/v1/operations/:name/test',
    summary: 'Call an operation now, once, with a sample, and say what came of it',
    roles: ['admin'],
    rate: { perSecond: 0.5, burst: 5 },
    params: ByName,
    body: z.object({ sample: z.record(z.string(), z.unknown()).refine(isNoLargerThan(SAMPLE_LIMIT_BYTES), 'too large') }),
    reply: OperationTrial,
  },
  'operations.disable': {
    method: 'POST',
    path: '/v1/operations/:name/disable',
    summary: 'Let no flow call an operation any more; steps that need it go on by their port for failures',
    roles: ['admin'],
    rate: CHANGE,
    params: ByName,
    body: Nothing,
    reply: OperationView,
  },
  'operations.enable': {
    method: 'POST',
    path: '/v1/operations/:name/enable',
    summary: 'Let flows call an operation again',
    roles: ['admin'],
    rate: CHANGE,
    params: ByName,
    body: Nothing,
    reply: OperationView,
  },
} as const satisfies Record<string, RouteSpec>;
