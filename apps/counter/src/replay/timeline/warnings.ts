import type { ParticipantId, SessionEvent, Timeline } from '@guichet/protocol';
import { FOREIGN_STILLS } from '@guichet/workflow';
import { foldWarnings } from '../../live-checks/open-warnings.ts';
import type { RecordingClock } from './clock.ts';
import type { FlowStory } from './flow-story.ts';
import { lineWarnings } from './quality.ts';

type Warning = Timeline['warnings'][number];

/** Everything that somebody who watches should not miss, in order. */
export function projectWarnings(events: readonly SessionEvent[], story: FlowStory | null, clock: RecordingClock): Timeline['warnings'] {
  const live = liveWarnings(events, clock);
  const others = [
    ...lineWarnings(events, clock),
    ...connectionWarnings(events, clock),
    ...(story === null ? [] : stepWarnings(story, clock)),
  ].filter(
    (one) => !live.some((other) => other.kind === SAID_LIVE[one.kind] && other.fromMs <= one.untilMs && one.fromMs <= other.untilMs),
  );
  return [...live, ...others].toSorted((a, b) => a.fromMs - b.fromMs);
}

/** What live checks say as well: of one thing a reviewer reads once. Where they were off it is the only word of it. */
const SAID_LIVE: Partial<Record<Warning['kind'], Warning['kind']>> = {
  recording_degraded: 'recording_stalled',
  read_too_fast: 'line_too_fast',
};

function connectionWarnings(events: readonly SessionEvent[], clock: RecordingClock): Warning[] {
  const warnings: Warning[] = [];
  const begin = (kind: Warning['kind'], fromMs: number, participantId: ParticipantId | null = null): void => {
    warnings.push({ kind, participantId, fromMs, untilMs: clock.durationMs, value: null });
  };
  const end = (kind: Warning['kind'], untilMs: number, participantId: ParticipantId | null = null): void => {
    const open = warnings.findLast((warning) => warning.kind === kind && warning.participantId === participantId);
    if (open !== undefined) open.untilMs = untilMs;
  };
  for (const event of events) {
    const atMs = clock.of(event);
    switch (event.type) {
      case 'call.participant_disconnected':
        begin('disconnected', atMs, event.payload.participantId);
        break;
      case 'call.participant_resumed':
      case 'call.participant_left':
        end('disconnected', atMs, event.payload.participantId);
        break;
      case 'call.participant_replaced':
        warnings.push({ kind: 'replaced_page', participantId: event.payload.participantId, fromMs: atMs, untilMs: atMs, value: null });
        break;
      case 'call.moved':
        warnings.push({ kind: 'call_moved', participantId: null, fromMs: atMs, untilMs: atMs, value: null });
        break;
      case 'recording.degraded':
        begin('recording_degraded', atMs);
        break;
      case 'recording.recovered':
        end('recording_degraded', atMs);
        break;
      default:
        break;
    }
  }
  return warnings;
}

/** What live checks warned of while it was recorded, from where it began and not from where it was noticed. */
function liveWarnings(events: readonly SessionEvent[], clock: RecordingClock): Warning[] {
  return foldWarnings(events).map(({ raised: { participantId, observation }, untilMs }) => ({
    kind: observation.check,
    participantId,
    fromMs: clock.at(observation.fromMs),
    untilMs: clock.end(untilMs),
    value: observation.value,
  }));
}

function stepWarnings({ nodes }: FlowStory, clock: RecordingClock): Warning[] {
  return nodes.flatMap((node) => {
    const warnings: Warning[] = [];
    const add = (kind: Warning['kind'], at: number, value: number | null = null, until = at): void => {
      warnings.push({ kind, participantId: null, fromMs: clock.at(at), untilMs: clock.at(until), value });
    };
    for (const { at, until } of node.held) add('step_held', at, null, until ?? node.leftAt ?? at);
    if (node.failed !== null && node.leftAt !== null) add('step_failed', node.leftAt);
    for (const fact of node.facts) {
      if (fact.kind !== 'marked') continue;
      const { mark, detail, at } = fact;
      if (mark === 'line_ticked' && detail['tooFast'] === true) add('read_too_fast', at, Number(detail['heldMs'] ?? 0));
      if (mark === 'line_asked_again' || mark === 'asked_again' || mark === 'document_asked_again')
        add('asked_again', at, Number(detail['time'] ?? 1));
      if (mark === 'still_refused' && FOREIGN_STILLS.some((finding) => finding === detail['finding'])) add('foreign_still', at);
      if (mark === 'person_called' || mark === 'person_asked_for') add('person_called', at);
    }
    return warnings;
  });
}
