import type { CompiledFlow, CompiledNode } from '../engine/compiled-flow.ts';
import type { Obligation } from '../proof/explore-flow.ts';
import { writtenConfig } from '../proof/written-config.ts';

/** Somewhere a run is: at a step, inside a sub-flow, or at the beginning of a branch that it has not gone into yet. */
interface Thread {
  /** The sub-flow nodes around it, outermost first. */
  readonly scope: readonly string[];
  readonly node: string;
  readonly status: 'open' | 'inner' | 'pending';
  /** The branches it is in, `scope/fork:port`, outermost first. */
  readonly marks: readonly string[];
  /** The steps before, the last first, as far as one can go back to them. */
  readonly from: readonly Before[];
  /** What was visited in its branch of its flow when it was entered, where one can come back to it. */
  readonly visited: readonly string[];
}

interface Before {
  readonly node: string;
  readonly visited: readonly string[];
}

interface Configuration {
  readonly standing: 'held' | 'open' | 'tainted' | 'broken';
  readonly threads: readonly Thread[];
  /** Branches that have come to the join of their fork. */
  readonly arrived: readonly string[];
  /** `scope/node in branches` of what was entered and not gone back from. */
  readonly visited: readonly string[];
  /** `scope/node` of what undoes something that was done. */
  readonly toUndo: readonly string[];
}

type Place = Pick<Thread, 'scope' | 'marks' | 'from'>;

interface Bounds {
  readonly configurations: number;
  /** How often somebody goes back in a row. */
  readonly backs: number;
}

/**
 * Whether any run of a flow breaks an obligation, by making all of them, step by step and branch beside branch, with nothing summed up. Knows
 * the flow as it was compiled and nothing of the proof. Null where there are more configurations than are looked at.
 */
export function isBrokenByForce(flow: CompiledFlow, obligation: Obligation, bounds: Bounds): boolean | null {
  return new BruteForce(flow, obligation, bounds).search();
}

class BruteForce {
  readonly #flow: CompiledFlow;
  readonly #obligation: Obligation;
  readonly #bounds: Bounds;
  readonly #keys = new WeakMap<Thread, string>();

  constructor(flow: CompiledFlow, obligation: Obligation, bounds: Bounds) {
    this.#flow = flow;
    this.#obligation = obligation;
    this.#bounds = bounds;
  }

  search(): boolean | null {
    const begin: Configuration = {
      standing: this.#obligation.startsHeld ? 'held' : 'open',
      threads: [],
      arrived: [],
      visited: [],
      toUndo: [],
    };
    const seen = new Set<string>();
    const open = this.#enter(begin, this.#flow.definition.start, { scope: [], marks: [], from: [] });
    while (open.length > 0) {
      const configuration = open.pop() as Configuration;
      if (configuration.standing === 'broken') return true;
      const { standing, threads, arrived, visited, toUndo } = configuration;
      const parts = [threads.map((thread) => this.#keyOf(thread)), arrived, visited, toUndo];
      const key = [standing, ...parts.map((part) => part.toSorted().join('\n'))].join('\n\n');
      if (seen.has(key)) continue;
      if (seen.size >= this.#bounds.configurations) return null;
      seen.add(key);
      open.push(...this.#moves(configuration));
    }
    return false;
  }

  #keyOf(thread: Thread): string {
    const key = this.#keys.get(thread) ?? JSON.stringify(thread);
    this.#keys.set(thread, key);
    return key;
  }

  #moves(configuration: Configuration): Configuration[] {
    return [...this.#cancel(configuration), ...configuration.threads.flatMap((thread) => this.#movesOf(configuration, thread))];
  }

  /** At any moment; each of what is to be undone may be the only one that says anything. */
  #cancel(configuration: Configuration): Configuration[] {
    return configuration.toUndo.map((name) => {
      const path = name.split('/');
      const undone = this.#do(configuration, this.#compiled(path.slice(0, -1), path.at(-1) ?? ''), null);
      return { ...undone, threads: [], toUndo: [] };
    });
  }

  #movesOf(configuration: Configuration, thread: Thread): Configuration[] {
    const rest = { ...configuration, threads: configuration.threads.filter((other) => other !== thread) };
    const compiled = this.#compiled(thread.scope, thread.node);
    if (thread.status === 'pending') return this.#startBranch(rest, thread, compiled);
    if (thread.status === 'inner') return this.#leaveAround(configuration, thread, compiled);
    const ports = [...compiled.edges.keys()].filter((port) => port !== 'exhausted');
    return [
      ...ports.flatMap((port) => this.#leave(rest, compiled, port, thread)),
      ...(compiled.edges.has('failed') ? [] : this.#fail(rest, thread.scope)),
      ...this.#goBack(rest, compiled, thread),
      ...this.#callPerson(configuration, thread, compiled),
    ];
  }

  /** What was entered since the step before is as if it had not been. */
  #goBack(rest: Configuration, compiled: CompiledNode, thread: Thread): Configuration[] {
    const [before, ...from] = thread.from;
    if (before === undefined) return [];
    const isBeside = besides(thread);
    const visited = [...rest.visited.filter((name) => !isBeside(name)), ...before.visited];
    return this.#enterOnce({ ...this.#do(rest, compiled, 'back'), visited }, before.node, { ...thread, from });
  }

  #startBranch(rest: Configuration, thread: Thread, fork: CompiledNode): Configuration[] {
    const port = thread.marks.at(-1)?.split(':').at(-1) ?? '';
    return (fork.edges.get(port) ?? []).flatMap(({ to }) => this.#enter(rest, to, { ...thread, from: [] }));
  }

  /** What is open inside a sub-flow may be given up: when its time is up, or because a person is asked for. */
  #leaveAround(configuration: Configuration, thread: Thread, compiled: CompiledNode): Configuration[] {
    const scope = [...thread.scope, thread.node];
    if (!configuration.threads.some((inner) => inner.status === 'open' && isWithin(inner.scope, scope))) return [];
    const rest = drop(configuration, (other) => other === thread || isWithin(other.scope, scope), thread);
    const { timeLimit } = compiled.node;
    return [
      ...(compiled.edges.has('escalated') ? this.#leave(rest, compiled, 'escalated', thread) : []),
      ...(timeLimit === undefined
        ? []
        : compiled.edges.has(timeLimit.port)
          ? this.#leave(rest, compiled, timeLimit.port, thread)
          : this.#failNode(rest, compiled, thread)),
    ];
  }

  #callPerson(configuration: Configuration, thread: Thread, compiled: CompiledNode): Configuration[] {
    const around = thread.scope.map((id, at) => this.#compiled(thread.scope.slice(0, at), id));
    if ([compiled, ...around].some(({ edges }) => edges.has('escalated'))) return [];
    const found: Configuration[] = [];
    for (let depth = thread.scope.length; depth >= 0; depth -= 1) {
      const scope = thread.scope.slice(0, depth);
      const id = this.#flowAt(scope).definition.escalation;
      if (id === undefined) continue;
      const person = this.#compiled(scope, id);
      const marks = configuration.threads.find(({ node, scope: at }) => [...at, node].join('/') === scope.join('/'))?.marks ?? [];
      const place = { scope, marks, from: [] };
      const rest = drop(configuration, (other) => isWithin(other.scope, scope), place);
      found.push(...this.#enterOnce(rest, id, place));
      for (const port of person.ports.filter((each) => !person.edges.has(each)))
        found.push(this.#do(this.#do(configuration, person, null), person, port));
    }
    return found;
  }

  #leave(configuration: Configuration, compiled: CompiledNode, port: string, thread: Thread): Configuration[] {
    const { scope, node, marks, from } = thread;
    const { compensation } = compiled.node;
    const undoing = compensation !== undefined && compiled.ports.includes(port) ? [[...scope, compensation].join('/')] : [];
    const toUndo = [...new Set([...configuration.toUndo, ...undoing])].filter((name) => this.#says(name));
    const left = { ...this.#do(configuration, compiled, port), toUndo };
    const isStep = compiled.type.manifest.waits || compiled.inner !== null;
    const isOwn = compiled.ports.includes(port);
    const isPassed = !isStep || (port === 'failed' && !isOwn);
    const behind = [{ node, visited: thread.visited }, ...from].slice(0, this.#bounds.backs);
    const goesBackTo = isPassed ? from : compiled.node.back && isOwn ? behind : [];
    return (compiled.edges.get(port) ?? []).flatMap(({ to }) => this.#enter(left, to, { scope, marks, from: goesBackTo }));
  }

  #failNode(configuration: Configuration, compiled: CompiledNode, thread: Thread): Configuration[] {
    return compiled.edges.has('failed') ? this.#leave(configuration, compiled, 'failed', thread) : this.#fail(configuration, thread.scope);
  }

  /** The flow of a scope fails: so does the node around it, or the run. */
  #fail(configuration: Configuration, scope: readonly string[]): Configuration[] {
    if (scope.length === 0) return [];
    const parent = configuration.threads.find(
      ({ scope: at, node, status }) => status === 'inner' && [...at, node].join('/') === scope.join('/'),
    );
    if (parent === undefined) return [];
    const rest = drop(configuration, (other) => other === parent || isWithin(other.scope, scope), parent);
    return this.#failNode(rest, this.#compiled(parent.scope, parent.node), parent);
  }

  #enter(before: Configuration, id: string, place: Place): Configuration[] {
    const compiled = this.#compiled(place.scope, id);
    const isJoin = compiled.node.type === 'join';
    const instead = before.visited.includes(nameOf(id, isJoin ? behindJoin(place) : place))
      ? compiled.edges.has('exhausted')
        ? (compiled.edges.get('exhausted') ?? []).flatMap(({ to }) => this.#enter(before, to, place))
        : this.#fail(before, place.scope)
      : [];
    return [...instead, ...this.#enterOnce(before, id, place)];
  }

  /** Not too often for it. */
  #enterOnce(before: Configuration, id: string, place: Place): Configuration[] {
    const compiled = this.#compiled(place.scope, id);
    // Nobody asks where nobody comes back to.
    const visited = compiled.node.back ? before.visited.filter(besides(place)) : [];
    const thread: Thread = { ...place, node: id, status: 'open', visited };
    const entered = this.#do(before, compiled, null);
    if (entered.standing === 'broken') return [entered];
    // A join was visited when it goes on, not by every branch.
    return compiled.node.type === 'join'
      ? this.#arrive(entered, compiled, thread)
      : this.#begin(visit(entered, id, place), compiled, thread);
  }

  #begin(entered: Configuration, compiled: CompiledNode, thread: Thread): Configuration[] {
    const { node: id, ...place } = thread;
    const name = [...place.scope, id].join('/');
    switch (compiled.node.type) {
      case 'decision':
        return [...compiled.edges.keys()]
          .filter((port) => port !== 'exhausted')
          .flatMap((port) => this.#leave(entered, compiled, port, thread));
      case 'fork': {
        const pending = compiled.ports.map(
          (port): Thread => ({ ...thread, status: 'pending', marks: [...place.marks, `${name}:${port}`] }),
        );
        return [{ ...entered, threads: [...entered.threads, ...pending] }];
      }
      case 'sub-flow': {
        const scope = [...place.scope, id];
        const threads = [...entered.threads, { ...thread, status: 'inner' as const }];
        // A scope of its own each time: nothing in it was visited before.
        const around = { ...entered, threads, visited: entered.visited.filter((other) => !other.startsWith(`${name}/`)) };
        return this.#enter(around, this.#flowAt(scope).definition.start, { scope, marks: place.marks, from: [] });
      }
      case 'end':
        return this.#end(entered, compiled, thread);
      default:
        return [{ ...entered, threads: [...entered.threads, thread] }];
    }
  }

  #arrive(entered: Configuration, compiled: CompiledNode, thread: Thread): Configuration[] {
    const mark = thread.marks.at(-1) ?? '';
    const fork = mark.slice(0, mark.lastIndexOf(':'));
    const { mode, fork: forkId } = writtenConfig(compiled);
    const ports = this.#compiled(thread.scope, String(forkId)).ports;
    const arrived = [...new Set([...entered.arrived, mark])];
    if (mode !== 'first' && ports.some((port) => !arrived.includes(`${fork}:${port}`))) return [{ ...entered, arrived }];
    const isInside = ({ marks }: Thread) => marks.some((each) => each.startsWith(`${fork}:`));
    const behind = { ...thread, ...behindJoin(thread) };
    const rest = drop({ ...entered, arrived }, isInside, behind);
    return this.#leave(visit(rest, thread.node, behind), compiled, 'done', behind);
  }

  #end(entered: Configuration, compiled: CompiledNode, { scope }: Thread): Configuration[] {
    if (scope.length === 0) return [{ ...entered, threads: [], arrived: [] }];
    const parent = entered.threads.find(({ scope: at, node, status }) => status === 'inner' && [...at, node].join('/') === scope.join('/'));
    if (parent === undefined) return [];
    const around = this.#compiled(parent.scope, parent.node);
    const outcome = String(writtenConfig(compiled)['outcome']);
    const port = (writtenConfig(around)['outcomes'] as string[]).includes(outcome) ? outcome : 'done';
    const rest = drop(entered, (other) => other === parent || isWithin(other.scope, scope), parent);
    return this.#leave(rest, around, port, parent);
  }

  /** Null: entering it. */
  #do(configuration: Configuration, compiled: CompiledNode, port: string | null): Configuration {
    const acts = this.#obligation.acts.get(compiled);
    const list = (port === null ? acts?.entering : acts?.leaving?.[port]) ?? [];
    let { standing } = configuration;
    for (const { act } of list) {
      if (act === 'hold' && standing === 'open') standing = 'held';
      else if (act === 'open' && standing === 'held') standing = 'open';
      else if (act === 'need' && standing === 'open') standing = this.#obligation.untilConcluded ? 'tainted' : 'broken';
      else if (act === 'conclude' && standing === 'tainted') standing = 'broken';
    }
    return { ...configuration, standing };
  }

  #says(name: string): boolean {
    const path = name.split('/');
    return this.#obligation.acts.has(this.#compiled(path.slice(0, -1), path.at(-1) ?? ''));
  }

  #flowAt(scope: readonly string[]): CompiledFlow {
    return scope.reduce<CompiledFlow>((flow, id) => flow.nodes.get(id)?.inner ?? flow, this.#flow);
  }

  #compiled(scope: readonly string[], id: string): CompiledNode {
    return this.#flowAt(scope).nodes.get(id) as CompiledNode;
  }
}

/** With its branches, as what one can go back from lies in one branch. */
const nameOf = (id: string, { scope, marks }: Place): string => `${[...scope, id].join('/')} in ${marks.join(' ')}`;

/** Whether a name is that of a node of the same branch of the same flow. */
function besides(place: Place): (name: string) => boolean {
  const [before = '', behind = ''] = nameOf('\n', place).split('\n');
  return (name) => name.startsWith(before) && name.endsWith(behind) && !name.slice(before.length, -behind.length).includes('/');
}

const behindJoin = ({ scope, marks }: Place): Place => ({ scope, marks: marks.slice(0, -1), from: [] });

const visit = (configuration: Configuration, id: string, place: Place): Configuration => ({
  ...configuration,
  visited: [...new Set([...configuration.visited, nameOf(id, place)])],
});

const isWithin = (scope: readonly string[], around: readonly string[]): boolean => around.every((id, at) => scope[at] === id);

/** What a fork waits for is forgotten with the last of its branches; `goesOn` is where the run goes on from. */
function drop(configuration: Configuration, isDropped: (thread: Thread) => boolean, goesOn: Place): Configuration {
  const threads = configuration.threads.filter((thread) => !isDropped(thread));
  const arrived = configuration.arrived.filter((mark) => [...threads, goesOn].some(({ marks }) => sharesFork(marks, mark)));
  return { ...configuration, threads, arrived };
}

const sharesFork = (marks: readonly string[], mark: string): boolean =>
  marks.some((each) => each.startsWith(mark.slice(0, mark.lastIndexOf(':') + 1)));
