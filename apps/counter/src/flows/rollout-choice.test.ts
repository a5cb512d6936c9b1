import { type FlowRolloutId, FlowRolloutPlan, newId, ServiceTypeId } from '@guichet/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finishedRuns, isOverLimit, isTaken, type RolloutCandidate, shareOf } from './rollout-choice.ts';

const seed = Math.floor(Math.random() * 2 ** 31);
console.info(`rollouts: seed ${seed}`);
const RUNS = { seed, numRuns: 300 };

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const id = <Prefix extends 'rol' | 'ses'>(prefix: Prefix) =>
  fc
    .array(fc.constantFrom(...ALPHABET), { minLength: 24, maxLength: 24 })
    .map((letters) => `${prefix}_${letters.join('')}` as ReturnType<typeof newId<Prefix>>);
const service = newId('svc');
const someone = fc.record({
  sessionId: id('ses'),
  skill: fc.constantFrom('loans', 'wealth', 'cards'),
  serviceTypeId: fc.constantFrom<string>(service, newId('svc')),
  branch: fc.constantFrom(null, '0101', '0202'),
});
const plan = (percent: number, scope: object = {}): FlowRolloutPlan => FlowRolloutPlan.parse({ percent, scope, guard: null });

describe('where a session falls', () => {
  it('is the same whenever it is asked, and can be computed again by anybody', () => {
    expect(shareOf('rol_000000000000000000000000' as never, 'ses_000000000000000000000000' as never)).toBe(6711);
    fc.assert(
      fc.property(id('rol'), id('ses'), (rolloutId, sessionId) => {
        const share = shareOf(rolloutId, sessionId);
        expect(share).toBe(shareOf(rolloutId, sessionId));
        expect(Number.isInteger(share) && share >= 0 && share < 10_000).toBe(true);
      }),
      RUNS,
    );
  });

  it('stays in when the rollout grows, and is nobody at 0 and everybody at 100', () => {
    fc.assert(
      fc.property(id('rol'), someone, fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), (rolloutId, session, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        if (isTaken(rolloutId, plan(less), session)) expect(isTaken(rolloutId, plan(more), session)).toBe(true);
        expect(isTaken(rolloutId, plan(0), session)).toBe(false);
        expect(isTaken(rolloutId, plan(100), session)).toBe(true);
      }),
      RUNS,
    );
  });

  it('is fair: of many sessions about so many in a hundred are taken, and of two rollouts not the same ones', () => {
    const sessions = Array.from({ length: 20_000 }, (_none, index) => `ses_${seed}_${index}` as RolloutCandidate['sessionId']);
    let rollouts = 0;
    const takenBy = (percent: number) => {
      rollouts += 1;
      const rolloutId = `rol_${seed}_${rollouts}` as FlowRolloutId;
      const candidate = (sessionId: RolloutCandidate['sessionId']) => ({ sessionId, skill: 'x', serviceTypeId: service, branch: null });
      return new Set(sessions.filter((sessionId) => isTaken(rolloutId, plan(percent), candidate(sessionId))));
    };
    for (const percent of [1, 10, 50, 90]) {
      // Six standard deviations of the binomial distribution: once in 500 million.
      const spread = 6 * Math.sqrt(sessions.length * (percent / 100) * (1 - percent / 100));
      expect(Math.abs(takenBy(percent).size - (sessions.length * percent) / 100)).toBeLessThan(spread);
    }
    const [one, other] = [takenBy(50), takenBy(50)];
    const both = [...one].filter((sessionId) => other.has(sessionId)).length;
    expect(Math.abs(both - sessions.length / 4)).toBeLessThan(6 * Math.sqrt((sessions.length * 3) / 16));
  });

  it('is outside of it unless all that the scope names is so', () => {
    fc.assert(
      fc.property(id('rol'), someone, (rolloutId, session) => {
        const scope = { skills: ['loans', 'wealth'], serviceTypeIds: [ServiceTypeId.parse(service)], branches: ['0101'] };
        const isInside = session.skill !== 'cards' && session.serviceTypeId === service && session.branch === '0101';
        expect(isTaken(rolloutId, plan(100, scope), session)).toBe(isInside);
      }),
      RUNS,
    );
  });
});

describe('the guard of a rollout', () => {
  const guard = { failedOutcomes: ['failed', 'refused'], minFinished: 10, maxFailedPercent: 20 };
  const runs = (completed: number, failed: number) =>
    finishedRuns(
      [
        { outcome: 'completed', runs: completed },
        { outcome: 'refused', runs: failed },
      ],
      guard,
    );

  it('waits for enough runs, lets the limit itself pass, and nothing over it', () => {
    expect(isOverLimit(guard, runs(0, 9))).toBe(false);
    expect(isOverLimit(guard, runs(8, 2))).toBe(false);
    expect(isOverLimit(guard, runs(7, 3))).toBe(true);
    expect(isOverLimit({ ...guard, maxFailedPercent: 0 }, runs(10, 0))).toBe(false);
    expect(isOverLimit({ ...guard, maxFailedPercent: 0 }, runs(10, 1))).toBe(true);
  });

  it('counts what it names as failed, and only that', () => {
    expect(finishedRuns([{ outcome: 'cancelled', runs: 3 }], guard)).toEqual({ finished: 3, failed: 0 });
    expect(finishedRuns([{ outcome: 'failed', runs: 3 }], null)).toEqual({ finished: 3, failed: 3 });
  });
});
