import { z } from 'zod';
import { NetworkSample } from '../media/quality.ts';

/** `good`: all there. `poor`: a call works, with less picture. `unusable`: sound would break up; another network is advised. */
export const NetworkVerdict = z.enum(['good', 'poor', 'unusable', 'not_evaluated']);
export type NetworkVerdict = z.infer<typeof NetworkVerdict>;

export const PrecheckReport = z.object({
  camera: z.boolean(),
  microphone: z.boolean(),
  /** The customer heard the test tone; null when they skipped it. */
  speaker: z.boolean().nullable(),
  network: NetworkSample.nullable(),
});
export type PrecheckReport = z.infer<typeof PrecheckReport>;

/**
 * The verdict on a measured line. Thresholds are ours: Opus with FEC stays clear to about 10 % loss, a 360p picture wants some 400 kbit/s
 * up, and turn-taking suffers from 400 ms of round trip (ITU-T G.114 advises at most 150 ms one way, and calls 400 ms unacceptable).
 */
export function networkVerdict(sample: NetworkSample | null): NetworkVerdict {
  if (sample === null || sample.rttMs === null || sample.uplinkLossRatio === null) return 'not_evaluated';
  if (sample.uplinkLossRatio > 0.1 || sample.rttMs > 800 || sample.uplinkKbps < 100) return 'unusable';
  if (sample.uplinkLossRatio > 0.03 || sample.rttMs > 300 || sample.uplinkKbps < 400) return 'poor';
  return 'good';
}
