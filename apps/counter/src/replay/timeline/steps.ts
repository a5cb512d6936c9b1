import { FlowNeed, type SessionEvent, type Timeline } from '@guichet/protocol';
import type { RecordingClock } from './clock.ts';
import type { FlowStory } from './flow-story.ts';

/** What holds a flow together and is no step to anybody. */
const SILENT_TYPES: ReadonlySet<string> = new Set(['fork', 'join', 'decision', 'sub-flow', 'end']);

export function projectSteps(story: FlowStory, clock: RecordingClock): Timeline['steps'] {
  return story.nodes
    .filter(({ type }) => !SILENT_TYPES.has(type))
    .map((node) => ({
      nodeRunId: node.nodeRunId,
      nodeId: node.nodeId,
      type: node.type,
      title: node.title,
      fromMs: clock.at(node.enteredAt),
      untilMs: clock.end(node.leftAt),
      port: node.port,
      failed: node.failed,
      held: node.held.map(({ at, until, needs }) => ({
        fromMs: clock.at(at),
        untilMs: clock.end(until ?? node.leftAt),
        needs: needs.map((need) => FlowNeed.parse(need)),
      })),
    }));
}

/** The business chapters of the recording. */
export function projectSegments(events: readonly SessionEvent[], story: FlowStory, clock: RecordingClock): Timeline['segments'] {
  const segments: Timeline['segments'] = [];
  for (const event of events) {
    if (event.type === 'segment.started') {
      const { segment } = event.payload;
      segments.push({ segment, title: story.segmentTitle(segment), fromMs: clock.of(event), untilMs: clock.durationMs });
    }
    if (event.type === 'segment.ended') {
      const open = segments.findLast(({ segment }) => segment === event.payload.segment);
      if (open !== undefined) open.untilMs = clock.of(event);
    }
  }
  return segments;
}
