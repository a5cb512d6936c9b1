import type { ParticipantId, SessionEvent, Timeline, TimelineParty } from '@guichet/protocol';
import type { RecordingClock } from './clock.ts';

type Warning = Timeline['warnings'][number];
type Sampled = Extract<SessionEvent, { type: 'quality.sampled' }>;

/** A curve of an hour needs no more points than a screen has. */
const LEAST_APART_MS = 2_000;
/** Above this share of lost packets people notice (ITU-T G.113 puts the limit for good speech below 5 %). */
const LOSS_NOTICED = 0.05;
/** Beyond this one-way speech overlaps (ITU-T G.114: 400 ms there, so 800 ms there and back). */
const SLOW_RTT_MS = 800;
const FROZEN_MS = 500;
/** Samples come every few seconds; warnings closer than this are one. */
const ONE_WARNING_MS = 15_000;

/** How somebody's line was, as samples on the recording's clock. */
export function projectQuality(
  events: readonly SessionEvent[],
  participantId: ParticipantId,
  clock: RecordingClock,
): TimelineParty['quality'] {
  const samples: TimelineParty['quality'] = [];
  for (const event of events) {
    if (event.type !== 'quality.sampled' || event.payload.participantId !== participantId) continue;
    const atMs = clock.of(event);
    const last = samples.at(-1);
    if (last !== undefined && atMs - last.atMs < LEAST_APART_MS) continue;
    const { rttMs, freezeMs } = event.payload.sample;
    samples.push({ atMs, lossRatio: lossOf(event), rttMs, freezeMs });
  }
  return samples;
}

function lossOf({ payload: { sample } }: Sampled): number | null {
  const known = [sample.uplinkLossRatio, sample.downlinkLossRatio].filter((ratio) => ratio !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** What was wrong with somebody's line, a stretch of it as one warning with its worst value. */
export function lineWarnings(events: readonly SessionEvent[], clock: RecordingClock): Warning[] {
  const warnings: Warning[] = [];
  for (const event of events) {
    if (event.type !== 'quality.sampled') continue;
    const { participantId, sample } = event.payload;
    const atMs = clock.of(event);
    const lossRatio = lossOf(event);
    if (lossRatio !== null && lossRatio >= LOSS_NOTICED) extend(warnings, { kind: 'packet_loss', participantId, atMs, value: lossRatio });
    if (sample.rttMs !== null && sample.rttMs >= SLOW_RTT_MS)
      extend(warnings, { kind: 'slow_line', participantId, atMs, value: sample.rttMs });
    if (sample.freezeMs >= FROZEN_MS) extend(warnings, { kind: 'frozen_picture', participantId, atMs, value: sample.freezeMs });
  }
  return warnings;
}

interface Bad {
  readonly kind: Warning['kind'];
  readonly participantId: ParticipantId;
  readonly atMs: number;
  readonly value: number;
}

function extend(warnings: Warning[], { kind, participantId, atMs, value }: Bad): void {
  const open = warnings.findLast((warning) => warning.kind === kind && warning.participantId === participantId);
  if (open !== undefined && atMs - open.untilMs <= ONE_WARNING_MS) {
    open.untilMs = atMs;
    open.value = Math.max(open.value ?? 0, value);
    return;
  }
  warnings.push({ kind, participantId, fromMs: atMs, untilMs: atMs, value });
}
