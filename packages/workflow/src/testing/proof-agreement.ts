import fc from 'fast-check';
import { compileFlow } from '../engine/compile.ts';
import type { CompiledFlow } from '../engine/compiled-flow.ts';
import { scopeOf } from '../proof/control-flow.ts';
import { type Obligation, type ObligationProof, proveObligation } from '../proof/explore-flow.ts';
import { isBrokenByForce } from './brute-force.ts';
import { testOptions } from './harness.ts';
import { randomFlow } from './random-flow.ts';
import { obligationOn, randomObligation } from './random-obligation.ts';
import { seededRuns } from './seeded-runs.ts';

/** Of a flow with more configurations than this the runs are not all made. */
const MOST_CONFIGURATIONS = 400;
/** Where nobody goes back more often in a row; runs like the one that the proof shows are made however often somebody does in it. */
const MOST_BACKS = 6;

export interface Agreement {
  readonly proved: number;
  readonly violated: number;
  readonly tooLarge: number;
}

/** Lays random obligations over random flows and compares the proof with all runs; throws for the first flow about which they differ, made small. */
export function compareWithBruteForce(runs: number): Agreement {
  const counts = { proved: 0, violated: 0, tooLarge: 0 };
  fc.assert(
    fc.property(randomFlow, randomObligation, (random, laid) => {
      const compiled = compileFlow(random.definition, testOptions(random.subFlows));
      if (!compiled.ok) throw new Error(compiled.problems.map(({ message }) => message.en).join('\n'));
      const obligation = obligationOn(compiled.flow, laid);
      const proof = proveObligation(scopeOf(compiled.flow), obligation);
      const backs = Math.max(MOST_BACKS, 'path' in proof ? proof.path.filter(({ via }) => via === 'back').length : 0);
      const broken = isBrokenByForce(compiled.flow, obligation, { configurations: MOST_CONFIGURATIONS, backs });
      if (broken === null) {
        counts.tooLarge += 1;
        return;
      }
      counts[broken ? 'violated' : 'proved'] += 1;
      const claimed = proof.outcome === 'violated';
      if (broken ? !claimed : claimed && isExact(compiled.flow, obligation))
        throw new Error(told(compiled.flow, obligation, broken, proof));
    }),
    seededRuns('proof and brute force', runs),
  );
  return counts;
}

/**
 * Where the proof may see a path too many, though never one too few: of what undoes something it does not follow what happened in between, and
 * of branches it takes one to conclude after another one's need even where only reopening it would have had to come later still.
 */
function isExact(flow: CompiledFlow, { acts, untilConcluded }: Obligation): boolean {
  const all = [...acts.values()].flatMap(({ entering = [], leaving = {} }) => [...entering, ...Object.values(leaving).flat()]);
  const reopens = all.some(({ act }) => act === 'open');
  const undoes = [...acts.keys()].some(({ node }) => node.type === 'undo');
  return !undoes && !(untilConcluded && reopens && hasFork(flow));
}

const hasFork = ({ nodes }: CompiledFlow): boolean =>
  [...nodes.values()].some(({ node, inner }) => node.type === 'fork' || (inner !== null && hasFork(inner)));

function told(flow: CompiledFlow, { acts, startsHeld, untilConcluded }: Obligation, broken: boolean, proof: ObligationProof): string {
  const edgesOf = ({ definition, nodes }: CompiledFlow): string[] => [
    `${definition.key}: ${definition.edges.map(({ from, to }) => `${from.node}.${from.port}>${to}`).join(' ')} person ${definition.escalation}`,
    ...[...nodes.values()].flatMap(({ node, inner }) => (inner === null ? [] : [`${node.id} =`, ...edgesOf(inner)])),
  ];
  return [
    `by force ${broken ? 'broken' : 'kept'}, the proof says ${proof.outcome}; starts held: ${startsHeld}, until concluded: ${untilConcluded}`,
    ...[...acts].map(([{ node }, each]) => `${node.id} ${JSON.stringify(each)}`),
    'path' in proof ? proof.path.map(({ node, via }) => `${via} ${node}`).join(', ') : '',
    ...edgesOf(flow),
  ].join('\n');
}
