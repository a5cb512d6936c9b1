import { NetworkSample } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { packetsArrived, readCounters, type StatsReport } from './counters.ts';
import { qualitySample } from './sample.ts';

const report = (...stats: { id: string; [member: string]: unknown }[]): StatsReport => stats.map((stat) => [stat.id, stat] as const);

const sending = (over: { sent?: number; lost?: number; bytes?: number; pair?: object } = {}): StatsReport =>
  report(
    { id: 'T', type: 'transport', selectedCandidatePairId: 'P', packetsReceived: 400 },
    {
      id: 'P',
      type: 'candidate-pair',
      currentRoundTripTime: 0.05,
      totalRoundTripTime: 1,
      responsesReceived: 20,
      availableOutgoingBitrate: 2_400_000,
      ...over.pair,
    },
    { id: 'OA', type: 'outbound-rtp', kind: 'audio', packetsSent: over.sent ?? 100, bytesSent: over.bytes ?? 0, headerBytesSent: 0 },
    { id: 'RA', type: 'remote-inbound-rtp', kind: 'audio', localId: 'OA', packetsLost: over.lost ?? 0, roundTripTime: 0.07 },
  );

const receiving = (
  over: { received?: number; lost?: number; freezes?: number; frozen?: number; concealed?: number; silent?: number; samples?: number } = {},
): StatsReport =>
  report(
    {
      id: 'IA',
      type: 'inbound-rtp',
      kind: 'audio',
      packetsReceived: over.received ?? 100,
      packetsLost: over.lost ?? 0,
      jitter: 0.012,
      concealedSamples: over.concealed ?? 0,
      silentConcealedSamples: over.silent ?? 0,
      totalSamplesReceived: over.samples ?? 0,
      bytesReceived: 1000,
    },
    {
      id: 'IV',
      type: 'inbound-rtp',
      kind: 'video',
      packetsReceived: 10,
      packetsLost: 0,
      freezeCount: over.freezes ?? 0,
      totalFreezesDuration: over.frozen ?? 0,
      framesDecoded: over.received ?? 100,
    },
  );

const between = (before: readonly [StatsReport, StatsReport], now: readonly [StatsReport, StatsReport]) =>
  qualitySample(readCounters(...before, 10_000), readCounters(...now, 12_000));

describe('a sample of the connection', () => {
  it('speaks of the span since the last look, in the units of the wire', () => {
    const sample = between(
      [sending({ sent: 100, lost: 0, bytes: 10_000 }), receiving({ received: 100, lost: 0, samples: 0 })],
      [
        sending({ sent: 200, lost: 10, bytes: 60_000, pair: { totalRoundTripTime: 1.2, responsesReceived: 22 } }),
        receiving({ received: 190, lost: 10, freezes: 1, frozen: 0.4, concealed: 5_000, silent: 200, samples: 96_000 }),
      ],
    );
    expect(sample).toMatchObject({
      uplinkLossRatio: 0.1,
      uplinkKbps: 200,
      jitterMs: 12,
      freezeCount: 1,
      freezeMs: 400,
      availableUplinkKbps: 2400,
      framesPerSecond: 45,
    });
    expect(sample.rttMs).toBeCloseTo(100);
    // 10 of the 200 packets of sound and picture that should have arrived, of which 100 were sound.
    expect(sample.downlinkLossRatio).toBeCloseTo(10 / 100);
    expect(sample.concealedRatio).toBeCloseTo(0.05);
    expect(() => NetworkSample.parse(sample)).not.toThrow();
  });

  it("does not take the gaps in the node's probing stream for loss", () => {
    const probing = (packetsReceived: number, packetsLost: number) =>
      report({ id: 'IP', type: 'inbound-rtp', kind: 'video', mid: 'probator', packetsReceived, packetsLost });
    const sample = between(
      [sending(), [...receiving(), ...probing(20, 0)]],
      [sending(), [...receiving({ received: 200 }), ...probing(40, 8)]],
    );
    expect(sample.downlinkLossRatio).toBe(0);
  });

  it('does not know the loss of a line that carried nothing', () => {
    const sample = between([sending(), receiving()], [sending(), receiving()]);
    expect(sample.uplinkLossRatio).toBeNull();
    expect(sample.downlinkLossRatio).toBeNull();
    expect(sample.concealedRatio).toBeNull();
    expect(sample.score).toBeNull();
  });

  it('is not fooled by counters that began again after the transport was replaced', () => {
    const sample = between(
      [sending({ sent: 5_000, lost: 400, bytes: 1_000_000 }), receiving({ received: 5_000, lost: 300, freezes: 7, samples: 1_000_000 })],
      [sending({ sent: 20, lost: 0, bytes: 2_000 }), receiving({ received: 20, lost: 0, freezes: 0, samples: 960 })],
    );
    expect(sample).toMatchObject({ uplinkKbps: 0, uplinkLossRatio: null, freezeCount: 0, concealedRatio: null });
    expect(() => NetworkSample.parse(sample)).not.toThrow();
  });

  it('does not count a loss that late packets took back', () => {
    const sample = between([sending({ sent: 100, lost: 10 }), receiving()], [sending({ sent: 200, lost: 4 }), receiving()]);
    expect(sample.uplinkLossRatio).toBe(0);
  });

  it('takes the round trip of the reports where the browser names no pair', () => {
    const bare = report(
      { id: 'OA', type: 'outbound-rtp', packetsSent: 1 },
      { id: 'RA', type: 'remote-inbound-rtp', localId: 'OA', packetsLost: 0, roundTripTime: 0.07 },
    );
    expect(between([bare, []], [bare, []]).rttMs).toBeCloseTo(70);
  });

  it('scores a clean line above 4, a lossy one below 3.5, a broken one near 1', () => {
    const scoreAt = (lost: number, rttMs: number) =>
      between(
        [sending(), receiving()],
        [sending({ sent: 200, lost, pair: { totalRoundTripTime: 1 + rttMs / 1000, responsesReceived: 21 } }), receiving({ received: 200 })],
      ).score ?? 0;
    expect(scoreAt(0, 40)).toBeGreaterThan(4);
    expect(scoreAt(10, 200)).toBeLessThan(3.5);
    expect(scoreAt(60, 900)).toBeLessThan(1.5);
    expect(scoreAt(0, 40)).toBeGreaterThan(scoreAt(0, 600));
  });

  it('counts what arrived on the transport, and says when it cannot', () => {
    expect(packetsArrived(sending())).toBe(400);
    expect(packetsArrived(receiving())).toBeNull();
  });
});
