/**
 * Parameters of a property test with a fresh seed, which is printed: `FLOW_SEED=…` runs the same again, `FLOW_RUNS=…` runs more or fewer.
 */
export function seededRuns(what: string, runs: number): { readonly seed: number; readonly numRuns: number } {
  const seed = Number(process.env['FLOW_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  const numRuns = Number(process.env['FLOW_RUNS'] ?? runs);
  console.info(`${what}: ${numRuns} runs, seed ${seed}`);
  return { seed, numRuns };
}
