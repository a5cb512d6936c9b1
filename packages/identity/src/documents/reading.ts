import { z } from 'zod';

/** Where a value stands in the picture that was handed in: shares of its width and height from the top left corner. */
export const FieldBox = z.object({
  x: z.number().min(0).max(1),
  y: z.number().min(0).max(1),
  width: z.number().min(0).max(1),
  height: z.number().min(0).max(1),
});
export type FieldBox = z.infer<typeof FieldBox>;

/** One value that was read. `value` is null where the place was found and nothing could be made of it. */
export const ReadField = z.object({
  name: z.string().min(1).max(64),
  value: z.string().max(500).nullable(),
  confidence: z.number().min(0).max(1),
  box: FieldBox.nullable(),
  engine: z.string().min(1).max(64),
  version: z.string().min(1).max(64),
});
export type ReadField = z.infer<typeof ReadField>;

export const CheckOutcome = z.enum(['pass', 'fail', 'warn', 'not_evaluated']);
export type CheckOutcome = z.infer<typeof CheckOutcome>;

/** What one check found. `detail` is a closed word and never a value that stood on the document: it goes into logs. */
export const DocumentCheck = z.object({
  name: z.string().min(1).max(64),
  result: CheckOutcome,
  detail: z.string().max(64).nullable(),
});
export type DocumentCheck = z.infer<typeof DocumentCheck>;

/** Why a picture could not be used, in the words that the page turns into what to do. */
export const Advice = z.enum([
  'no_document',
  'cut_off',
  'covered',
  'glare',
  'blurred',
  'moving',
  'too_dark',
  'too_bright',
  'too_small',
  'wrong_side',
  'wrong_document',
  'unreadable',
]);
export type Advice = z.infer<typeof Advice>;

/** `needs_person` is not a failure: it was read, and somebody has to look at it. */
export const ReadingOutcome = z.enum(['accepted', 'needs_person', 'refused']);
export type ReadingOutcome = z.infer<typeof ReadingOutcome>;

export const DocumentReading = z.object({
  /** Null where nobody could tell what it is. */
  type: z.string().max(64).nullable(),
  outcome: ReadingOutcome,
  advice: z.array(Advice),
  fields: z.array(ReadField).max(40),
  checks: z.array(DocumentCheck).max(60),
});
export type DocumentReading = z.infer<typeof DocumentReading>;
