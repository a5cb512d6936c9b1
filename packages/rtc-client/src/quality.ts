import type { NetworkSample } from '@guichet/protocol';

/** The counters of one moment, summed over both transports, from `RTCPeerConnection.getStats()` (W3C webrtc-stats). */
export interface Counters {
  readonly atMs: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly packetsSent: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  /** Seen by the node, from its receiver reports. */
  readonly remotePacketsLost: number;
  readonly rttMs: number | null;
  readonly jitterMs: number | null;
  readonly freezeCount: number;
  readonly freezeMs: number;
  readonly concealedSamples: number;
  readonly totalSamples: number;
}

type Row = Record<string, unknown> & { type: string };

const numberOf = (row: Row, key: string): number => (typeof row[key] === 'number' ? row[key] : 0);

/** Adds up the reports of a peer's connections. */
export function readCounters(reports: readonly Iterable<[string, unknown]>[], atMs: number): Counters {
  const counters = {
    atMs, bytesSent: 0, bytesReceived: 0, packetsSent: 0, packetsReceived: 0, packetsLost: 0, remotePacketsLost: 0, freezeCount: 0,
    freezeMs: 0, concealedSamples: 0, totalSamples: 0, rttMs: null as number | null, jitterMs: null as number | null,
  };
  for (const report of reports) {
    for (const [, entry] of report) {
      const row = entry as Row;
      switch (row.type) {
        case 'outbound-rtp':
          counters.bytesSent += numberOf(row, 'bytesSent');
          counters.packetsSent += numberOf(row, 'packetsSent');
          break;
        case 'remote-inbound-rtp':
          counters.remotePacketsLost += Math.max(0, numberOf(row, 'packetsLost'));
          if (typeof row['roundTripTime'] === 'number') counters.rttMs = Math.max(counters.rttMs ?? 0, row['roundTripTime'] * 1000);
          break;
        case 'inbound-rtp':
          counters.bytesReceived += numberOf(row, 'bytesReceived');
          counters.packetsReceived += numberOf(row, 'packetsReceived');
          counters.packetsLost += Math.max(0, numberOf(row, 'packetsLost'));
          counters.freezeCount += numberOf(row, 'freezeCount');
          counters.freezeMs += numberOf(row, 'totalFreezesDuration') * 1000;
          counters.concealedSamples += numberOf(row, 'concealedSamples') - numberOf(row, 'silentConcealedSamples');
          counters.totalSamples += numberOf(row, 'totalSamplesReceived');
          if (typeof row['jitter'] === 'number') counters.jitterMs = Math.max(counters.jitterMs ?? 0, row['jitter'] * 1000);
          break;
        case 'candidate-pair':
          if (row['nominated'] === true && typeof row['currentRoundTripTime'] === 'number') {
            counters.rttMs = Math.max(counters.rttMs ?? 0, row['currentRoundTripTime'] * 1000);
          }
          break;
        default:
      }
    }
  }
  return counters;
}

const share = (part: number, whole: number): number | null => (whole > 0 ? Math.min(1, Math.max(0, part / whole)) : null);

/** What happened between two moments. Counters that went back (a track was replaced) count from zero. */
export function compareCounters(before: Counters, after: Counters): NetworkSample {
  const grown = (key: Exclude<keyof Counters, 'rttMs' | 'jitterMs'>): number =>
    after[key] >= before[key] ? after[key] - before[key] : after[key];
  const seconds = Math.max(0.001, (after.atMs - before.atMs) / 1000);
  const lostDown = grown('packetsLost');
  return {
    rttMs: after.rttMs,
    jitterMs: after.jitterMs,
    uplinkLossRatio: share(grown('remotePacketsLost'), grown('packetsSent')),
    downlinkLossRatio: share(lostDown, lostDown + grown('packetsReceived')),
    uplinkKbps: (grown('bytesSent') * 8) / 1000 / seconds,
    downlinkKbps: (grown('bytesReceived') * 8) / 1000 / seconds,
    freezeCount: Math.round(grown('freezeCount')),
    freezeMs: grown('freezeMs'),
    concealedRatio: share(grown('concealedSamples'), grown('totalSamples')),
  };
}
