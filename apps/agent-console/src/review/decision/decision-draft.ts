import type { DecidedFinding, FindingDecision, FindingView, ReviewDecision } from '@guichet/protocol';

/** What a reviewer has said so far. */
export interface DecisionDraft {
  readonly decision: ReviewDecision | null;
  readonly reason: string;
  readonly findings: Readonly<Record<string, { readonly decision: FindingDecision | null; readonly reason: string }>>;
}

export type DraftProblem =
  | { readonly what: 'finding'; readonly findingId: string }
  | { readonly what: 'finding_reason'; readonly findingId: string }
  | { readonly what: 'decision' }
  | { readonly what: 'pass_with_failure' }
  | { readonly what: 'reason' };

export const EMPTY_DRAFT: DecisionDraft = { decision: null, reason: '', findings: {} };

/** Rules that a person has to say something of: all that did not pass, as the counter asks for it. */
export const toDecide = (findings: readonly FindingView[]): readonly FindingView[] => findings.filter(({ result }) => result !== 'pass');

export const saidOf = ({ findings }: DecisionDraft, findingId: string) => findings[findingId] ?? { decision: null, reason: '' };

/** Everything that is missing, in the order of the page. */
export function problemsOf(draft: DecisionDraft, findings: readonly FindingView[]): readonly DraftProblem[] {
  const asked = toDecide(findings);
  const ofFindings = asked.flatMap(({ findingId }): DraftProblem[] => {
    const { decision, reason } = saidOf(draft, findingId);
    if (decision === null) return [{ what: 'finding', findingId }];
    return decision !== 'confirmed' && reason.trim() === '' ? [{ what: 'finding_reason', findingId }] : [];
  });
  const failed = asked.some(({ findingId, result }) => result === 'fail' && saidOf(draft, findingId).decision === 'confirmed');
  return [
    ...ofFindings,
    ...(draft.decision === null ? [{ what: 'decision' } as const] : []),
    ...(draft.decision === 'pass' && failed ? [{ what: 'pass_with_failure' } as const] : []),
    ...(draft.reason.trim() === '' ? [{ what: 'reason' } as const] : []),
  ];
}

/** As it is sent; only for a draft without problems. */
export function findingsToSend(draft: DecisionDraft, findings: readonly FindingView[]): DecidedFinding[] {
  return toDecide(findings).flatMap(({ findingId }) => {
    const { decision, reason } = saidOf(draft, findingId);
    return decision === null ? [] : [{ findingId, decision, reason: reason.trim() === '' ? null : reason.trim() }];
  });
}
