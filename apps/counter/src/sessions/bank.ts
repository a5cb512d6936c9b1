import { AppError, LocalText, OtherChannelKind } from '@guichet/protocol';
import { z } from 'zod';
import type { Tx } from '../database/database.ts';
import type { Bank, PrismaClient } from '../database/generated/client.ts';

const OtherChannels = z.array(z.object({ kind: OtherChannelKind, title: LocalText, detail: LocalText }));
export type OtherChannels = z.infer<typeof OtherChannels>;

/** The bank that runs this counter; throws `unavailable` before anybody has set it up. */
export async function readBank(reader: Tx | PrismaClient): Promise<Bank> {
  const bank = await reader.bank.findUnique({ where: { id: 1 } });
  if (bank === null) throw new AppError('unavailable');
  return bank;
}

/** What is offered to a customer who does not want to be recorded. */
export const otherChannelsOf = (bank: Bank): OtherChannels => OtherChannels.parse(bank.otherChannels);

/** The bank's day of a moment, `2026-11-22`. */
export function bankDay(at: number, timeZone: string): string {
  // Of all locales, Sweden's dates are those of ISO 8601.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}
