import type { ReportId } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';

/**
 * Notes in the caller's transaction that `taker` has taken the report in; false when it had already, so that a report which the node
 * sends again (the answer was lost, the counter restarted) has its effect once. Each taker counts for itself: the calls and the
 * recordings both read every report, each in a transaction of its own.
 */
export async function takeReport(tx: Tx, reportId: ReportId, taker: string): Promise<boolean> {
  const { count } = await tx.takenReport.createMany({
    data: [{ id: `${taker}:${reportId}`, takenAt: new Date() }],
    skipDuplicates: true,
  });
  return count === 1;
}
