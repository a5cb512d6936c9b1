/** The members of WebRTC's statistics (W3C webrtc-stats) that are looked at. Browsers leave out what they do not count. */
interface Stat {
  readonly id: string;
  readonly type: string;
  readonly kind?: string;
  readonly mid?: string;
  readonly nominated?: boolean;
  readonly state?: string;
  readonly selectedCandidatePairId?: string;
  readonly currentRoundTripTime?: number;
  readonly totalRoundTripTime?: number;
  readonly responsesReceived?: number;
  readonly availableOutgoingBitrate?: number;
  readonly bytesSent?: number;
  readonly bytesReceived?: number;
  readonly headerBytesSent?: number;
  readonly headerBytesReceived?: number;
  readonly packetsSent?: number;
  readonly packetsReceived?: number;
  readonly packetsLost?: number;
  readonly roundTripTime?: number;
  readonly jitter?: number;
  readonly freezeCount?: number;
  readonly totalFreezesDuration?: number;
  readonly framesDecoded?: number;
  readonly concealedSamples?: number;
  readonly silentConcealedSamples?: number;
  readonly totalSamplesReceived?: number;
}

/**
 * mediasoup tries what the line down would bear by sending again, on a stream of its own, what was sent before: its numbers have gaps
 * that no packet ever filled.
 */
const PROBATOR_MID = 'probator';

export type StatsReport = Iterable<readonly [string, unknown]>;

/** What is counted of one stream of packets, from the beginning. Streams come and go, so each is compared with itself. */
export interface StreamCount {
  readonly packets: number;
  readonly lost: number;
}

/** Everything a look at the statistics yields. Counters grow from the beginning of the connection; the rest is of the moment. */
export interface Counters {
  /** Monotonic milliseconds. */
  readonly atMs: number;
  readonly sent: ReadonlyMap<string, StreamCount>;
  readonly received: ReadonlyMap<string, StreamCount>;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly roundTripTotalMs: number;
  readonly roundTrips: number;
  readonly roundTripMs: number | null;
  readonly availableUplinkKbps: number | null;
  readonly jitterMs: number | null;
  readonly freezeCount: number;
  readonly freezeMs: number;
  readonly framesDecoded: number | null;
  readonly concealedSamples: number;
  readonly playedSamples: number;
}

export function readCounters(sending: StatsReport, receiving: StatsReport, atMs: number): Counters {
  const up = new Map(entries(sending));
  const down = new Map(entries(receiving));
  const outbound = ofType(up, 'outbound-rtp');
  const inbound = ofType(down, 'inbound-rtp').filter((stat) => stat.mid !== PROBATOR_MID);
  const pair = selectedPair(up) ?? selectedPair(down);
  const sound = inbound.filter((stat) => stat.kind === 'audio');
  const pictures = inbound.filter((stat) => stat.kind === 'video');
  const reportedRtt = ofType(up, 'remote-inbound-rtp')
    .map((stat) => stat.roundTripTime)
    .filter((value) => value !== undefined);
  return {
    atMs,
    sent: sentStreams(up, outbound),
    received: new Map(inbound.map((stat) => [stat.id, { packets: stat.packetsReceived ?? 0, lost: stat.packetsLost ?? 0 }])),
    sentBytes: sum(outbound, (stat) => (stat.bytesSent ?? 0) + (stat.headerBytesSent ?? 0)),
    receivedBytes: sum(inbound, (stat) => (stat.bytesReceived ?? 0) + (stat.headerBytesReceived ?? 0)),
    roundTripTotalMs: (pair?.totalRoundTripTime ?? 0) * 1000,
    roundTrips: pair?.responsesReceived ?? 0,
    roundTripMs: milliseconds(pair?.currentRoundTripTime ?? reportedRtt[0]),
    availableUplinkKbps: pair?.availableOutgoingBitrate === undefined ? null : pair.availableOutgoingBitrate / 1000,
    jitterMs: sound.length === 0 ? null : milliseconds(Math.max(...sound.map((stat) => stat.jitter ?? 0))),
    freezeCount: sum(pictures, (stat) => stat.freezeCount ?? 0),
    freezeMs: sum(pictures, (stat) => (stat.totalFreezesDuration ?? 0) * 1000),
    framesDecoded: pictures.length === 0 ? null : sum(pictures, (stat) => stat.framesDecoded ?? 0),
    // Silence that was made up is what anybody expects of a muted microphone: only made-up sound counts.
    concealedSamples: sum(sound, (stat) => (stat.concealedSamples ?? 0) - (stat.silentConcealedSamples ?? 0)),
    playedSamples: sum(sound, (stat) => stat.totalSamplesReceived ?? 0),
  };
}

/** Packets that arrived on this transport, of whatever kind; null where the browser does not count them. */
export function packetsArrived(report: StatsReport): number | null {
  const transport = ofType(new Map(entries(report)), 'transport')[0];
  return transport?.packetsReceived ?? null;
}

function* entries(report: StatsReport): Generator<[string, Stat]> {
  for (const [id, stat] of report) yield [id, stat as Stat];
}

const ofType = (stats: ReadonlyMap<string, Stat>, type: string): Stat[] => [...stats.values()].filter((stat) => stat.type === type);
const sum = (stats: readonly Stat[], value: (stat: Stat) => number): number => stats.reduce((total, stat) => total + value(stat), 0);
const milliseconds = (seconds: number | undefined): number | null => (seconds === undefined ? null : seconds * 1000);

function selectedPair(stats: ReadonlyMap<string, Stat>): Stat | undefined {
  const id = ofType(stats, 'transport').find((stat) => stat.selectedCandidatePairId !== undefined)?.selectedCandidatePairId;
  // Firefox has no transport that names the pair.
  return (
    (id === undefined ? undefined : stats.get(id)) ??
    ofType(stats, 'candidate-pair').find((stat) => stat.nominated === true && stat.state === 'succeeded')
  );
}

/** The node's receiver reports say what was lost; the page's own counters say of how many. */
function sentStreams(stats: ReadonlyMap<string, Stat>, outbound: readonly Stat[]): Map<string, StreamCount> {
  const lostOf = new Map<string, number>();
  for (const stat of ofType(stats, 'remote-inbound-rtp')) {
    const { localId } = stat as Stat & { localId?: string };
    if (localId !== undefined) lostOf.set(localId, stat.packetsLost ?? 0);
  }
  return new Map(
    outbound
      .filter((stat) => lostOf.has(stat.id))
      .map((stat) => [stat.id, { packets: stat.packetsSent ?? 0, lost: lostOf.get(stat.id) ?? 0 }]),
  );
}
