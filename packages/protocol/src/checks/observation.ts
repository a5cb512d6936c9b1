import { z } from 'zod';
import { PartyRole } from '../replay/party-role.ts';
import { TrackId } from '../wire/ids.ts';
import { LiveCheck } from './live-check.ts';

const UnixMs = z.number().int().nonnegative();

/** Who found it: a measurement of our own, or an engine for faces or voices. */
export const CheckEngine = z.object({ name: z.string().max(64), version: z.string().max(64) });
export type CheckEngine = z.infer<typeof CheckEngine>;

/** Something that was wrong for a while, as live checks and the inspection both say it. */
export const Observation = z.object({
  check: LiveCheck,
  /** Null where it is of nobody alone: the recording itself. */
  role: PartyRole.nullable(),
  /** Null where it is of a step or of the whole recording. */
  trackId: TrackId.nullable(),
  /** The recorder's wall clock. */
  fromMs: UnixMs,
  /** Null: it has not ended. */
  untilMs: UnixMs.nullable(),
  /** What was measured, in the measure's own unit; null where nothing can be. */
  value: z.number().nullable(),
  engine: CheckEngine,
  confidence: z.number().min(0).max(1).nullable(),
});
export type Observation = z.infer<typeof Observation>;
