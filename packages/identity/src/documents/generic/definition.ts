import { z } from 'zod';

const Millimetres = z.number().min(0).max(300);
/** From the left, from the top, width, height. */
const Place = z.tuple([Millimetres, Millimetres, Millimetres, Millimetres]);

/** Signs that a value may be made of; a closed list, as a pattern from outside could take for ever to match. */
export const VALUE_KINDS = ['han', 'latin', 'digits', 'number', 'date', 'text'] as const;

const Field = z.strictObject({
  name: z.string().regex(/^[a-z][A-Za-z0-9]{0,40}$/),
  place: Place,
  /** The height of its signs. */
  signMm: z.number().min(1).max(12),
  script: z.enum(['chinese', 'latin', 'ocrb']),
  kind: z.enum(VALUE_KINDS),
  /** Values begin to the right of this, where a label stands in the same line. */
  fromMm: Millimetres.optional(),
  length: z.strictObject({ least: z.int().min(1).max(100), most: z.int().min(1).max(100) }).optional(),
  /** Without it nothing is accepted, and how sure it has to be. */
  required: z.number().min(0).max(1).optional(),
});
export type GenericField = z.infer<typeof Field>;

/** A document that a bank declares: what it is recognised by, where its values stand, what they look like. */
export const GenericDefinition = z
  .strictObject({
    type: z.string().regex(/^[a-z][a-z0-9-]{1,40}$/),
    widthMm: z.number().min(40).max(300),
    heightMm: z.number().min(30).max(300),
    /** Words that stand on it, and where. */
    title: z.strictObject({
      place: Place,
      signMm: z.number().min(1).max(20),
      script: z.enum(['chinese', 'latin']),
      text: z.string().min(2).max(60),
    }),
    pictures: z.array(Place).max(6).default([]),
    fields: z.array(Field).min(1).max(30),
    /** The field that says until when it is valid. */
    validUntil: z.string().optional(),
  })
  .refine(({ fields }) => new Set(fields.map(({ name }) => name)).size === fields.length, 'two fields have one name')
  .refine(
    ({ fields, validUntil }) => validUntil === undefined || fields.some(({ name }) => name === validUntil),
    'validUntil names no field',
  )
  .refine(
    ({ widthMm, heightMm, fields }) => fields.every(({ place: [x, y, width, height] }) => x + width <= widthMm && y + height <= heightMm),
    'a field reaches over the edge',
  );
export type GenericDefinition = z.infer<typeof GenericDefinition>;
