import { z } from 'zod';

const Point = z.object({
  x: z.number().min(0).max(1),
  y: z.number().min(0).max(1),
  /** Milliseconds since the first touch of the field. */
  t: z.number().int().min(0).max(3_600_000),
  pressure: z.number().min(0).max(1).exactOptional(),
});
/** Pen strokes as shares of their field, from its top left corner. */
export const Strokes = z.array(z.array(Point).min(1).max(1_000)).min(1).max(100);

/** Whose signature a sealed document carries: the bank's seal over handwriting and video, or an authority's certificate for this one event. */
export const SignerKind = z.enum(['bank_seal', 'ca_event']);
