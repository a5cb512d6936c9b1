import { Json, LocalText } from '@guichet/protocol';
import { z } from 'zod';

/** What a component of the bank's own shows, to each party what is theirs. Its page draws it. */
export const ComponentView = z.object({
  /** Fingerprint of the page that draws it. */
  page: z.string(),
  config: z.record(z.string(), Json),
  /** What was put in last with each action, by whom. */
  kept: z.record(z.string(), z.object({ input: Json, by: z.string(), atMs: z.number() })),
  /** What the reader can do now. */
  can: z.array(z.object({ action: z.string(), title: LocalText })),
});
export type ComponentView = z.infer<typeof ComponentView>;
