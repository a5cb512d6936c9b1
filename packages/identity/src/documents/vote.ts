import type { FieldFound } from './document-type.ts';

/**
 * One set of fields from those of several pictures of one document. A value that more pictures agree on is surer than each of them was; where they
 * differ, the likeliest is named, and is as unsure as they are at odds.
 */
export function voteFields(pictures: readonly (readonly FieldFound[])[]): FieldFound[] {
  const names = [...new Set(pictures.flatMap((fields) => fields.map(({ name }) => name)))];
  return names.flatMap((name) => {
    const found = pictures.flatMap((fields) => fields.filter((field) => field.name === name));
    return winner(found) ?? found.slice(0, 1);
  });
}

/** No document type is content with less: a person looks at the field. */
const STILL_ALONE = 0.4;

/** The same with a still that a page sent. What stands on none of the recorded frames may be right, but is never sure. */
export function voteWithStill(frames: readonly (readonly FieldFound[])[], still: readonly FieldFound[]): FieldFound[] {
  const isRecorded = ({ name, value }: FieldFound) =>
    frames.some((fields) => fields.some((field) => field.name === name && field.value === value));
  return voteFields([...frames, still]).map((field) =>
    field.value === null || isRecorded(field) ? field : { ...field, confidence: Math.min(field.confidence, STILL_ALONE) },
  );
}

function winner(found: readonly FieldFound[]): FieldFound | null {
  const votes = new Map<string, FieldFound[]>();
  for (const field of found) if (field.value !== null) votes.set(field.value, [...(votes.get(field.value) ?? []), field]);
  const weightOf = (fields: readonly FieldFound[]) => fields.reduce((sum, { confidence }) => sum + confidence, 0);
  const [first, ...others] = [...votes.values()].toSorted((a, b) => weightOf(b) - weightOf(a));
  const [best] = first?.toSorted((a, b) => b.confidence - a.confidence) ?? [];
  if (first === undefined || best === undefined) return null;
  const together = 1 - first.reduce((unsure, { confidence }) => unsure * (1 - confidence), 1);
  const against = others.reduce((sum, fields) => sum + weightOf(fields), 0);
  return { ...best, confidence: against === 0 ? together : best.confidence * (weightOf(first) / (weightOf(first) + against)) };
}
