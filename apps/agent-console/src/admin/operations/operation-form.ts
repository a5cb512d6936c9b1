import {
  BaseAddress,
  ObjectSchema,
  OperationFacts,
  type OperationMethod,
  OperationName,
  type OperationView,
  SecretChoice,
} from '@guichet/protocol';

/** What stands in the form, before it is checked. */
export interface OperationDraft {
  readonly name: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly baseUrl: string;
  readonly method: string;
  readonly path: string;
  readonly requestSchema: string;
  readonly responseSchema: string;
  readonly timeoutMs: string;
  readonly maxAttempts: string;
  readonly secret: SecretChoice['kind'];
  readonly secretName: string;
}

export type OperationProblem =
  | 'badName'
  | 'badTitle'
  | 'badBaseUrl'
  | 'badPath'
  | 'badRequestSchema'
  | 'badResponseSchema'
  | 'badTimeout'
  | 'badAttempts'
  | 'badSecret'
  | 'secretMoves';

const pretty = (value: unknown) => JSON.stringify(value, undefined, 2);

export const draftOf = (operation: OperationView | null): OperationDraft => ({
  name: operation?.name ?? '',
  titleZh: operation?.title['zh-CN'] ?? '',
  titleEn: operation?.title.en ?? '',
  baseUrl: operation?.baseUrl ?? '',
  method: operation?.method ?? 'POST',
  path: operation?.path ?? '/',
  requestSchema: pretty(operation?.requestSchema ?? { type: 'object', properties: {} }),
  responseSchema: pretty(operation?.responseSchema ?? { type: 'object', properties: {} }),
  timeoutMs: String(operation?.timeoutMs ?? 5_000),
  maxAttempts: String(operation?.maxAttempts ?? 3),
  secret: operation?.hasSecret === true ? 'kept' : 'none',
  secretName: '',
});

/** The value of a JSON text; undefined for what is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What keeps the draft from being sent, first things first. `before`: what is being edited. */
export function problemOf(draft: OperationDraft, before: OperationView | null): OperationProblem | null {
  const { shape } = OperationFacts;
  if (before === null && !OperationName.safeParse(draft.name.trim()).success) return 'badName';
  if (!shape.title.safeParse({ 'zh-CN': draft.titleZh, en: draft.titleEn }).success) return 'badTitle';
  const baseUrl = BaseAddress.safeParse(draft.baseUrl.trim());
  if (!baseUrl.success) return 'badBaseUrl';
  if (!shape.path.safeParse(draft.path.trim()).success) return 'badPath';
  if (!ObjectSchema.safeParse(parseJson(draft.requestSchema)).success) return 'badRequestSchema';
  if (!ObjectSchema.safeParse(parseJson(draft.responseSchema)).success) return 'badResponseSchema';
  if (!shape.timeoutMs.safeParse(Number(draft.timeoutMs)).success) return 'badTimeout';
  if (!shape.maxAttempts.safeParse(Number(draft.maxAttempts)).success) return 'badAttempts';
  if (!SecretChoice.safeParse(secretOf(draft)).success) return 'badSecret';
  if (draft.secret === 'kept' && baseUrl.data !== before?.baseUrl) return 'secretMoves';
  return null;
}

/** What is sent of a draft in which there is no problem. */
export function factsOf(draft: OperationDraft): OperationFacts & { readonly secret: SecretChoice } {
  return {
    title: { 'zh-CN': draft.titleZh.trim(), en: draft.titleEn.trim() },
    baseUrl: draft.baseUrl.trim(),
    method: draft.method as OperationMethod,
    path: draft.path.trim(),
    requestSchema: parseJson(draft.requestSchema) as ObjectSchema,
    responseSchema: parseJson(draft.responseSchema) as ObjectSchema,
    timeoutMs: Number(draft.timeoutMs),
    maxAttempts: Number(draft.maxAttempts),
    secret: secretOf(draft),
  };
}

function secretOf({ secret, secretName }: OperationDraft): SecretChoice {
  return secret === 'named' ? { kind: secret, name: secretName.trim() } : { kind: secret };
}

/** Something to begin a test with: every member that the schema asks for, with a value of its type. */
export function sampleOf(schema: OperationView['requestSchema']): string {
  const properties = (schema['properties'] ?? {}) as Record<string, { type?: unknown; enum?: unknown[] }>;
  const valueOf = ({ type, enum: allowed }: { type?: unknown; enum?: unknown[] }) => {
    if (allowed !== undefined) return allowed[0] ?? null;
    if (type === 'string') return '';
    if (type === 'boolean') return false;
    return type === 'number' || type === 'integer' ? 0 : null;
  };
  return pretty(Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, valueOf(property)])));
}
