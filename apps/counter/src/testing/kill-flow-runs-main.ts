/**
 * `node apps/counter/src/testing/kill-flow-runs-main.ts [--kills 50] [--seed N]`: kills the counter at random steps of flows and says what came
 * of it. Exit code 0 when nothing was lost or doubled and every run went on in time, else 1.
 */
import { parseArgs } from 'node:util';
import { publishTestDatabaseUrl } from '../../../../prisma/config.ts';
import { startTestCluster } from '../../../../prisma/test-cluster.ts';
import { killFlowRuns } from './kill-flow-runs.ts';

const GOES_ON_WITHIN_MS = 5_000;

const { values } = parseArgs({ options: { kills: { type: 'string', default: '50' }, seed: { type: 'string' } } });
const seed = values.seed === undefined ? Date.now() >>> 0 : Number(values.seed);
process.stdout.write(`seed ${seed}\n`);
const cluster = await startTestCluster();
try {
  publishTestDatabaseUrl(cluster.url);
  const { faults, goesOnMs, readyToStepMs, ...figures } = await killFlowRuns(Number(values.kills), seed);
  const sorted = goesOnMs.toSorted((one, other) => one - other);
  const slow = sorted.filter((ms) => ms > GOES_ON_WITHIN_MS).length;
  process.stdout.write(
    `${figures.kills} kills in ${figures.sessions} sessions, ${figures.steps} acknowledged steps; the next step was acknowledged after ` +
      `${sorted[0]}–${sorted.at(-1)} ms (median ${sorted[sorted.length >> 1]}), ${Math.max(...readyToStepMs)} ms at most after the counter answered; ` +
      `${slow} took longer than ${GOES_ON_WITHIN_MS} ms\n`,
  );
  for (const fault of faults) process.stdout.write(`FAULT ${fault}\n`);
  process.exitCode = faults.length > 0 || slow > 0 ? 1 : 0;
} finally {
  await cluster.stop();
}
