import { createHash } from 'node:crypto';
import type { RecordingId, SamplingRuleView, ServiceTypeId, StaffId } from '@guichet/protocol';
import type { RecordingFacts, RuleResult, Severity } from '@guichet/rules';

/** What sampling may look at. */
export interface Sampled {
  readonly recordingId: RecordingId;
  readonly product: string | null;
  /** Of the product, 1 to 5; null where nobody knows. */
  readonly risk: number | null;
  readonly serviceTypeId: ServiceTypeId;
  readonly agentId: StaffId | null;
  readonly customer: RecordingFacts['customer'];
  readonly results: readonly RuleResult[];
}

export interface DrawnRule {
  readonly rule: SamplingRuleView;
  /** In [0, 1): under the rule's share it is drawn. */
  readonly value: number;
  readonly drawn: boolean;
}

/**
 * Draws a recording by every rule that is about it. The draw follows from the seed alone: whoever knows it can draw again. The value is the first
 * 48 bits of SHA-256 over `seed:recording:rule`, as a share of 2^48.
 */
export function draw(seed: string, sampled: Sampled, rules: readonly SamplingRuleView[]): readonly DrawnRule[] {
  return rules
    .filter((rule) => rule.active && isAbout(rule, sampled))
    .map((rule) => {
      const value = shareOf(`${seed}:${sampled.recordingId}:${rule.samplingRuleId}`);
      return { rule, value, drawn: value * 100 < rule.percent };
    });
}

function shareOf(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6) / 2 ** 48;
}

/** What is unknown of a recording is no reason to leave it out. */
function isAbout({ product, serviceTypeIds, agentIds, ageFrom, riskFrom, failed }: SamplingRuleView, sampled: Sampled): boolean {
  if (product !== null && sampled.product !== null && !product.includes(sampled.product)) return false;
  if (serviceTypeIds !== null && !serviceTypeIds.includes(sampled.serviceTypeId)) return false;
  if (agentIds !== null && (sampled.agentId === null || !agentIds.includes(sampled.agentId))) return false;
  if (ageFrom !== null && sampled.customer?.ageBelow != null && sampled.customer.ageBelow <= ageFrom) return false;
  if (riskFrom !== null && sampled.risk !== null && sampled.risk < riskFrom) return false;
  return failed === null || sampled.results.some(({ result, severity }) => result === 'fail' && atLeast(severity, failed));
}

const ORDER: readonly Severity[] = ['critical', 'major', 'minor'];
const atLeast = (severity: Severity, limit: Severity): boolean => ORDER.indexOf(severity) <= ORDER.indexOf(limit);
