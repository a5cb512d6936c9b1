import type { RuleOutcome, TimelineFinding } from '@guichet/protocol';

/** Worst first: what somebody has to decide on stands where they look. */
const ORDER: readonly RuleOutcome[] = ['fail', 'warn', 'not_evaluated', 'pass'];

export const inOrder = (findings: readonly TimelineFinding[]): TimelineFinding[] =>
  findings.toSorted((a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result) || a.ruleId.localeCompare(b.ruleId));

export const momentsOf = ({ moments }: TimelineFinding): TimelineFinding['moments'] => moments.filter(({ atMs }) => atMs >= 0);

export function countsOf(findings: readonly TimelineFinding[]): Readonly<Record<RuleOutcome, number>> {
  const counts = { pass: 0, fail: 0, warn: 0, not_evaluated: 0 };
  for (const { result } of findings) counts[result] += 1;
  return counts;
}

/** Where the next thing that is wrong begins, after or before a position, round to the other end; null where nothing is. */
export function nextFindingMs(findings: readonly TimelineFinding[], positionMs: number, direction: 1 | -1): number | null {
  const starts = findings
    .filter(({ result }) => result === 'fail' || result === 'warn')
    .flatMap((finding) => momentsOf(finding).map(({ atMs }) => atMs))
    .toSorted((a, b) => a - b);
  if (direction === 1) return starts.find((startMs) => startMs > positionMs + 1) ?? starts[0] ?? null;
  return starts.findLast((startMs) => startMs < positionMs - 1_000) ?? starts.at(-1) ?? null;
}
