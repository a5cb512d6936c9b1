import { expect, it } from 'vitest';
import { isBrokenByForce } from './brute-force.ts';
import { end, flowOf } from './harness.ts';
import { laid } from './prove-acts.ts';

const bounds = { configurations: 400, backs: 6 };
const callsInner = { type: 'sub-flow', config: { flow: 'inner', version: 1 } };
const inner = flowOf({ check: {}, end }, ['check.done -> end'], { key: 'inner' });

it('a branch that has arrived is not forgotten while the last one goes from one sub-flow to the next', () => {
  const raw = flowOf(
    {
      fork: { type: 'fork', config: { branches: ['a', 'b'] } },
      visit: callsInner,
      again: callsInner,
      other: {},
      join: { type: 'join', config: { fork: 'fork', mode: 'all' } },
      sale: {},
      end,
    },
    [
      'fork.a -> visit',
      'visit.done -> again',
      'again.done -> join',
      'fork.b -> other',
      'other.done -> join',
      'join.done -> sale',
      'sale.done -> end',
    ],
  );
  const { flow, obligation } = laid(raw, { other: 'hold', again: 'open', sale: 'need' }, { inner });
  expect(isBrokenByForce(flow, obligation, bounds)).toBe(true);
});

it('whoever goes back comes to where this run came from, as if nothing had been entered since', () => {
  const step = { maxVisits: 9 };
  const raw = flowOf(
    {
      first: { ...step, back: true },
      head: { type: 'decision', maxVisits: 2 },
      ask: { ...step, config: { ports: ['done', 'again'] } },
      sale: {},
      end,
    },
    ['first.done -> head', 'head.next -> ask', 'head.exhausted -> sale', 'ask.again -> head', 'ask.done -> sale', 'sale.done -> end'],
  );
  const isBroken = (acts: Parameters<typeof laid>[1]) => {
    const { flow, obligation } = laid(raw, acts);
    return isBrokenByForce(flow, obligation, bounds);
  };
  expect(isBroken({ 'ask.done': 'hold', 'ask.again': 'hold', sale: 'need' })).toBe(false);
  expect(isBroken({ 'ask.done': 'hold', sale: 'need' })).toBe(true);
});
