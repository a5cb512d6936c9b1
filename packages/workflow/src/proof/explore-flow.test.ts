import { describe, expect, it } from 'vitest';
import { compileFlow } from '../engine/compile.ts';
import type { CompiledFlow, CompiledNode } from '../engine/compiled-flow.ts';
import { end, flowOf, testOptions } from '../testing/harness.ts';
import { scopeOf } from './control-flow.ts';
import { type NodeActs, type ObligationProof, proveObligation } from './explore-flow.ts';
import type { Act } from './monitor.ts';

const subFlowNode = { type: 'sub-flow', config: { flow: 'inner', version: 1, outcomes: ['other'] } };

/** Acts by `node` (entering it), `node.port` (leaving it) or `inner/node`. */
function prove(
  raw: object,
  acts: Readonly<Record<string, Act>>,
  more: { untilConcluded?: boolean; sure?: boolean; inner?: object } = {},
): ObligationProof {
  const compiled = compileFlow(raw, testOptions(new Map(more.inner === undefined ? [] : [['inner@1', more.inner]])));
  if (!compiled.ok) throw new Error(compiled.problems.map(({ message }) => message.en).join('\n'));
  const acted = new Map<CompiledNode, NodeActs>();
  for (const [place, act] of Object.entries(acts)) {
    const [path = '', port] = place.split('.');
    const node = nodeAt(compiled.flow, path);
    const { entering = [], leaving = {} } = acted.get(node) ?? {};
    const list = [{ act, sure: more.sure ?? true }];
    acted.set(node, port === undefined ? { entering: list, leaving } : { entering, leaving: { ...leaving, [port]: list } });
  }
  return proveObligation(scopeOf(compiled.flow), {
    startsHeld: false,
    untilConcluded: more.untilConcluded ?? false,
    acts: acted,
  });
}

function nodeAt(flow: CompiledFlow, path: string): CompiledNode {
  const [first = '', ...rest] = path.split('/');
  const found = flow.nodes.get(first);
  if (found === undefined) throw new Error(`no node ${path}`);
  return rest.length === 0 || found.inner === null ? found : nodeAt(found.inner, rest.join('/'));
}

const shown = (proof: ObligationProof): string =>
  'path' in proof
    ? `${proof.outcome}: ${proof.path.map(({ node, via }) => (via === 'edge' || via === 'start' ? node : `(${via}) ${node}`)).join(' ')}`
    : proof.outcome;

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
