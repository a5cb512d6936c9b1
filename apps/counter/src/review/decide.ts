import { AppError, type DecidedFinding, type ReviewDecision } from '@guichet/protocol';
import type { Finding } from '../database/generated/client.ts';

export interface Decided {
  readonly decision: ReviewDecision;
  readonly reason: string;
  readonly findings: readonly DecidedFinding[];
}

/**
 * Whether a decision fits what the rules found. Throws `bad_request`: every rule that did not pass is decided upon, once; who says otherwise than
 * the machine says why; and nothing passes of which a failure was confirmed.
 */
export function checkDecision({ decision, findings }: Decided, found: readonly Pick<Finding, 'id' | 'result'>[]): void {
  const decided = new Map(findings.map((one) => [one.findingId as string, one]));
  if (decided.size !== findings.length) throw new AppError('bad_request');
  if (findings.some(({ findingId }) => !found.some(({ id }) => id === findingId))) throw new AppError('bad_request');
  if (found.some(({ id, result }) => result !== 'pass' && !decided.has(id))) throw new AppError('bad_request');
  if (findings.some(({ decision: said, reason }) => said !== 'confirmed' && reason === null)) throw new AppError('bad_request');
  const failures = found.filter(({ id, result }) => result === 'fail' && decided.get(id)?.decision === 'confirmed');
  if (decision === 'pass' && failures.length > 0) throw new AppError('bad_request');
}
