import type { FlowRole } from '../../definition/flow-definition.ts';
import type { FieldValue, FormField } from './field-config.ts';
import { fieldProblem, hasShapeOf } from './field-problem.ts';

/** What stands in a field, who wrote it there and when. `system`: it was filled in before. */
export type Entry = { readonly value: FieldValue; readonly by: FlowRole; readonly byId: string | null; readonly atMs: number };
export type Entries = { readonly [field: string]: Entry };

export const entryOf = (entries: Entries, key: string): Entry | null => (Object.hasOwn(entries, key) ? (entries[key] ?? null) : null);
export const valueOf = (entries: Entries, key: string): FieldValue => entryOf(entries, key)?.value ?? null;

/** What the definition filled in: only values that the field can hold. */
export function initialEntries(fields: readonly FormField[], nowMs: number): Entries {
  const known = fields.filter((field) => field.initial !== null && hasShapeOf(field, field.initial));
  return Object.fromEntries(known.map(({ key, initial }) => [key, { value: initial, by: 'system', byId: null, atMs: nowMs }]));
}

/** The fields that apply with what stands in the others; a field whose condition looks at a hidden one is hidden too. */
export function applyingFields(fields: readonly FormField[], entries: Entries): FormField[] {
  const applying: FormField[] = [];
  for (const field of fields) {
    const { showWhen } = field;
    if (showWhen === null) {
      applying.push(field);
      continue;
    }
    if (!applying.some(({ key }) => key === showWhen.field)) continue;
    const value = valueOf(entries, showWhen.field);
    const held = Array.isArray(value) ? value : [value];
    if (held.some((one) => one !== null && showWhen.in.includes(one))) applying.push(field);
  }
  return applying;
}

export function problemsOf(fields: readonly FormField[], entries: Entries) {
  return applyingFields(fields, entries).flatMap((field) => {
    const problem = fieldProblem(field, valueOf(entries, field.key));
    return problem === null ? [] : [{ field: field.key, problem }];
  });
}
