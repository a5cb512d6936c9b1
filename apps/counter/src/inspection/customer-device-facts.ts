import { CodeFact, PositionFact, type RecordingFacts } from '@guichet/rules';
import type { Mark, PlaceEvent, StepRun } from './run-story.ts';

const reasonOf = ({ payload: { detail } }: Mark) => (typeof detail['reason'] === 'string' ? detail['reason'].slice(0, 64) : null);

/** What came of the steps that asked for a code. One that is still open has come to nothing yet. */
export function codeFacts(steps: readonly StepRun[], place: PlaceEvent): NonNullable<RecordingFacts['codes']> {
  return steps.flatMap(({ marks, path }) =>
    marks.flatMap((mark) => {
      const { mark: name, detail } = mark.payload;
      if (name !== 'otp_confirmed' && name !== 'otp_rejected') return [];
      const channel = CodeFact.shape.channel.safeParse(detail['channel']).data;
      if (channel === undefined) return [];
      return [{ ...place(mark), node: path, confirmed: name === 'otp_confirmed', reason: reasonOf(mark), channel }];
    }),
  );
}

/** What came of the steps that asked where the customer's device is. */
export function positionFacts(steps: readonly StepRun[], place: PlaceEvent): NonNullable<RecordingFacts['positions']> {
  return steps.flatMap(({ marks, path }) =>
    marks.flatMap((mark): PositionFact[] => {
      const { mark: name, detail } = mark.payload;
      const base = { ...place(mark), node: path };
      if (name === 'location_not_taken') return [{ ...base, accuracyM: null, whereabouts: null, reason: reasonOf(mark) }];
      if (name !== 'location_taken') return [];
      const taken = PositionFact.shape.accuracyM.safeParse(detail['accuracyM']).data ?? null;
      const whereabouts = PositionFact.shape.whereabouts.safeParse(detail['whereabouts']).data ?? null;
      return [{ ...base, accuracyM: taken, whereabouts, reason: null }];
    }),
  );
}
