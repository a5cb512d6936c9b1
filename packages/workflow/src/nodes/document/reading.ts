import type { FlowRole } from '../../definition/flow-definition.ts';

/** What one reader has seen of one page. */
export type PageRead = { readonly page: number; readonly dwellMs: number; readonly reachedEnd: boolean; readonly by: FlowRole };

/** A page's clock and the counter's differ, and reports take their way. */
const SLACK_MS = 2_000;

/**
 * Adds a report of a reader's page. Null when more time is claimed than has passed since the document was there: then the report proves nothing.
 */
export function withRead(reads: readonly PageRead[], report: PageRead, sinceMs: number, nowMs: number): PageRead[] | null {
  const isSame = ({ page, by }: PageRead) => page === report.page && by === report.by;
  const before = reads.find(isSame);
  const claimed = reads.filter(({ by }) => by === report.by).reduce((sum, { dwellMs }) => sum + dwellMs, report.dwellMs);
  if (claimed > nowMs - sinceMs + SLACK_MS) return null;
  const read = {
    ...report,
    dwellMs: (before?.dwellMs ?? 0) + report.dwellMs,
    reachedEnd: report.reachedEnd || before?.reachedEnd === true,
  };
  return [...reads.filter((other) => !isSame(other)), read].toSorted((a, b) => a.page - b.page || a.by.localeCompare(b.by));
}

/** Pages that a reader hasn't seen to their foot, or not for long enough. */
export function unreadPages(reads: readonly PageRead[], pages: number, by: FlowRole, minPageMs: number): number[] {
  const seen = reads.filter((read) => read.by === by && read.reachedEnd && read.dwellMs >= minPageMs).map(({ page }) => page);
  return Array.from({ length: pages }, (_, index) => index + 1).filter((page) => !seen.includes(page));
}
