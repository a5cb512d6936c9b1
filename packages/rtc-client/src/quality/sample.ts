import type { QualitySample } from '../room-view.ts';
import type { Counters, StreamCount } from './counters.ts';
import { speechScore } from './score.ts';

/**
 * What happened between two looks at the counters. A stream that is new, or whose counters began again (another transport after a
 * restart), counts from its present state on, never with what it counted before.
 */
export function qualitySample(before: Counters, now: Counters): QualitySample {
  const spanMs = Math.max(1, now.atMs - before.atMs);
  const roundTrips = now.roundTrips - before.roundTrips;
  const rttMs = roundTrips > 0 ? (now.roundTripTotalMs - before.roundTripTotalMs) / roundTrips : now.roundTripMs;
  const uplinkLossRatio = lossRatio(before.sent, now.sent, 'sent');
  const downlinkLossRatio = lossRatio(before.received, now.received, 'received');
  const losses = [uplinkLossRatio, downlinkLossRatio].filter((ratio) => ratio !== null);
  const played = now.playedSamples - before.playedSamples;
  return {
    rttMs: rttMs === null || rttMs < 0 ? null : rttMs,
    uplinkLossRatio,
    downlinkLossRatio,
    uplinkKbps: rate(now.sentBytes - before.sentBytes, spanMs),
    downlinkKbps: rate(now.receivedBytes - before.receivedBytes, spanMs),
    jitterMs: now.jitterMs,
    freezeCount: Math.max(0, now.freezeCount - before.freezeCount),
    freezeMs: Math.min(3_600_000, Math.max(0, now.freezeMs - before.freezeMs)),
    concealedRatio: played > 0 ? clamp((now.concealedSamples - before.concealedSamples) / played) : null,
    availableUplinkKbps: now.availableUplinkKbps,
    score: speechScore({ rttMs, jitterMs: now.jitterMs, lossRatio: losses.length === 0 ? null : Math.max(...losses) }),
    framesPerSecond: now.framesDecoded === null ? null : Math.max(0, ((now.framesDecoded - (before.framesDecoded ?? 0)) * 1000) / spanMs),
  };
}

/** Bytes over milliseconds as kbit/s. A counter that began again yields 0, not a negative rate. */
const rate = (bytes: number, spanMs: number): number => Math.min(1_000_000, Math.max(0, (bytes * 8) / spanMs));
const clamp = (ratio: number): number => Math.min(1, Math.max(0, ratio));

type Streams = ReadonlyMap<string, StreamCount>;

/** Lost packets of all streams over those that should have arrived; null when nothing was on its way. */
function lossRatio(before: Streams, now: Streams, side: 'sent' | 'received'): number | null {
  let lost = 0;
  let expected = 0;
  for (const [id, { packets, lost: lostByNow }] of now) {
    const earlier = before.get(id);
    if (!earlier || packets < earlier.packets) continue;
    // Late packets take a loss back: the count can fall.
    const newlyLost = Math.max(0, lostByNow - earlier.lost);
    lost += newlyLost;
    // A sender counts what it sent, a receiver what came: to the latter the lost ones are added.
    expected += packets - earlier.packets + (side === 'received' ? newlyLost : 0);
  }
  return expected === 0 ? null : clamp(lost / expected);
}
