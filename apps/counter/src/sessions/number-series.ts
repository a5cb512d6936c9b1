import { AppError } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';

/**
 * The next number of a series, from 1. The row stays locked until the transaction ends, so two never get the same; a transaction that
 * fails gives its number back.
 */
async function nextNumber(tx: Tx, series: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ last: number }[]>`
    insert into "NumberSeries" ("series", "last") values (${series}, 1)
    on conflict ("series") do update set "last" = "NumberSeries"."last" + 1
    returning "last"`;
  if (row === undefined) throw new AppError('internal');
  return row.last;
}

/** The number of a session, read out by people: `S-1122-0007` is the seventh of 22 November. */
export async function nextSessionNumber(tx: Tx, day: string): Promise<string> {
  const number = await nextNumber(tx, `session:${day}`);
  return `S-${day.slice(5).replace('-', '')}-${String(number).padStart(4, '0')}`;
}

/** The number of a ticket: `A038` is the 38th of the day under the letter of its service. */
export async function nextTicketNumber(tx: Tx, prefix: string, day: string): Promise<string> {
  return prefix + String(await nextNumber(tx, `ticket:${prefix}:${day}`)).padStart(3, '0');
}
