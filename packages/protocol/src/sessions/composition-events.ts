import { z } from 'zod';
import { CompositionId, RecordingId } from '../wire/ids.ts';

/** What a session's log says of the composites that were made of its recordings. They are derived: what they show stands in the recording. */
export const compositionEvents = {
  'recording.composed': z.object({
    recordingId: RecordingId,
    compositionId: CompositionId,
    layout: z.string().max(32),
    language: z.string().max(16),
    sizeBytes: z.number().int().nonnegative(),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    durationMs: z.number().int().nonnegative(),
  }),
  /** It was wanted and will not be made, unless somebody asks again. */
  'recording.compose_abandoned': z.object({
    recordingId: RecordingId,
    compositionId: CompositionId,
    layout: z.string().max(32),
    reason: z.enum(['cancelled', 'disk_low', 'over_limit', 'recording_missing', 'failed']),
  }),
} as const;
