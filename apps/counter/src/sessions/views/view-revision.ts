import type { Tx } from '../../database/database.ts';

/**
 * Orders views: whoever takes a number before reading has read at least what earlier numbers had, so a page keeps the view with the
 * highest. Grows over restarts and instances.
 */
export async function nextRevision(reader: Pick<Tx, '$queryRaw'>): Promise<number> {
  const [row] = await reader.$queryRaw<{ revision: bigint }[]>`select nextval('view_revision') as revision`;
  return Number(row?.revision ?? 0);
}
