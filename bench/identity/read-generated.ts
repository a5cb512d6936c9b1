import type { DocumentReader, DocumentReading } from '@guichet/identity';
import { type DrawnType, drawDocument, type Level, levels, SeededRandom, takePicture } from '@guichet/identity/testing';
import { z } from 'zod';

/** What came of one generated document. */
export const DocumentResult = z.object({
  /** The seed of the run that it belongs to, and its own. */
  run: z.number(),
  seed: z.number(),
  type: z.string(),
  level: z.string(),
  outcome: z.enum(['accepted', 'needs_person', 'refused']),
  advice: z.array(z.string()),
  /** Of every field that is printed. */
  fields: z.record(z.string(), z.enum(['right', 'wrong', 'none'])),
  ms: z.number(),
});
export type DocumentResult = z.infer<typeof DocumentResult>;

/** Documents are drawn as valid on this day, and read on it. */
const TODAY = '2026-06-01';

export interface Generated {
  readonly run: number;
  readonly seed: number;
  readonly type: DrawnType;
  readonly level: Level;
}

/** Draws a document, pictures it, and reads the picture as it would come from a camera; its kind is not told. */
export async function readGenerated(reader: DocumentReader, { run, seed, type, level }: Generated): Promise<DocumentResult> {
  const random = new SeededRandom(seed);
  const document = drawDocument(type, random);
  const { jpeg } = await takePicture(document, levels[level](random), random);
  const startedMs = performance.now();
  const reading = await reader.read(jpeg, { type: null, today: TODAY });
  const ms = Math.round(performance.now() - startedMs);
  return { run, seed, type, level, outcome: reading.outcome, advice: reading.advice, fields: compared(document.truth, reading), ms };
}

function compared(truth: Readonly<Record<string, string>>, { fields }: DocumentReading): DocumentResult['fields'] {
  const judged = Object.entries(truth).map(([name, printed]) => {
    const value = fields.find((field) => field.name === name)?.value ?? null;
    return [name, value === null ? 'none' : value === printed ? 'right' : 'wrong'] as const;
  });
  return Object.fromEntries(judged);
}
