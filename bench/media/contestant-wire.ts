import { z } from 'zod';

/**
 * `bare`: a media worker alone. `unrecorded`, `recorded`: our media node, without and with recordings. `recordedLight`: the same with the lighter
 * streams.
 */
export const contestantNames = ['bare', 'unrecorded', 'recorded', 'recordedLight'] as const;
export type ContestantName = (typeof contestantNames)[number];

export const Command = z.discriminatedUnion('do', [
  /** Calls join, one after the other or all at once. */
  z.object({ do: z.literal('add'), calls: z.number().int(), together: z.boolean(), countsReceived: z.boolean() }),
  z.object({ do: z.literal('play'), playing: z.boolean() }),
  z.object({ do: z.literal('count') }),
]);
export type Command = z.infer<typeof Command>;

/** Packets since the beginning: sent by all calls; sent and received in those calls whose receivers count; written to journals. */
export const Count = z.object({ sentByAll: z.number(), sent: z.number(), received: z.number(), written: z.number().nullable() });
export type Count = z.infer<typeof Count>;

export const Answer = z.object({
  pids: z.record(z.string(), z.number()).optional(),
  firstMediaMs: z.array(z.number()).optional(),
  tookMs: z.number().optional(),
  count: Count.optional(),
  /** Why the command failed. */
  error: z.string().optional(),
});
export type Answer = z.infer<typeof Answer>;
