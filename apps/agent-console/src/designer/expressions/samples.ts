import type { FlowVariable, Json, JsonObject } from '@guichet/workflow';

const BY_TYPE: Readonly<Record<FlowVariable['type'], Json>> = {
  string: 'text',
  number: 1,
  boolean: true,
  date: '2026-01-31',
  list: [],
  object: {},
};

/** A value for each variable: what was entered for it, what it begins with, or one of its type. */
export function samplesOf(variables: readonly FlowVariable[], entered: JsonObject): JsonObject {
  return Object.fromEntries(
    variables.map(({ name, type, initial }) => [name, entered[name] ?? (initial as Json | undefined) ?? BY_TYPE[type]]),
  );
}

/** What was typed as a value of the type; undefined while it is none. */
export function sampleFrom(text: string, type: FlowVariable['type']): Json | undefined {
  if (type === 'string' || type === 'date') return text;
  try {
    const value = JSON.parse(text) as Json;
    const is = Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value;
    return is === type ? value : undefined;
  } catch {
    return undefined;
  }
}
