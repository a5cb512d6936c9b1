import { AppError } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';

/**
 * Whoever changes anything about a flow is alone with it until the transaction ends. Throws `not_found` for one that does not exist, unless it may be
 * made at `makeAt`.
 */
export async function lockFlow(tx: Tx, key: string, makeAt: Date | null = null): Promise<void> {
  if (makeAt !== null) await tx.flow.createMany({ data: { key, createdAt: makeAt }, skipDuplicates: true });
  const rows = await tx.$queryRaw<unknown[]>`select 1 from "Flow" where "key" = ${key} for update`;
  if (rows.length === 0) throw new AppError('not_found');
}
