import { LocalText } from '@guichet/protocol';
import { z } from 'zod';

/** What a hand-over shows to everybody … */
export const HandOverView = z.object({
  /** Since when a person is looked for, Unix ms. */
  since: z.number(),
  /** The ticket, once there is one, and how many stand before it. */
  number: z.string().nullable(),
  place: z.number().nullable(),
  notice: LocalText.nullable(),
});

/** … and to staff. */
export const HandOverStaffView = HandOverView.extend({
  summary: LocalText.nullable(),
  reason: z.string(),
  skill: z.string().nullable(),
});
