import type { Channel, RecordingFacts, RetentionStart } from '../facts.ts';
import type { RetentionPolicy } from './retention-policy.ts';

const DAY_MS = 86_400_000;

/** When the days came that periods count from (Unix ms); null: not yet. */
export interface RetentionDays {
  readonly recorded: number;
  readonly product_end: number | null;
  readonly contract_end: number | null;
}

export interface RetentionOutcome {
  /** Unix ms; null: without an end, as long as what it waits for has not come. */
  readonly until: number | null;
  readonly waitsFor: readonly RetentionStart[];
  /** Which policy keeps it longest; null where none applies. */
  readonly policyId: string | null;
}

/** The policies that apply by themselves, and those that were given to the service. What nobody knows of a recording fits none that asks for it. */
export function policiesFor(
  policies: readonly RetentionPolicy[],
  about: { readonly channel: Channel | null; readonly product: string | null; readonly given: readonly string[] },
): readonly RetentionPolicy[] {
  const { channel, product, given } = about;
  return policies.filter(({ id, on, appliesTo }) => {
    if (given.includes(id)) return true;
    const channelFits = appliesTo.channel === null || (channel !== null && appliesTo.channel.includes(channel));
    const productFits = appliesTo.product === null || (product !== null && appliesTo.product.includes(product));
    return on && channelFits && productFits;
  });
}

/**
 * Until when a recording has to be kept: until the last period of all policies is over. No policy at all means without an end: what nobody
 * settled is not deleted.
 */
export function retainUntil(policies: readonly RetentionPolicy[], days: RetentionDays): RetentionOutcome {
  const periods = policies.flatMap(({ id, periods: all }) => all.map((period) => ({ ...period, id })));
  const open = periods.filter(({ from }) => days[from] === null);
  if (periods.length === 0 || open.length > 0)
    return { until: null, waitsFor: [...new Set(open.map(({ from }) => from))], policyId: open[0]?.id ?? null };
  const ends = periods.map(({ id, from, months }) => ({ id, until: periodEnd(days[from] ?? 0, months) }));
  const last = ends.reduce((latest, end) => (end.until > latest.until ? end : latest));
  return { until: last.until, waitsFor: [], policyId: last.id };
}

/**
 * So many calendar months later, to the end of that day wherever on earth the bank is: a month without such a day ends with its last. Never
 * too early, at most two days late.
 */
export function periodEnd(fromMs: number, months: number): number {
  const from = new Date(fromMs);
  const lastDay = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 0)).getUTCDate();
  const day = Math.min(from.getUTCDate(), lastDay);
  return Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, day) + 2 * DAY_MS;
}

/** What rules may know of it: every period counts, as all of them have to be over. Null where no policy applies. */
export function retentionFact(policies: readonly RetentionPolicy[]): RecordingFacts['retention'] {
  const [first, ...also] = policies.flatMap(({ id, periods }) => periods.map(({ from, months }) => ({ policy: id, from, months })));
  return first === undefined ? null : { ...first, also };
}
