import { describe, expect, it } from 'vitest';
import { retentionKnown } from '../evaluators/retention-known.ts';
import { shippedRetentionPolicies } from './index.ts';
import { periodEnd, policiesFor, retainUntil, retentionFact } from './retain-until.ts';
import { RetentionPolicyFile } from './retention-policy.ts';

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);
const policies = shippedRetentionPolicies();
const sale = (given: readonly string[] = []) => policiesFor(policies, { channel: 'remote', product: 'wealth_product', given });

describe('the policies that ship', () => {
  it('say what nobody checked, and switch it off', () => {
    const unchecked = policies.filter(({ checked }) => !checked);
    expect(unchecked.map(({ id }) => id)).toEqual(['CN-I5-short', 'CN-I5-long', 'CN-S2', 'EU-1']);
    expect(unchecked.some(({ on }) => on)).toBe(false);
  });

  it('cannot be switched on unchecked', () => {
    const [first] = policies;
    const claimed = { ...first, on: true, checked: false };
    expect(RetentionPolicyFile.safeParse({ formatVersion: 1, policies: [claimed] }).success).toBe(false);
  });

  it('apply by what is recorded, and where a bank gives them to a service', () => {
    const ids = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id);
    expect(ids(sale())).toEqual(['own-five-years', 'own-sale-remote']);
    expect(ids(sale(['CN-S2']))).toEqual(['own-five-years', 'own-sale-remote', 'CN-S2']);
    expect(ids(policiesFor(policies, { channel: 'branch', product: 'wealth_product', given: [] }))).toEqual(['own-five-years', 'CN-B5']);
    expect(ids(policiesFor(policies, { channel: null, product: null, given: [] }))).toEqual(['own-five-years']);
  });
});

describe('how long a recording is kept', () => {
  const recorded = day('2026-01-31');

  it('has no end while the product or the contract goes on', () => {
    expect(retainUntil(sale(), { recorded, product_end: null, contract_end: null })).toMatchObject({
      until: null,
      waitsFor: ['product_end', 'contract_end'],
    });
    expect(retainUntil(sale(), { recorded, product_end: day('2027-01-01'), contract_end: null })).toMatchObject({
      until: null,
      waitsFor: ['contract_end'],
    });
  });

  it('ends with the last of all periods', () => {
    const known = retainUntil(sale(), { recorded, product_end: day('2040-03-31'), contract_end: day('2027-01-01') });
    expect(known).toEqual({ until: periodEnd(day('2040-03-31'), 6), waitsFor: [], policyId: 'own-sale-remote' });
    expect(retainUntil(sale(), { recorded, product_end: recorded, contract_end: recorded })).toMatchObject({ policyId: 'own-five-years' });
  });

  it('has no end where no policy applies', () => {
    expect(retainUntil([], { recorded, product_end: null, contract_end: null }).until).toBeNull();
  });

  it.each([
    ['2026-08-31', 6, '2027-02-28'],
    ['2023-08-31', 6, '2024-02-29'],
    ['2026-11-22', 60, '2031-11-22'],
    ['2026-12-01', 1, '2027-01-01'],
  ])('counts calendar months: from %s so many (%i) are over after %s, whatever the time zone', (from, months, last) => {
    const until = periodEnd(day(from) + 20 * 3_600_000, months);
    // West of Greenwich the day ends half a day later, and the recording may count as one of the day before.
    expect(until).toBeGreaterThanOrEqual(day(last) + 36 * 3_600_000);
    expect(until).toBeLessThanOrEqual(day(last) + 48 * 3_600_000);
  });
});

describe('what the rules are told', () => {
  it('is every period', () => {
    expect(retentionFact(sale())).toEqual({
      policy: 'own-five-years',
      from: 'recorded',
      months: 60,
      also: [
        { policy: 'own-sale-remote', from: 'product_end', months: 6 },
        { policy: 'own-sale-remote', from: 'contract_end', months: 6 },
      ],
    });
    expect(retentionFact([])).toBeNull();
  });

  it.each([
    ['product_end', 6, 'pass'],
    ['product_end', 7, 'fail'],
    ['recorded', 60, 'pass'],
    ['contract_end', 120, 'fail'],
  ] as const)('passes where one of them counts from %s for %i months, else not', (from, minMonths, expected) => {
    const retention = retentionFact(sale());
    if (retention === null) throw new Error('unknown');
    expect(retentionKnown.evaluate({ retention } as never, { from, minMonths } as never).result).toBe(expected);
  });
});
