import { rulesInForce, shippedPacks } from '@guichet/rules';
import { proveFlow, unproved } from '@guichet/workflow';
import { absolute, compare, type Figure, median } from './figures.ts';
import { interleave } from './interleave.ts';
import type { BenchContext } from './main.ts';
import { largeFlow } from './prove/large-flow.ts';

export const summary = 'the proof of a flow of 1,000 nodes against every pack that ships, beside the validation of the same';

/** By issue 7. */
const MAX_PROOF_MS = 1_000;
const DEFAULT_ROUNDS = 9;

export async function run({ rounds = DEFAULT_ROUNDS, progress }: BenchContext): Promise<readonly Figure[]> {
  const { validate, nodes } = largeFlow();
  const flow = validate();
  const packs = rulesInForce(shippedPacks(), Date.now());
  const proof = proveFlow(flow, packs);
  if (!proof.proved)
    throw new Error(
      `It should be proved, but is not: ${unproved(proof)
        .map(({ ruleId }) => ruleId)
        .join(', ')}`,
    );
  const times = await interleave(
    { proof: async () => timed(() => proveFlow(flow, packs)), validation: async () => timed(validate) },
    rounds,
    (name, round, ms) => progress(`round ${round} ${name}: ${ms.toFixed(1)} ms`),
  );
  const rules = proof.rules.filter(({ binding }) => binding).length;
  return [
    compare({
      what: `proof of ${nodes} nodes with sub-flows, loops and branches against ${rules} rules, beside the validation of the same`,
      unit: 'ms',
      rounds: { ours: times.proof, peer: times.validation },
    }),
    absolute({ what: `proof of ${nodes} nodes`, ours: median(times.proof), unit: 'ms', limit: { below: MAX_PROOF_MS } }),
  ];
}

function timed(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}
