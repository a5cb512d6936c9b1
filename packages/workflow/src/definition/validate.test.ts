import { describe, expect, test } from 'vitest';
import { validateFlow } from '../engine/compile.ts';
import { end, flowOf, problemCodes, testOptions } from '../testing/harness.ts';
import { migrate } from './migrate.ts';

const fork = { type: 'fork', config: { branches: ['left', 'right'] } };
const join = { type: 'join', config: { fork: 'fork' } };
const good = flowOf({ a: {}, end }, ['a.done -> end']);
const withNode = (node: object) => ({ ...good, nodes: [{ ...good.nodes[0], ...node }, good.nodes[1]] });

test('a sound definition has no problems', () => {
  expect(problemCodes(good)).toEqual([]);
});

describe('each problem is named with its node', () => {
  test.each<[string, unknown, string[]]>([
    ['an unknown type', withNode({ type: 'teleport' }), ['unknown_type:a']],
    ['a configuration that does not fit', withNode({ config: { afterMs: 'soon' } }), ['config_invalid:a']],
    ['an edge to nowhere', flowOf({ a: {}, end }, ['a.done -> b']), ['edge_to_nowhere:a', 'unreachable:end', 'no_way_to_end:a']],
    ['an edge from nowhere', flowOf({ a: {}, end }, ['a.done -> end', 'b.done -> end']), ['edge_from_nowhere:b']],
    ['an unknown port', flowOf({ a: {}, end }, ['a.done -> end', 'a.gone -> end']), ['unknown_port:a']],
    [
      'an edge from an end',
      flowOf({ a: {}, end }, ['a.done -> end', 'end.failed -> a']),
      ['unknown_port:end', 'loop_unbounded:a', 'loop_unbounded:end'],
    ],
    ['a port without an edge', flowOf({ a: { config: { ports: ['done', 'no'] } }, end }, ['a.done -> end']), ['port_without_edge:a']],
    ['a port without a default', flowOf({ a: {}, end }, ['a.done -> end if x > 1']), ['no_default_edge:a']],
    ['an edge that is never taken', flowOf({ a: {}, end }, ['a.done -> end', 'a.done -> end if x > 1']), ['edge_never_taken:a']],
    ['an unreachable node', flowOf({ a: {}, b: {}, end }, ['a.done -> end', 'b.done -> end']), ['unreachable:b']],
    ['no end', flowOf({ a: { maxVisits: 2 } }, ['a.done -> a']), ['no_end']],
    [
      'no way to an end',
      flowOf({ a: { config: { ports: ['done', 'no'] } }, b: { maxVisits: 2 }, end }, ['a.done -> end', 'a.no -> b', 'b.done -> b']),
      ['no_way_to_end:b'],
    ],
    [
      'a loop that never waits',
      flowOf({ a: {}, d: { type: 'decision', maxVisits: 9 }, e: { type: 'decision', maxVisits: 9 }, end }, [
        'a.done -> d',
        'd.next -> e',
        'e.next -> d if x > 1',
        'e.next -> end',
      ]),
      ['loop_without_wait:d'],
    ],
    [
      'a loop of exhausted nodes',
      flowOf({ a: { maxVisits: 2 }, b: { maxVisits: 2 }, end }, ['a.done -> end', 'a.exhausted -> b', 'b.done -> end', 'b.exhausted -> a']),
      ['loop_without_wait:a'],
    ],
    [
      'a loop that nothing bounds',
      flowOf({ a: { config: { ports: ['done', 'again'] } }, end }, ['a.done -> end', 'a.again -> a']),
      ['loop_unbounded:a'],
    ],
    [
      'a fork without a join',
      flowOf({ fork, a: {}, b: {}, end }, ['fork.left -> a', 'fork.right -> b', 'a.done -> end', 'b.done -> end']),
      ['fork_joins:fork'],
    ],
    [
      'a join of something else',
      flowOf({ a: {}, join: { type: 'join', config: { fork: 'a' } }, end }, ['a.done -> join', 'join.done -> end']),
      ['join_without_fork:join'],
    ],
    [
      'a join that is left instead of entered',
      flowOf({ fork, a: {}, b: {}, join, end }, [
        'fork.left -> a',
        'fork.right -> b',
        'a.done -> join',
        'b.done -> join',
        'join.done -> end',
        'join.exhausted -> end',
      ]),
      ['unknown_port:join'],
    ],
    [
      'a join from outside',
      flowOf({ s: { config: { ports: ['done', 'no'] } }, fork, a: {}, b: {}, join, end }, [
        's.done -> fork',
        's.no -> join',
        'fork.left -> a',
        'fork.right -> b',
        'a.done -> join',
        'b.done -> join',
        'join.done -> end',
      ]),
      ['join_without_fork:join'],
    ],
    [
      'a branch that ends elsewhere',
      flowOf({ fork, a: { config: { ports: ['done', 'no'] } }, b: {}, join, end, quit: end }, [
        'fork.left -> a',
        'fork.right -> b',
        'a.done -> join',
        'a.no -> quit',
        'b.done -> join',
        'join.done -> end',
      ]),
      ['branch_ends_elsewhere:quit'],
    ],
    [
      'an edge from branch to branch',
      flowOf({ fork, a: { config: { ports: ['done', 'no'] } }, b: {}, join, end }, [
        'fork.left -> a',
        'fork.right -> b',
        'a.done -> join',
        'a.no -> b',
        'b.done -> join',
        'join.done -> end',
      ]),
      ['branch_crossed:b'],
    ],
    ['an expression that cannot be read', flowOf({ a: {}, end }, ['a.done -> end if x >', 'a.done -> end']), ['expression_syntax:a']],
    [
      'an expression over what is not declared',
      flowOf({ a: {}, end }, ['a.done -> end if y > 1', 'a.done -> end']),
      ['expression_unknown_name:a'],
    ],
    ['an expression in a configuration', withNode({ config: { note: '=y' } }), ['expression_unknown_name:a']],
    [
      'an expression that is too deep',
      flowOf({ a: {}, end }, [`a.done -> end if ${'('.repeat(60)}x${')'.repeat(60)}`, 'a.done -> end']),
      ['expression_too_large:a'],
    ],
    [
      'an expression that never ends',
      flowOf({ a: {}, end }, ['a.done -> end if count(for i in 1..2.5 return i) > 1', 'a.done -> end']),
      ['expression_not_allowed:a'],
    ],
    [
      'a function of one’s own',
      flowOf({ a: {}, end }, ['a.done -> end if (function(f) f(f))(x)', 'a.done -> end']),
      ['expression_not_allowed:a'],
    ],
    ['a duplicated id', { ...good, nodes: [...good.nodes, good.nodes[0]] }, ['duplicate_node:a']],
    ['a duplicated variable', { ...good, variables: [...good.variables, ...good.variables] }, ['duplicate_variable']],
    ['a reserved variable', { ...good, variables: [{ ...good.variables[0], name: 'partial' }] }, ['reserved_variable']],
    ['an initial value of another type', { ...good, variables: [{ ...good.variables[0], initial: 'five' }] }, ['wrong_initial']],
    ['an unknown output', withNode({ outputs: { colour: 'x' } }), ['unknown_output:a']],
    ['an output into nowhere', withNode({ outputs: { value: 'y' } }), ['unknown_variable:a']],
    ['an output of another type', withNode({ outputs: { secret: 'x' } }), ['output_type:a', 'personal_output:a']],
    ['an unknown segment', withNode({ segment: 'sale' }), ['unknown_segment:a']],
    ['an unknown start', { ...good, start: 'b' }, ['unknown_start']],
    ['an unknown hand-over', { ...good, escalation: 'b' }, ['unknown_escalation']],
    ['an unknown compensation', withNode({ compensation: 'b' }), ['unknown_compensation:a']],
    [
      'a compensation that needs people',
      flowOf({ a: { compensation: 'b' }, b: {}, end }, ['a.done -> end']),
      ['compensation_needs_people:a'],
    ],
    [
      'a compensation on the way',
      flowOf({ a: { compensation: 'b' }, b: { type: 'undo', config: { what: 'a' } }, end }, ['a.done -> b', 'b.done -> end']),
      ['compensation_not_alone:a'],
    ],
    [
      'going back over a compensation',
      flowOf({ a: { compensation: 'b', back: true }, b: { type: 'undo', config: { what: 'a' } }, end }, ['a.done -> end']),
      ['compensation_back:a'],
    ],
    ['a name that every object has', withNode({ id: 'constructor' }), ['malformed:constructor']],
    ['an unknown format', { ...good, formatVersion: undefined }, ['unknown_format']],
    ['a newer format', { ...good, formatVersion: 2 }, ['newer_format']],
    ['no definition at all', [], ['not_json']],
    ['nothing', null, ['not_json']],
  ])('%s', (_what, raw, codes) => {
    expect(problemCodes(raw)).toEqual(codes);
  });
});

describe('hostile definitions', () => {
  test.each([
    ['__proto__', '{"__proto__":{"admin":true}}'],
    ['constructor', '{"constructor":{"prototype":{}}}'],
    ['prototype', '{"note":[{"prototype":1}]}'],
  ])('the key %s is refused wherever it stands, with the node named, and nothing is polluted', (name, config) => {
    const raw: unknown = JSON.parse(JSON.stringify(good).replace('"a","type":"probe"', `"a","type":"probe","config":${config}`));
    const [problem, ...more] = validateFlow(raw, testOptions());
    expect(problem).toMatchObject({ code: 'forbidden_name', nodeId: 'a' });
    expect(problem?.message.en).toContain(name);
    expect(more.filter(({ code }) => code !== 'forbidden_name')).toEqual([]);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  test('10,000 nodes are refused before anything looks at them', () => {
    const nodes = Array.from({ length: 10_000 }, (_, i) => ({ id: `n${i}`, type: 'probe' }));
    const startedAt = performance.now();
    expect(problemCodes({ ...good, nodes })).toEqual(['too_many_nodes']);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(problemCodes({ ...good, nodes: nodes.slice(0, 501) })).toEqual(['too_many_nodes']);
    expect(problemCodes({ ...good, edges: Array.from({ length: 2_001 }, () => good.edges[0]) })).toEqual(['too_many_edges']);
  });

  test('500 nodes in one circle, and 500 behind one another, are looked through in no time', () => {
    const ids = Array.from({ length: 499 }, (_, i) => `n${i}`);
    const chain = (type: string) =>
      flowOf({ ...Object.fromEntries(ids.map((id) => [id, { type, maxVisits: 2 }])), end }, [
        ...ids.map((id, i) => `${id}.${type === 'decision' ? 'next' : 'done'} -> ${ids[i + 1] ?? 'end'}`),
        ...(type === 'decision' ? [] : [`${ids.at(-1)}.failed -> n0`]),
      ]);
    const startedAt = performance.now();
    expect(problemCodes(chain('probe'))).toEqual([]);
    expect(problemCodes(chain('decision'))).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  test('what is nested without end, or larger than anybody writes, is refused', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 5_000; i++) deep = [deep];
    expect(problemCodes(withNode({ config: { deep } }))).toEqual(['too_deep:a']);
    expect(problemCodes(withNode({ config: { wide: Array.from({ length: 200_000 }, () => 0) } }))).toEqual(['too_large:a']);
    expect(problemCodes(withNode({ config: { note: 'x'.repeat(30_000) } }))).toEqual(['too_large:a']);
  });

  test('expressions that are too much together are refused as a whole', () => {
    const condition = `x > 1${' or x > 1'.repeat(25)}`;
    const edges = [...Array.from({ length: 300 }, () => `a.done -> end if ${condition}`), 'a.done -> end'];
    const startedAt = performance.now();
    expect(problemCodes(flowOf({ a: {}, end }, edges))).toEqual(['expressions_too_long']);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  test('texts of the file are shown without what a terminal would obey', () => {
    const [problem] = validateFlow(withNode({ type: 'x\u001b[2J' }), testOptions());
    expect(problem?.message.en).not.toContain('\u001b');
  });
});

describe('sub-flows', () => {
  const sub = (flow: string, more: object = {}) => ({ type: 'sub-flow', config: { flow, version: 1, ...more } });
  const calling = (flow: string) => ({ ...flowOf({ s: sub(flow), end }, ['s.done -> end']), key: 'caller' });

  test('one that is not there, is broken, or contains itself', () => {
    expect(problemCodes(calling('gone'))).toEqual(['unknown_sub_flow:s']);
    expect(problemCodes(calling('bad'), new Map([['bad@1', { ...good, start: 'nowhere' }]]))).toEqual(['sub_flow_broken:s']);
    expect(problemCodes(calling('self'), new Map([['self@1', calling('self')]]))).toEqual(['sub_flow_recursion:s']);
    const circle = new Map([
      ['one@1', calling('two')],
      ['two@1', calling('one')],
    ]);
    expect(problemCodes(calling('one'), circle)).toEqual(['sub_flow_recursion:s']);
  });

  test('more than four in one another', () => {
    const subFlows = new Map(['f1', 'f2', 'f3', 'f4', 'f5', 'f6'].map((key, i) => [`${key}@1`, i === 5 ? good : calling(`f${i + 2}`)]));
    expect(problemCodes(calling('f1'), subFlows)).toEqual(['sub_flow_broken:s']);
    expect(problemCodes(calling('f3'), subFlows)).toEqual([]);
  });

  test('variables that do not fit between the two', () => {
    const subFlows = new Map([['inner@1', good]]);
    const mapped = (more: object) => flowOf({ s: sub('inner', more), end }, ['s.done -> end']);
    expect(problemCodes(mapped({ input: { x: '=x + 1' }, output: { x: 'x' } }), subFlows)).toEqual([]);
    expect(problemCodes(mapped({ input: { y: 1 } }), subFlows)).toEqual(['sub_flow_mapping:s']);
    expect(problemCodes(mapped({ input: { x: 'text' } }), subFlows)).toEqual(['sub_flow_mapping:s']);
    expect(problemCodes(mapped({ output: { x: 'y' } }), subFlows)).toEqual(['sub_flow_mapping:s']);
  });

  test('a loop around a sub-flow that never waits is a loop that never waits', () => {
    const idle = flowOf({ d: { type: 'decision' }, end }, ['d.next -> end']);
    const looping = flowOf({ s: { ...sub('inner'), maxVisits: 5 }, end }, ['s.done -> s if x > 1', 's.done -> end']);
    expect(problemCodes(looping, new Map([['inner@1', idle]]))).toEqual(['loop_without_wait:s']);
    expect(problemCodes(looping, new Map([['inner@1', good]]))).toEqual([]);
  });
});

test('every problem says in both languages what is wrong and where', () => {
  const [problem] = validateFlow(withNode({ type: 'teleport' }), testOptions());
  expect(problem?.message).toEqual({
    'zh-CN': '节点“a”：没有“teleport”这种节点类型。请从组件列表中选择。',
    en: 'Node “a”: There is no node type “teleport”. Choose one of the components.',
  });
});

test('what an expression stands for is not checked before it is known, the rest of the configuration is', () => {
  expect(problemCodes(withNode({ config: { afterMs: '=x', needs: ['call'] } }))).toEqual([]);
  expect(problemCodes(withNode({ config: { afterMs: '=x', needs: ['luck'] } }))).toEqual(['config_invalid:a']);
});

test('older formats are lifted step by step', () => {
  const steps = {
    1: (raw: Readonly<Record<string, unknown>>) => ({ ...raw, two: true }),
    2: (raw: Readonly<Record<string, unknown>>) => ({ ...raw, three: raw['two'] }),
  };
  expect(migrate({ formatVersion: 1 }, steps, 3)).toEqual({ ok: true, raw: { formatVersion: 3, two: true, three: true } });
  expect(migrate({ formatVersion: 0 }, steps, 3)).toMatchObject({ ok: false });
});
