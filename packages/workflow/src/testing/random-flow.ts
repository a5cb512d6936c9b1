import fc from 'fast-check';
import { end, flowOf } from './harness.ts';

/** What random flows are built of; whatever is put together of these is a sound definition. */
export type Block =
  | { readonly kind: 'step'; readonly step: StepShape }
  | { readonly kind: 'wait'; readonly forMs: number }
  | { readonly kind: 'choice'; readonly when: string; readonly yes: readonly Block[]; readonly no: readonly Block[] }
  | { readonly kind: 'parallel'; readonly mode: 'all' | 'first'; readonly branches: readonly (readonly Block[])[] }
  | { readonly kind: 'loop'; readonly times: number; readonly body: readonly Block[]; readonly hasExit: boolean }
  | { readonly kind: 'sub'; readonly body: readonly Block[] };

interface StepShape {
  readonly config: Readonly<Record<string, unknown>>;
  readonly twoPorts: boolean;
  readonly back: boolean;
  readonly undone: boolean;
  readonly retry: boolean;
  readonly limit: { readonly afterMs: number; readonly whileHeld: 'run' | 'pause'; readonly hasEdge: boolean } | null;
  readonly failedEdge: boolean;
  readonly escalatedEdge: boolean;
}

const step: fc.Arbitrary<StepShape> = fc.record({
  config: fc.record(
    {
      needs: fc.subarray(['call', 'recording', 'customer_present']),
      afterMs: fc.constantFrom(1_000, 20_000),
      request: fc.constantFrom('service.call', 'speech.speak'),
      failUntil: fc.constantFrom(0, 0, 0, 0, 1, 2),
      retryable: fc.boolean(),
      throws: fc.constant(false),
      note: fc.constantFrom('', '=string(x)', '= if x > 3 then "many" else "few"'),
      by: fc.constantFrom(['customer'], ['agent'], ['customer', 'agent']),
    },
    { requiredKeys: [], noNullPrototype: true },
  ),
  twoPorts: fc.boolean(),
  back: fc.boolean(),
  undone: fc.boolean(),
  retry: fc.boolean(),
  limit: fc.option(
    fc.record({
      afterMs: fc.constantFrom(2_000, 30_000),
      whileHeld: fc.constantFrom('run' as const, 'pause' as const),
      hasEdge: fc.boolean(),
    }),
    { freq: 3 },
  ),
  failedEdge: fc.constantFrom(true, true, true, false),
  escalatedEdge: fc.boolean(),
});

const { blocks } = fc.letrec<{ blocks: readonly Block[]; block: Block }>((tie) => ({
  blocks: fc.array(tie('block'), { minLength: 1, maxLength: 3, depthIdentifier: 'flow' }),
  block: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'flow', depthSize: 'small' },
    fc.record({ kind: fc.constant('step' as const), step }),
    fc.record({ kind: fc.constant('wait' as const), forMs: fc.constantFrom(0, 5_000) }),
    fc.record({
      kind: fc.constant('choice' as const),
      when: fc.constantFrom('x > 3', 'x = null', 'not(x < 5)', 'x in [1..4]'),
      yes: tie('blocks'),
      no: tie('blocks'),
    }),
    fc.record({
      kind: fc.constant('parallel' as const),
      mode: fc.constantFrom('all' as const, 'first' as const),
      branches: fc.array(tie('blocks'), { minLength: 2, maxLength: 3, depthIdentifier: 'flow' }),
    }),
    fc.record({ kind: fc.constant('loop' as const), times: fc.integer({ min: 2, max: 4 }), body: tie('blocks'), hasExit: fc.boolean() }),
    fc.record({ kind: fc.constant('sub' as const), body: tie('blocks') }),
  ),
}));

export interface RandomFlow {
  readonly definition: ReturnType<typeof flowOf>;
  readonly subFlows: ReadonlyMap<string, unknown>;
}

/** Random sound definitions, with the sub-flows that they call. */
export const randomFlow: fc.Arbitrary<RandomFlow> = fc
  .record({ body: blocks, escalation: fc.constantFrom('none' as const, 'returns' as const, 'goes' as const) })
  .map(({ body, escalation }) => {
    const subFlows = new Map<string, unknown>();
    return { definition: new Builder(subFlows, 1).build(body, escalation), subFlows };
  });

class Builder {
  readonly #subFlows: Map<string, unknown>;
  readonly #depth: number;
  readonly #nodes: Record<string, Record<string, unknown>> = {};
  readonly #edges: string[] = [];

  constructor(subFlows: Map<string, unknown>, depth: number) {
    this.#subFlows = subFlows;
    this.#depth = depth;
  }

  build(body: readonly Block[], escalation: 'none' | 'returns' | 'goes', key = 'random') {
    this.#node('begin', { outputs: { value: 'x' } }, 1);
    const exits = this.#sequence(['begin.done'], body, 1);
    this.#join(exits, 'end');
    this.#nodes['end'] = end;
    if (escalation !== 'none') {
      this.#node('person', { maxVisits: 2 }, 2);
      if (escalation === 'goes') this.#join(['person.done'], 'end');
    }
    return { ...flowOf(this.#nodes, this.#edges, escalation === 'none' ? {} : { escalation: 'person' }), key };
  }

  /** Puts blocks behind one another; returns the ports that still lead nowhere. */
  #sequence(entries: readonly string[], body: readonly Block[], visits: number): string[] {
    return body.reduce<string[]>((exits, block) => this.#block(exits, block, visits), [...entries]);
  }

  #block(entries: readonly string[], block: Block, visits: number): string[] {
    switch (block.kind) {
      case 'step':
        return this.#step(entries, block.step, visits);
      case 'wait': {
        const id = this.#name('w');
        this.#node(id, { type: 'wait', config: { forMs: block.forMs } }, visits);
        this.#join(entries, id);
        return [`${id}.elapsed`];
      }
      case 'choice': {
        const id = this.#name('d');
        this.#node(id, { type: 'decision' }, visits);
        this.#join(entries, id);
        const yes = this.#guarded(id, block.when, block.yes, visits);
        return [...yes, ...this.#sequence([`${id}.next`], block.no, visits)];
      }
      case 'parallel':
        return this.#parallel(entries, block, visits);
      case 'loop':
        return this.#loop(entries, block, visits);
      case 'sub': {
        const id = this.#name('s');
        if (this.#depth >= 3) return this.#sequence(entries, block.body, visits);
        const key = `sub-${this.#subFlows.size + 1}`;
        this.#subFlows.set(`${key}@1`, null);
        this.#subFlows.set(`${key}@1`, new Builder(this.#subFlows, this.#depth + 1).build(block.body, 'none', key));
        this.#node(id, { type: 'sub-flow', config: { flow: key, version: 1, input: { x: '=x' }, output: { x: 'x' } } }, visits);
        this.#join(entries, id);
        return [`${id}.done`];
      }
    }
  }

  #step(entries: readonly string[], shape: StepShape, visits: number): string[] {
    const id = this.#name('p');
    const ports = shape.twoPorts ? ['done', 'other'] : ['done'];
    const undo = shape.undone && !shape.back ? this.#name('u') : null;
    if (undo !== null) this.#node(undo, { type: 'undo', config: { what: id } }, 1);
    this.#node(
      id,
      {
        config: { ...shape.config, ports },
        outputs: { value: 'x' },
        back: shape.back,
        ...(undo === null ? {} : { compensation: undo }),
        ...(shape.retry ? { retry: { maxAttempts: 3, firstDelayMs: 500 } } : {}),
        ...(shape.limit ? { timeLimit: { afterMs: shape.limit.afterMs, whileHeld: shape.limit.whileHeld } } : {}),
      },
      visits,
    );
    this.#join(entries, id);
    return [
      ...ports.map((port) => `${id}.${port}`),
      ...(shape.limit?.hasEdge ? [`${id}.timed_out`] : []),
      ...(shape.failedEdge ? [`${id}.failed`] : []),
      ...(shape.escalatedEdge ? [`${id}.escalated`] : []),
    ];
  }

  #guarded(id: string, when: string, body: readonly Block[], visits: number): string[] {
    const first = this.#edges.length;
    const exits = this.#sequence([`${id}.next`], body, visits);
    // The first edge that was written is the one into this branch.
    const into = this.#edges.findIndex((text, i) => i >= first && text.startsWith(`${id}.next -> `));
    this.#edges[into] = `${this.#edges[into]} if ${when}`;
    return exits;
  }

  #parallel(entries: readonly string[], { mode, branches }: Extract<Block, { kind: 'parallel' }>, visits: number): string[] {
    const fork = this.#name('f');
    const join = this.#name('j');
    const ports = branches.map((_branch, i) => `b${i}`);
    this.#node(fork, { type: 'fork', config: { branches: ports } }, visits);
    this.#join(entries, fork);
    this.#node(join, { type: 'join', config: { fork, mode } }, visits);
    branches.forEach((branch, i) => this.#join(this.#sequence([`${fork}.b${i}`], branch, visits), join));
    return [`${join}.done`];
  }

  #loop(entries: readonly string[], { times, body, hasExit }: Extract<Block, { kind: 'loop' }>, visits: number): string[] {
    const rounds = Math.min(100, times * visits);
    const head = this.#name('h');
    const tail = this.#name('t');
    this.#node(head, { type: 'decision' }, rounds);
    this.#join(entries, head);
    this.#node(tail, { config: { ports: ['done', 'again'] } }, rounds);
    this.#join(this.#sequence([`${head}.next`], body, rounds), tail);
    this.#join([`${tail}.again`], head);
    return hasExit ? [`${tail}.done`, `${head}.exhausted`] : [`${tail}.done`];
  }

  #name(letter: string): string {
    return `${letter}${Object.keys(this.#nodes).length}`;
  }

  #node(id: string, node: Record<string, unknown>, visits: number): void {
    this.#nodes[id] = { ...(visits > 1 ? { maxVisits: visits } : {}), ...node };
  }

  #join(exits: readonly string[], to: string): void {
    for (const exit of exits) this.#edges.push(`${exit} -> ${to}`);
  }
}
