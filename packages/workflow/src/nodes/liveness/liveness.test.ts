import { expect, it } from 'vitest';
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

it('keeps what an engine thinks from the customer', () => {
  const run = new NodeRunner(liveness, { config: { engine: true } }).act('agent', 'observe', { seen: true });
  const hint = { engine: 'motion', engineVersion: '1', decision: 'fail', confidence: 0.2 };
  run.answer('identity.check', { ok: true, what: String(run.lastEffect('identity.check')['what']), hint });
  expect(run.shows('agent', 'motion')).toBe(true);
  expect(run.shows('customer', 'motion')).toBe(false);
});
