import type { Json } from '../nodes/node-type.ts';

/** How many values there are in `value` at all depths, 1 for a single one; null when there are more, or more characters, than allowed. */
export function measure(value: Json, maxValues: number, maxCharacters: number): number | null {
  if (typeof value !== 'object' || value === null) return typeof value === 'string' && value.length > maxCharacters ? null : 1;
  let values = 0;
  let characters = 0;
  const open: Json[] = [value];
  while (open.length > 0) {
    const next = open.pop() as Json;
    values += 1;
    if (typeof next === 'string') characters += next.length;
    if (values > maxValues || characters > maxCharacters) return null;
    if (typeof next !== 'object' || next === null) continue;
    const inner = Object.values(next);
    if (values + open.length + inner.length > maxValues) return null;
    open.push(...inner);
  }
  return values;
}
