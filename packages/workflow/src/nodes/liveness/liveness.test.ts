import { describe, expect, it } from 'vitest';
import { CheckResult } from '../shared/check-result.ts';
import { NodeRunner, refusalOf } from '../testing/node-run.ts';
import { liveness } from './behaviour.ts';

it('confirms a person who followed every challenge', () => {
  const run = new NodeRunner(liveness).act('agent', 'observe', { seen: true }).act('agent', 'observe', { seen: true });
  run.answer('identity.check', { ok: true, what: String(run.lastEffect('identity.check')['what']), image: 'img_9', hint: null });
  run.act('agent', 'confirm', null, 'stf_1');
  const result = CheckResult.parse(run.done?.outputs['result']);
  expect(result).toMatchObject({ check: 'liveness', engine: 'agent', decision: 'pass', confidence: null });
  expect(result.images.map(({ ref }) => ref)).toEqual([null, 'img_9']);
});

it('is not confirmed before all were seen, and never by the customer', () => {
  const run = new NodeRunner(liveness).act('agent', 'observe', { seen: true });
  expect(refusalOf(() => run.act('agent', 'confirm'))).toBe('wrong_state');
  expect(refusalOf(() => run.act('customer', 'observe', { seen: true }))).toBe('forbidden');
});

it('shows one challenge at a time, and nobody what comes next', () => {
  const run = new NodeRunner(liveness, { config: { challenges: ['nod', 'blink', 'open_mouth'], count: 3 } });
  const order = (run.data as { order: string[] }).order;
  expect(run.view('customer')).toMatchObject({ number: 1, total: 3, current: { key: order[0] } });
  for (const later of order.slice(1)) for (const role of ['customer', 'agent'] as const) expect(run.shows(role, `"${later}"`)).toBe(false);
});

it('draws another order after a failure, by the seed alone, and only so often', () => {
  const config = { count: 4, attempts: 3 };
  const orders = [1, 2, 3, 4, 5, 6].map((seed) => {
    const run = new NodeRunner(liveness, { config, seed });
    const again = new NodeRunner(liveness, { config, seed });
    expect(run.data).toEqual(again.data);
    return JSON.stringify(run.act('agent', 'observe', { seen: false }).data);
  });
  expect(new Set(orders).size).toBeGreaterThan(1);
  const run = new NodeRunner(liveness, { config: { attempts: 1 } });
  expect(refusalOf(() => run.act('agent', 'observe', { seen: false }))).toBe('wrong_state');
  expect(run.act('agent', 'reject', { reason: 'prompted' }).done?.port).toBe('rejected');
});

it('asks for an engine only where the definition allows it', () => {
  const without = new NodeRunner(liveness).act('agent', 'observe', { seen: true });
  expect(without.lastEffect('identity.check')['engine']).toBe(false);
  const allowed = new NodeRunner(liveness, { config: { engine: true } }).act('agent', 'observe', { seen: true });
  expect(allowed.lastEffect('identity.check')['engine']).toBe(true);
});

describe('with an engine that may judge', () => {
  const config = { engine: true, count: 2, seconds: 6 };
  const hint = (decision: string, reason: string) => ({ engine: 'motion', engineVersion: '1', decision, confidence: 0.9, reason });
  const begun = () => new NodeRunner(liveness, { config });
  const watched = (run: NodeRunner) => run.lastEffect('identity.check') as { what: string; withinMs?: number; challenges: string[] };

  it('has it watch from the moment a challenge appears, and moves on when it was seen to be followed', () => {
    const run = begun();
    const first = watched(run);
    expect(first).toMatchObject({
      check: 'liveness',
      engine: true,
      withinMs: 6_000,
      challenges: [(run.data as { order: string[] }).order[0]],
    });
    run.answer('identity.check', { ok: true, what: first.what, image: 'img_1', hint: hint('pass', 'followed') });
    expect(run.view('customer')).toMatchObject({ number: 2 });
    const second = watched(run);
    expect(second.what).not.toBe(first.what);
    expect(run.done).toBeNull();
    run.answer('identity.check', { ok: true, what: second.what, image: 'img_2', hint: hint('pass', 'followed') });
    expect(run.view('agent')).toMatchObject({ mayConfirm: true, hint: { decision: 'pass' } });
    const result = CheckResult.parse(run.act('agent', 'confirm', null, 'stf_1').done?.outputs['result']);
    expect(result).toMatchObject({ decision: 'pass', engine: 'agent', hint: { engine: 'motion', decision: 'pass', reason: 'followed' } });
    expect(result.images.map(({ ref }) => ref)).toEqual(['img_1', 'img_2']);
    expect(run.marks.filter(({ name }) => name === 'challenge_observed').map(({ detail }) => detail['by'])).toEqual(['engine', 'engine']);
  });

  it('leaves to the agent what it did not see, and never rejects by itself', () => {
    const run = begun();
    run.answer('identity.check', { ok: true, what: watched(run).what, image: 'img_1', hint: hint('fail', 'flat_picture') });
    expect(run.done).toBeNull();
    expect(run.view('customer')).toMatchObject({ number: 1, isLookedAt: true });
    expect(run.view('agent')).toMatchObject({ findings: [{ decision: 'fail', finding: { en: 'It moved like a flat picture' } }] });
    run.act('agent', 'observe', { seen: true });
    run.act('agent', 'observe', { seen: true });
    const result = CheckResult.parse(run.act('agent', 'confirm').done?.outputs['result']);
    expect(result).toMatchObject({ decision: 'pass', hint: { decision: 'fail', reason: 'flat_picture' } });
  });

  it('takes what comes of a round that was given up for nothing', () => {
    const run = begun();
    const before = watched(run);
    run.act('agent', 'observe', { seen: false });
    run.answer('identity.check', { ok: true, what: before.what, image: 'img_1', hint: hint('pass', 'followed') });
    expect(run.view('agent')).toMatchObject({ number: 1, round: 2, hint: null, images: [] });
  });

  it('refuses a press that was meant for the challenge before', () => {
    const run = begun();
    const [first] = (run.data as { order: string[] }).order;
    run.answer('identity.check', { ok: true, what: watched(run).what, image: null, hint: hint('pass', 'followed') });
    expect(refusalOf(() => run.act('agent', 'observe', { seen: true, challenge: first as string }))).toBe('wrong_state');
  });

  it('gives whoever cannot move their head something else, which the agent judges', () => {
    const run = new NodeRunner(liveness, { config: { engine: true, challenges: ['hand_before_face'], count: 1 } });
    expect(watched(run).withinMs).toBeUndefined();
    expect(run.view('customer')).toMatchObject({ digits: null, seconds: null });
  });

  describe('and digits to be read aloud', () => {
    const reading = (seed = 7) =>
      new NodeRunner(liveness, { seed, config: { engine: true, challenges: ['read_digits'], count: 1, seconds: 6, attempts: 2 } });
    const digits = (run: NodeRunner) => String(run.lastEffect('identity.check')['digits']);
    const heard = (run: NodeRunner, decision: string, reason: string) =>
      run.answer('identity.check', { ok: true, what: watched(run).what, image: null, hint: hint(decision, reason) });

    it('has them listened for as they are shown, drawn by the run’s seed', () => {
      const run = reading();
      expect(watched(run).withinMs).toBe(6_000);
      expect(digits(run)).toMatch(/^\d{4}$/);
      expect(run.view('customer')).toMatchObject({ digits: [...digits(run)].join(' '), seconds: 6, isUnheard: false });
      expect(digits(reading())).toBe(digits(run));
      expect(new Set([1, 2, 3, 4, 5].map((seed) => digits(reading(seed)))).size).toBeGreaterThan(1);
    });

    it('passes on when they were said', () => {
      const run = heard(reading(), 'pass', 'followed');
      expect(run.view('agent')).toMatchObject({ mayConfirm: true, hint: { decision: 'pass' } });
    });

    it('asks whoever was not heard again, for other digits, and then leaves it to the agent', () => {
      const run = reading();
      const asked = [digits(run)];
      for (const _time of [2, 3]) {
        heard(run, 'fail', 'silent');
        expect(run.view('customer')).toMatchObject({ isUnheard: true, number: 1, round: 1 });
        asked.push(digits(run));
      }
      expect(new Set(asked).size).toBe(3);
      expect(run.markNames().filter((name) => name === 'challenge_shown')).toHaveLength(3);
      const before = run.effects.length;
      heard(run, 'fail', 'silent');
      expect(run.effects).toHaveLength(before);
      expect(run.view('agent')).toMatchObject({ findings: [{ decision: 'fail', finding: { en: 'Nothing was heard' } }] });
      expect(run.view('customer')).toMatchObject({ isUnheard: true, isLookedAt: false, seconds: null });
    });

    it('tells whoever was heard the second time no more that nothing was heard, nor of a time that is over', () => {
      const run = heard(reading(), 'fail', 'silent');
      expect(run.view('customer')).toMatchObject({ isUnheard: true, seconds: 6 });
      heard(run, 'fail', 'other_digits');
      expect(run.view('customer')).toMatchObject({ isUnheard: false, isLookedAt: true, seconds: null });
      expect(run.view('agent')).toMatchObject({ seconds: null });
      run.act('agent', 'observe', { seen: false });
      expect(run.view('customer')).toMatchObject({ isUnheard: false, isLookedAt: false, seconds: 6 });
    });

    it.each([
      ['other digits', 'fail', 'other_digits', 'Other digits were read than those shown'],
      ['words that nobody wrote down', 'not_evaluated', 'heard', expect.stringMatching(/^Somebody spoke/)],
    ])('leaves %s to the agent, plainly', (_what, decision, reason, finding) => {
      const run = heard(reading(), decision, reason);
      expect(run.view('agent')).toMatchObject({ number: 1, mayConfirm: false, findings: [{ decision, finding: { en: finding } }] });
      run.act('agent', 'observe', { seen: true });
      expect(run.view('agent')).toMatchObject({ mayConfirm: true });
    });

    it('draws other digits for another round, and begins to count anew', () => {
      const run = heard(reading(), 'fail', 'silent');
      const before = digits(run);
      run.act('agent', 'observe', { seen: false });
      expect(digits(run)).not.toBe(before);
      expect(run.view('customer')).toMatchObject({ round: 2, isUnheard: false });
    });
  });

  it('keeps what an engine thinks from the customer', () => {
    const run = begun();
    run.answer('identity.check', { ok: true, what: watched(run).what, hint: hint('fail', 'not_followed') });
    expect(run.shows('agent', 'motion')).toBe(true);
    expect(run.shows('customer', 'motion')).toBe(false);
    expect(run.shows('customer', 'not_followed')).toBe(false);
  });
});
