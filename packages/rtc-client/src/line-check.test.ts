import { NetworkSample, networkVerdict } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { summarise } from './line-check.ts';
import type { QualitySample } from './room-view.ts';

const sample = (over: Partial<QualitySample> = {}): QualitySample => ({
  rttMs: 40,
  uplinkLossRatio: 0,
  downlinkLossRatio: 0,
  uplinkKbps: 200,
  downlinkKbps: 200,
  jitterMs: 3,
  freezeCount: 0,
  freezeMs: 0,
  concealedRatio: 0,
  availableUplinkKbps: 2_000,
  score: 4.4,
  framesPerSecond: 24,
  ...over,
});

describe('what a check of the line comes to', () => {
  it('is not spoilt by one slow round trip', () => {
    expect(summarise([sample(), sample({ rttMs: 900 }), sample()]).rttMs).toBe(40);
  });

  it('takes what the line would carry, not what a dark picture needed', () => {
    expect(networkVerdict(summarise([sample()]))).toBe('good');
    expect(summarise([sample({ availableUplinkKbps: null })]).uplinkKbps).toBe(200);
  });

  it('averages loss over the looks that saw any traffic', () => {
    expect(
      summarise([sample({ uplinkLossRatio: 0.1 }), sample({ uplinkLossRatio: null }), sample({ uplinkLossRatio: 0.2 })]).uplinkLossRatio,
    ).toBeCloseTo(0.15);
  });

  it('is not evaluated when nothing was seen', () => {
    expect(networkVerdict(summarise([sample({ rttMs: null, uplinkLossRatio: null })]))).toBe('not_evaluated');
    expect(networkVerdict(summarise([]))).toBe('not_evaluated');
  });

  it('has the shape of the wire', () => {
    expect(() => NetworkSample.strict().parse(summarise([sample(), sample()]))).not.toThrow();
  });
});
