import { LocalText } from '@guichet/protocol';
import { z } from 'zod';

/** What a consent shows to each of its sides. */
export const ConsentView = z.object({
  /** Decided upon at the session's entry, or within the flow. */
  source: z.enum(['session', 'flow']),
  textVersion: z.string().nullable(),
  /** Null until the bank has given its text. */
  title: LocalText.nullable(),
  body: z.array(LocalText),
  withoutIt: LocalText.nullable(),
  mayDecide: z.boolean(),
});
