import { z } from 'zod';

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day like 09:00');

/** A window of every week. One that ends before it begins runs over midnight and belongs to the day it begins. */
export const OpeningHours = z.object({
  /** 1 is Monday, 7 Sunday (ISO 8601). */
  days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  from: TimeOfDay,
  to: TimeOfDay,
});
export type OpeningHours = z.infer<typeof OpeningHours>;
