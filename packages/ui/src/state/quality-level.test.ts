import type { NetworkSample } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { levelFromDbov, qualityLevel } from './quality-level.ts';

const good: NetworkSample = {
  rttMs: 46,
  uplinkLossRatio: 0.004,
  downlinkLossRatio: 0,
  uplinkKbps: 1800,
  downlinkKbps: 1500,
  jitterMs: 3,
  freezeCount: 0,
  freezeMs: 0,
  concealedRatio: 0,
};

describe('qualityLevel', () => {
  it('gives four bars only to a line on which nothing can be noticed', () => {
    expect(qualityLevel(good)).toBe(4);
    expect(qualityLevel({ ...good, downlinkLossRatio: 0.02 })).toBe(3);
    expect(qualityLevel({ ...good, freezeMs: 300 })).toBe(3);
  });

  it('agrees with the verdict of the check', () => {
    expect(qualityLevel({ ...good, uplinkLossRatio: 0.07 })).toBe(2);
    expect(qualityLevel({ ...good, uplinkLossRatio: 0.2 })).toBe(1);
  });

  it('does not take a camera that is off for a weak line', () => {
    expect(qualityLevel({ ...good, uplinkKbps: 38 })).toBe(4);
  });

  it('shows no bars for what was not measured', () => {
    expect(qualityLevel(null)).toBeNull();
    expect(qualityLevel({ ...good, rttMs: null })).toBeNull();
  });
});

describe('levelFromDbov', () => {
  it('maps silence to 0 and speech close by to nearly full', () => {
    expect(levelFromDbov(-127)).toBe(0);
    expect(levelFromDbov(-35)).toBeCloseTo(0.5);
    expect(levelFromDbov(0)).toBe(1);
  });
});
