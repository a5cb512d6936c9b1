import { describe, expect, it } from 'vitest';
import { end, flowOf } from '../testing/harness.ts';
import { prove, shown } from '../testing/prove-acts.ts';

const subFlowNode = { type: 'sub-flow', config: { flow: 'inner', version: 1, outcomes: ['other'] } };

describe('one after the other', () => {
  const flow = flowOf({ ask: { config: { ports: ['yes', 'no'] } }, sale: {}, end }, [
    'ask.yes -> sale',
    'ask.no -> sale',
    'sale.done -> end',
  ]);

  it('the port decides, whatever conditions may say', () => {
    expect(shown(prove(flow, { 'ask.yes': 'hold', sale: 'need' }))).toBe('violated: ask sale');
    expect(shown(prove(flow, { ask: 'hold', sale: 'need' }))).toBe('proved');
    const proof = prove(flow, { 'ask.yes': 'hold', sale: 'need' });
    expect('path' in proof && proof.path.at(-1)?.edge).toEqual({ from: 'ask', port: 'no', to: 'sale' });
  });

  it('what is unsure is neither relied upon nor held against the flow', () => {
    expect(shown(prove(flow, { ask: 'hold', sale: 'need' }, { sure: false }))).toBe('not_evaluated: ask sale');
  });

  it('a need that was not met only counts where business is concluded afterwards', () => {
    const parts = flowOf({ ask: { config: { ports: ['buys', 'leaves'] } }, sign: {}, sale: {}, end }, [
      'ask.buys -> sign',
      'ask.leaves -> end',
      'sign.done -> sale',
      'sale.done -> end',
    ]);
    expect(shown(prove(parts, { ask: 'need', 'ask.buys': 'hold', sale: 'conclude' }, { untilConcluded: true }))).toBe(
      'violated: ask sign sale',
    );
    expect(shown(prove(parts, { sale: 'need', ask: 'hold', sign: 'conclude' }, { untilConcluded: true }))).toBe('proved');
  });

  it('of two paths the shorter one is shown', () => {
    const two = flowOf({ ask: { config: { ports: ['long', 'short'] } }, detour: {}, more: {}, sale: {}, end }, [
      'ask.long -> detour',
      'detour.done -> more',
      'more.done -> sale',
      'ask.short -> sale',
      'sale.done -> end',
    ]);
    expect(shown(prove(two, { sale: 'need' }))).toBe('violated: ask sale');
  });
});

describe('ways that nobody draws in the middle of the page', () => {
  it('failures, time limits and being asked too often', () => {
    const flow = flowOf(
      { ask: { maxVisits: 2, timeLimit: { afterMs: 5_000 }, config: { ports: ['done', 'again'] } }, sale: {}, late: {}, end },
      [
        'ask.done -> sale',
        'ask.again -> ask',
        'ask.failed -> late',
        'ask.timed_out -> end',
        'ask.exhausted -> sale',
        'late.done -> end',
        'sale.done -> end',
      ],
    );
    expect(shown(prove(flow, { 'ask.done': 'hold', sale: 'need' }))).toBe('violated: ask ask sale');
    // It is only exhausted where it was entered before.
    expect(shown(prove(flow, { ask: 'hold', sale: 'need' }))).toBe('proved');
    expect(shown(prove(flow, { 'ask.done': 'hold', late: 'need' }))).toBe('violated: ask late');
  });

  it('a person who is asked for, with a way of their own or back to where it was', () => {
    const goes = flowOf(
      { ask: {}, sale: {}, person: { maxVisits: 2 }, end },
      ['ask.done -> sale', 'sale.done -> end', 'person.done -> sale'],
      { escalation: 'person' },
    );
    expect(shown(prove(goes, { 'ask.done': 'hold', sale: 'need' }))).toBe('violated: ask (escalation) person sale');
    const returns = flowOf({ ask: {}, sale: {}, person: { maxVisits: 2 }, end }, ['ask.done -> sale', 'sale.done -> end'], {
      escalation: 'person',
    });
    expect(shown(prove(returns, { 'ask.done': 'hold', sale: 'need' }))).toBe('proved');
    expect(shown(prove(returns, { ask: 'hold', person: 'open', sale: 'need' }))).toBe(
      'violated: ask (escalation) person (resumed) ask sale',
    );
  });

  it('going back, but only to where it came from', () => {
    const flow = flowOf({ first: { back: true, maxVisits: 3 }, second: { maxVisits: 3 }, sale: {}, end }, [
      'first.done -> second',
      'second.done -> sale',
      'sale.done -> end',
    ]);
    expect(shown(prove(flow, { first: 'hold', 'first.done': 'open', second: 'hold', 'second.done': 'open', sale: 'need' }))).toBe(
      'violated: first second sale',
    );
    expect(shown(prove(flow, { 'second.back': 'open', 'first.done': 'hold', sale: 'need' }))).toBe('proved');
    expect(shown(prove(flow, { 'second.back': 'conclude', first: 'need' }, { untilConcluded: true }))).toBe('violated: first second');
  });

  it('what undoes a step when the run is cancelled', () => {
    const flow = flowOf({ book: { compensation: 'cancel' }, cancel: { type: 'undo', config: { what: 'book' } }, end }, [
      'book.done -> end',
    ]);
    expect(shown(prove(flow, { cancel: 'need' }))).toBe('violated: book (compensation) cancel');
    expect(shown(prove(flow, { 'book.done': 'hold', cancel: 'need' }))).toBe('proved');
  });
});

describe('branches beside one another', () => {
  const parallel = (mode: 'all' | 'first') =>
    flowOf(
      {
        fork: { type: 'fork', config: { branches: ['a', 'b'] } },
        tell: {},
        ask: {},
        join: { type: 'join', config: { fork: 'fork', mode } },
        sale: {},
        end,
      },
      ['fork.a -> tell', 'fork.b -> ask', 'tell.done -> join', 'ask.done -> join', 'join.done -> sale', 'sale.done -> end'],
    );

  it('all of them have been behind the join, one of them where one is enough', () => {
    expect(shown(prove(parallel('all'), { 'tell.done': 'hold', sale: 'need' }))).toBe('proved');
    expect(shown(prove(parallel('first'), { 'tell.done': 'hold', sale: 'need' }))).toBe('violated: fork ask join sale');
  });

  it('none waits for another', () => {
    expect(shown(prove(parallel('all'), { 'tell.done': 'hold', ask: 'need' }))).toBe('violated: fork ask');
  });

  it('one takes back what those of a fork in another one were told, before they have all come to their join', () => {
    const nested = flowOf(
      {
        outer: { type: 'fork', config: { branches: ['a', 'b'] } },
        tell: {},
        again: {},
        fork: { type: 'fork', config: { branches: ['c', 'd'] } },
        left: {},
        right: {},
        inner: { type: 'join', config: { fork: 'fork', mode: 'all' } },
        join: { type: 'join', config: { fork: 'outer', mode: 'all' } },
        end,
      },
      [
        ...['outer.a -> tell', 'tell.done -> again', 'again.done -> join', 'outer.b -> fork', 'fork.c -> left', 'fork.d -> right'],
        ...['left.done -> inner', 'right.done -> inner', 'inner.done -> join', 'join.done -> end'],
      ],
    );
    const acts = { outer: 'hold', 'tell.done': 'open', 'again.done': 'hold', left: 'hold', right: 'hold' } as const;
    expect(shown(prove(nested, { ...acts, 'inner.done': 'need' }))).toMatch(/^violated: outer .*tell again inner$/);
    expect(shown(prove(nested, { ...acts, 'left.done': 'hold', 'right.done': 'hold', 'inner.done': 'need' }))).toBe('proved');
  });

  it('one takes back what another one was told', () => {
    expect(shown(prove(parallel('all'), { fork: 'hold', tell: 'open', 'ask.done': 'need' }))).toMatch(/^violated: fork .*tell/);
    expect(shown(prove(parallel('all'), { tell: 'hold', ask: 'open', 'ask.done': 'hold', sale: 'need' }))).toBe('proved');
  });
});

describe('a flow inside another', () => {
  const inner = flowOf(
    {
      check: { config: { ports: ['ok', 'bad'] } },
      done: { type: 'end', config: { outcome: 'done' } },
      other: { type: 'end', config: { outcome: 'other' } },
    },
    ['check.ok -> done', 'check.bad -> other'],
  );
  const flow = (edges: readonly string[]) =>
    flowOf({ visit: subFlowNode, sale: {}, end: { ...end } }, [...edges, 'sale.done -> end'], { key: 'outer' });

  it('begins in the moment in which it is entered, whatever a branch beside it does', () => {
    const beside = flowOf(
      {
        fork: { type: 'fork', config: { branches: ['a', 'b'] } },
        tell: {},
        visit: subFlowNode,
        join: { type: 'join', config: { fork: 'fork', mode: 'all' } },
        end,
      },
      ['fork.a -> tell', 'fork.b -> visit', 'tell.done -> join', 'visit.done -> join', 'visit.other -> join', 'join.done -> end'],
      { key: 'outer' },
    );
    expect(shown(prove(beside, { tell: 'open', visit: 'hold', 'visit/check': 'need' }, { inner }))).toBe('proved');
    expect(shown(prove(beside, { tell: 'open', visit: 'hold', 'visit/check.ok': 'need' }, { inner }))).toMatch(/^violated: fork /);
  });

  it('is left by the port of its end', () => {
    const outer = flow(['visit.done -> sale', 'visit.other -> end']);
    expect(shown(prove(outer, { 'visit/check.ok': 'hold', sale: 'need' }, { inner }))).toBe('proved');
    const careless = flow(['visit.done -> sale', 'visit.other -> sale']);
    expect(shown(prove(careless, { 'visit/check.ok': 'hold', sale: 'need' }, { inner }))).toBe(
      'violated: visit visit/check visit/other sale',
    );
  });

  it('fails with what fails inside, and is given up when its time is over', () => {
    const failing = flow(['visit.done -> sale', 'visit.other -> end', 'visit.failed -> sale']);
    expect(shown(prove(failing, { 'visit/check.ok': 'hold', sale: 'need' }, { inner }))).toBe('violated: visit visit/check sale');
    const limited = flowOf(
      { visit: { ...subFlowNode, timeLimit: { afterMs: 5_000 } }, sale: {}, end },
      ['visit.done -> end', 'visit.other -> end', 'visit.timed_out -> sale', 'sale.done -> end'],
      { key: 'outer' },
    );
    expect(shown(prove(limited, { 'visit/check.ok': 'hold', sale: 'need' }, { inner }))).toBe('violated: visit visit/check sale');
  });
});
