import { describe, expect, it } from 'vitest';
import { end, flowOf, TestRun } from '../testing/harness.ts';
import { prove, shown } from '../testing/prove-acts.ts';

const step = { maxVisits: 9 };
const backwards = { ...step, back: true };
const asking = (...ports: string[]) => ({ ...step, config: { ports } });
const head = { type: 'decision', maxVisits: 2 };
const callsInner = { type: 'sub-flow', maxVisits: 9, config: { flow: 'inner', version: 1 } };

describe('going back', () => {
  it('leads to where this run came from, however often somebody goes back', () => {
    const steps = ['first', 'second', 'third', 'fourth', 'fifth'];
    const flow = flowOf(
      { ask: asking('left', 'right'), left: backwards, right: backwards, ...Object.fromEntries(steps.map((id) => [id, backwards])), end },
      [
        'ask.left -> left',
        'ask.right -> right',
        'left.done -> first',
        'right.done -> first',
        ...steps.map((id, at) => `${id}.done -> ${steps[at + 1] ?? 'end'}`),
      ],
    );
    // Whoever came by the left comes back to the left.
    expect(shown(prove(flow, { left: 'need', 'ask.right': 'hold', right: 'conclude' }, { untilConcluded: true }))).toBe('proved');
    const there = 'ask left first second third fourth fifth';
    expect(shown(prove(flow, { fifth: 'need', left: 'conclude' }, { untilConcluded: true }))).toBe(
      `violated: ${there} (back) fourth (back) third (back) second (back) first (back) left`,
    );
  });

  it('is as if what was gone back from had not been entered', () => {
    const flow = flowOf({ first: backwards, head, ask: asking('done', 'again'), sale: {}, end }, [
      'first.done -> head',
      'head.next -> ask',
      'head.exhausted -> sale',
      'ask.done -> sale',
      'ask.again -> head',
      'sale.done -> end',
    ]);
    const run = new TestRun(flow);
    run.start();
    for (let times = 0; times < 3; times += 1) {
      run.leave(run.open[0] ?? '');
      run.back();
    }
    run.leave(run.open[0] ?? '');
    expect(run.open).toEqual(['ask#4']);
    expect(shown(prove(flow, { 'ask.done': 'hold', 'ask.again': 'hold', sale: 'need' }))).toBe('proved');
    expect(shown(prove(flow, { 'ask.done': 'hold', sale: 'need' }))).toBe('violated: first head ask head sale');
  });

  it('passes over a queue that is closed, as nobody stood in it', () => {
    const hours = [{ days: [1], from: '09:00', to: '09:01' }];
    const flow = flowOf({ first: backwards, queue: { type: 'queue', ...step, config: { hours } }, last: step, end }, [
      'first.done -> queue',
      'queue.accepted -> end',
      'queue.closed -> last',
      'last.done -> end',
    ]);
    const run = new TestRun(flow);
    run.start();
    run.leave('first#1');
    run.back();
    expect(run.open).toEqual(['first#2']);
    expect(shown(prove(flow, { last: 'need', first: 'conclude' }, { untilConcluded: true }))).toBe(
      'violated: first queue last (back) first',
    );
  });

  it('passes over a sub-flow that stops nowhere', () => {
    const inner = flowOf(
      { which: { type: 'decision' }, ask: {}, end },
      ['which.next -> ask if x > 3', 'which.next -> end', 'ask.done -> end'],
      {
        key: 'inner',
      },
    );
    const flow = flowOf({ first: backwards, visit: callsInner, last: step, end }, [
      'first.done -> visit',
      'visit.done -> last',
      'last.done -> end',
    ]);
    const run = new TestRun(flow, new Map([['inner@1', inner]]));
    run.start();
    run.leave('first#1');
    run.back();
    expect(run.open).toEqual(['first#2']);
    expect(shown(prove(flow, { last: 'need', first: 'conclude' }, { untilConcluded: true, inner }))).toMatch(
      /^violated: first visit .* last \(back\) first$/,
    );
  });
});

describe('what was entered before', () => {
  const branches = (mode: 'all' | 'first') =>
    flowOf(
      {
        fork: { type: 'fork', maxVisits: 9, config: { branches: ['a', 'b'] } },
        head,
        work: asking('done', 'again'),
        quick: step,
        other: step,
        join: { type: 'join', maxVisits: 9, config: { fork: 'fork', mode } },
        round: asking('done', 'again'),
        end,
      },
      [
        'fork.a -> head',
        'head.next -> work',
        'head.exhausted -> quick',
        'quick.done -> join',
        'work.again -> head',
        'work.done -> join',
        'fork.b -> other',
        'other.done -> join',
        'join.done -> round',
        'round.again -> fork',
        'round.done -> end',
      ],
    );

  it('nothing of a branch in its first round, whatever loop its fork stands in', () => {
    expect(shown(prove(branches('all'), { work: 'hold', 'join.done': 'need' }))).toBe('proved');
  });

  it('in a later round what the branch came by in an earlier one', () => {
    expect(shown(prove(branches('all'), { work: 'hold', 'round.again': 'open', quick: 'need' }))).toBe(
      'violated: fork head work join other join round fork head quick',
    );
  });

  it('where the first branch to arrive ends the others, also what was given up', () => {
    expect(shown(prove(branches('all'), { 'work.again': 'hold', 'work.done': 'hold', quick: 'need' }))).toBe('proved');
    expect(shown(prove(branches('first'), { 'work.again': 'hold', 'work.done': 'hold', quick: 'need' }))).toBe(
      'violated: fork head work other join round fork head quick',
    );
  });

  it('each of many nodes of one loop', () => {
    const heads = Array.from({ length: 12 }, (_head, at) => `head${at}`);
    const flow = flowOf({ ...Object.fromEntries(heads.map((id) => [id, head])), ask: asking('again', 'done'), sale: {}, end }, [
      ...heads.flatMap((id, at) => [`${id}.next -> ${heads[at + 1] ?? 'ask'}`, `${id}.exhausted -> sale`]),
      'ask.again -> head0',
      'ask.done -> sale',
      'sale.done -> end',
    ]);
    expect(shown(prove(flow, { ask: 'hold', sale: 'need' }))).toBe('proved');
    expect(shown(prove(flow, { 'ask.done': 'hold', sale: 'need' }))).toMatch(/^violated: .* ask head0 sale$/);
  });

  it('when a person was asked for inside a sub-flow', () => {
    const inner = flowOf({ check: {}, end }, ['check.done -> end'], { key: 'inner' });
    const flow = flowOf(
      { visit: callsInner, head, ask: step, sale: {}, person: step, end },
      [
        'visit.done -> head',
        'person.done -> head',
        'head.next -> ask',
        'head.exhausted -> sale',
        'ask.done -> visit',
        'ask.failed -> end',
        'sale.done -> end',
      ],
      { escalation: 'person' },
    );
    expect(shown(prove(flow, { ask: 'hold', sale: 'need' }, { inner }))).toBe('proved');
    expect(shown(prove(flow, { ask: 'hold', person: 'open', sale: 'need' }, { inner }))).toMatch(/^violated: visit .* person head sale$/);
  });
});

describe('a sub-flow in which something is entered too often', () => {
  const around = flowOf({ visit: { ...callsInner, maxVisits: 1 }, sale: {}, end }, [
    'visit.done -> end',
    'visit.failed -> sale',
    'sale.done -> end',
  ]);

  it('fails when it was entered before, and not when it is entered first', () => {
    const inner = flowOf({ work: asking('done', 'again'), end }, ['work.again -> work', 'work.done -> end', 'work.failed -> end'], {
      key: 'inner',
    });
    expect(shown(prove(around, { 'visit/work': 'hold', sale: 'need' }, { inner }))).toBe('proved');
    expect(shown(prove(around, { 'visit/work': 'hold', 'visit/work.again': 'open', sale: 'need' }, { inner }))).toBe(
      'violated: visit visit/work visit/work sale',
    );
  });

  it('fails at a join as well', () => {
    const inner = flowOf(
      {
        fork: { type: 'fork', maxVisits: 9, config: { branches: ['a', 'b'] } },
        a: step,
        b: step,
        join: { type: 'join', maxVisits: 2, config: { fork: 'fork', mode: 'all' } },
        round: asking('done', 'again'),
        end,
      },
      [
        ...['fork.a -> a', 'fork.b -> b', 'a.done -> join', 'a.failed -> join', 'b.done -> join', 'b.failed -> join'],
        ...['join.done -> round', 'round.again -> fork', 'round.done -> end', 'round.failed -> end'],
      ],
      { key: 'inner' },
    );
    const run = new TestRun(around, new Map([['inner@1', inner]]));
    run.start();
    for (const round of [1, 2]) {
      run.leave(`visit#1/a#${round}`);
      run.leave(`visit#1/b#${round}`);
      run.leave(`visit#1/round#${round}`, 'again');
    }
    run.leave('visit#1/a#3');
    expect(run.open).toEqual(['sale#1']);
    const acts = { visit: 'hold', 'visit/a.done': 'open', 'visit/round': 'hold', sale: 'need' } as const;
    expect(shown(prove(around, acts, { inner }))).toMatch(/^violated: visit .* visit\/join sale$/);
  });
});
