import { z } from 'zod';
import { ParticipantId, RecordingId, WarningId } from '../wire/ids.ts';
import { NodeRunId } from '../sessions/flow-view.ts';
import { Observation } from './observation.ts';

/** What ended a warning: it was mended, what it was about is gone (a camera switched off, a step left), or the call is over. */
export const WarningEnd = z.enum(['mended', 'gone', 'call_ended']);
export type WarningEnd = z.infer<typeof WarningEnd>;

/** What a session's log says of live checks: every warning, and its end. */
export const warningEvents = {
  'warning.raised': z.object({
    warningId: WarningId,
    recordingId: RecordingId,
    /** Null where it is of nobody alone. */
    participantId: ParticipantId.nullable(),
    /** The step that it is of; null where it is of none. */
    nodeRunId: NodeRunId.nullable(),
    observation: Observation,
    /** A keyframe of what is recorded shows it too; null where no picture can. */
    confirmed: z.boolean().nullable(),
  }),
  'warning.ended': z.object({
    warningId: WarningId,
    recordingId: RecordingId,
    observation: Observation,
    end: WarningEnd,
  }),
} as const;
