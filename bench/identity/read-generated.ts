import { type DocumentReader, DocumentReading } from '@guichet/identity';
import { type DrawnType, drawDocument, type Level, levels, SeededRandom, takePicture } from '@guichet/identity/testing';
import { z } from 'zod';
import { isAcceptedWrong } from './accuracy-cells.ts';

/** What came of one generated document. */
export const DocumentResult = z.object({
  /** The seed of the run that it belongs to, and its own. */
  run: z.number(),
  seed: z.number(),
  type: z.string(),
  level: z.string(),
  outcome: DocumentReading.shape.outcome,
  advice: z.array(z.string()),
  /** Of every field that is printed. */
  fields: z.record(z.string(), z.enum(['right', 'wrong', 'none'])),
  ms: z.number(),
});
export type DocumentResult = z.infer<typeof DocumentResult>;

/** A document that was accepted though something on it was misread, with all that is needed to look into it; its person is invented. */
export const WrongAcceptance = z.object({
  run: z.number(),
  seed: z.number(),
  type: z.string(),
  level: z.string(),
  /** What it was taken for. */
  readAs: z.string().nullable(),
  fields: z.array(
    z.object({ name: z.string(), printed: z.string().nullable(), read: z.string().nullable(), confidence: z.number(), engine: z.string() }),
  ),
  checks: DocumentReading.shape.checks,
});
export type WrongAcceptance = z.infer<typeof WrongAcceptance>;

/** Documents are drawn as valid on this day, and read on it. */
const TODAY = '2026-06-01';

export interface Generated {
  readonly run: number;
  readonly seed: number;
  readonly type: DrawnType;
  readonly level: Level;
}

export interface GeneratedRead {
  readonly result: DocumentResult;
  /** Null where it was not accepted, or rightly. */
  readonly wrong: WrongAcceptance | null;
}

/** Draws a document, pictures it, and reads the picture as it would come from a camera; its kind is not told. */
export async function readGenerated(reader: DocumentReader, { run, seed, type, level }: Generated): Promise<GeneratedRead> {
  const random = new SeededRandom(seed);
  const document = drawDocument(type, random);
  const { jpeg } = await takePicture(document, levels[level](random), random);
  const startedMs = performance.now();
  const reading = await reader.read(jpeg, { type: null, today: TODAY });
  const ms = Math.round(performance.now() - startedMs);
  const result = {
    run,
    seed,
    type,
    level,
    outcome: reading.outcome,
    advice: reading.advice,
    fields: compared(document.truth, reading),
    ms,
  };
  return { result, wrong: isAcceptedWrong(result) ? whole({ run, seed, type, level }, document.truth, reading) : null };
}

function compared(truth: Readonly<Record<string, string>>, { fields }: DocumentReading): DocumentResult['fields'] {
  const judged = Object.entries(truth).map(([name, printed]) => {
    const value = fields.find((field) => field.name === name)?.value ?? null;
    return [name, value === null ? 'none' : value === printed ? 'right' : 'wrong'] as const;
  });
  return Object.fromEntries(judged);
}

function whole(generated: Generated, truth: Readonly<Record<string, string>>, { type, fields, checks }: DocumentReading): WrongAcceptance {
  const names = new Set([...Object.keys(truth), ...fields.map(({ name }) => name)]);
  return {
    ...generated,
    readAs: type,
    fields: [...names].map((name) => {
      const field = fields.find((each) => each.name === name);
      const { value = null, confidence = 0, engine = '' } = field ?? {};
      return { name, printed: truth[name] ?? null, read: value, confidence: Number(confidence.toFixed(4)), engine };
    }),
    checks,
  };
}
