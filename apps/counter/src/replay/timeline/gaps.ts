import type { ParticipantId, RecordingDetail, SessionEvent, TimelineGap, TrackId } from '@guichet/protocol';
import type { RecordingClock } from './clock.ts';

/** What is not on the recording, lost or left out on purpose, as cards that say which and why. */
export function projectGaps(
  events: readonly SessionEvent[],
  detail: Pick<RecordingDetail, 'gaps' | 'tracks'>,
  clock: RecordingClock,
): TimelineGap[] {
  const lost = detail.gaps.map(({ trackId, fromMs, toMs, trouble }): TimelineGap => {
    const participantId = detail.tracks.find((track) => track.trackId === trackId)?.participantId ?? null;
    return { kind: 'lost', trackId, participantId, trouble, fromMs, untilMs: toMs };
  });
  const pauses = new Pauses(clock);
  for (const event of events) pauses.take(event);
  return [...lost, ...pauses.found].toSorted((a, b) => a.fromMs - b.fromMs);
}

class Pauses {
  readonly found: TimelineGap[] = [];
  readonly #clock: RecordingClock;

  constructor(clock: RecordingClock) {
    this.#clock = clock;
  }

  take(event: SessionEvent): void {
    switch (event.type) {
      case 'call.held':
        return this.#begin('held', event, null, null);
      case 'call.unheld':
        return this.#end('held', event, null);
      case 'track.paused':
        return this.#begin('track_paused', event, event.payload.participantId, event.payload.trackId);
      case 'track.resumed':
      case 'track.closed':
        return this.#end('track_paused', event, event.payload.trackId);
      case 'call.participant_disconnected':
        return this.#begin('away', event, event.payload.participantId, null);
      case 'call.participant_resumed':
        return this.#end('away', event, null, event.payload.participantId);
      default:
        return;
    }
  }

  #begin(kind: TimelineGap['kind'], event: SessionEvent, participantId: ParticipantId | null, trackId: TrackId | null): void {
    const fromMs = this.#clock.of(event);
    if (fromMs > this.#clock.durationMs) return;
    this.found.push({ kind, participantId, trackId, trouble: null, fromMs, untilMs: this.#clock.durationMs });
  }

  #end(kind: TimelineGap['kind'], event: SessionEvent, trackId: TrackId | null, participantId?: ParticipantId): void {
    const open = this.found.findLast(
      (gap) => gap.kind === kind && gap.trackId === trackId && (participantId === undefined || gap.participantId === participantId),
    );
    if (open !== undefined) open.untilMs = Math.min(open.untilMs, this.#clock.of(event));
  }
}
