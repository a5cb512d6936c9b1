import { networkVerdict, type NetworkSample } from '@guichet/protocol';

/** 4 good · 3 fair · 2 weak · 1 very weak; null: not measured. */
export type QualityLevel = 1 | 2 | 3 | 4;

/** Loss and delay up to which nothing of a call is noticeable: 1 % (Opus conceals it) and 150 ms one way (ITU-T G.114), as round trip. */
const CLEAR_LOSS_RATIO = 0.01;
const CLEAR_RTT_MS = 300;

/**
 * The bars of one party in a call. The lower two follow the verdict of the check (`networkVerdict`), so that both speak the same language;
 * but for the bit rate: in a call it says what is being sent, not what could be, and a camera that is off sends nothing.
 */
export function qualityLevel(sample: NetworkSample | null): QualityLevel | null {
  if (sample === null) return null;
  const verdict = networkVerdict({ ...sample, uplinkKbps: Number.MAX_VALUE });
  if (verdict === 'not_evaluated') return null;
  if (verdict === 'unusable') return 1;
  if (verdict === 'poor') return 2;
  const lossRatio = Math.max(sample.uplinkLossRatio ?? 0, sample.downlinkLossRatio ?? 0);
  const clear = lossRatio <= CLEAR_LOSS_RATIO && (sample.rttMs ?? 0) <= CLEAR_RTT_MS && sample.freezeMs === 0;
  return clear ? 4 : 3;
}

/** A level in dBov (RFC 6464: −127 … 0) as 0 … 1: −60 dBov and below is silence, −10 dBov is full. */
export function levelFromDbov(dbov: number): number {
  return Math.min(1, Math.max(0, (dbov + 60) / 50));
}
