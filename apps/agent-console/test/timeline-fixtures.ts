import type { RecordingDetail, Timeline } from '@guichet/protocol';
import { bareTimeline } from '../src/review/timeline/bare-timeline.ts';

/** A timeline of a recording whose session ran no flow: nothing is masked, and nothing was found. */
export const timelineOf = (detail: RecordingDetail): Timeline => ({ ...bareTimeline(detail), mayUnmask: true });
