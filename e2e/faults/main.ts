/**
 * `npm run faults [-- --rounds N] [--only WORDS] [--seed N]`: each fault N times (20) at random moments of a real call, on an installation of
 * its own. Figures are printed, the seed first. Last line `N passed, N failed`.
 */
import { parseArgs } from 'node:util';
import { chooseSeed } from '../kit/config.ts';
import { Installation } from '../kit/installation.ts';
import { expectNoOrphans, snapshot } from '../kit/process-faults.ts';
import { SeededRandom } from '../kit/seeded-random.ts';
import { duplicatePage } from './duplicate-page.ts';
import type { Fault } from './fault.ts';
import { killCounter, killDatabase, killMediaWorker, killNode, killRecordingService } from './kills.ts';
import { blackout, tenPercentLoss } from './network.ts';
import { powerCut } from './power-cut.ts';

const FAULTS: readonly Fault[] = [
  killRecordingService,
  killMediaWorker,
  killNode,
  killCounter,
  killDatabase,
  powerCut,
  tenPercentLoss,
  blackout,
  duplicatePage,
];
const ROUND_DEADLINE_MS = 120_000;

const { values } = parseArgs({ options: { rounds: { type: 'string' }, only: { type: 'string' }, seed: { type: 'string' } } });
const rounds = Number(values.rounds ?? 20);
const seed = values.seed === undefined ? chooseSeed() : Number(values.seed);
const chosen = FAULTS.filter(({ name }) => values.only === undefined || name.includes(values.only));

async function oneRound(installation: Installation, fault: Fault, random: SeededRandom): Promise<boolean> {
  const startedAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The round did not come to an end')), ROUND_DEADLINE_MS);
  });
  try {
    const figures = await Promise.race([fault.run({ installation, random }), overdue]);
    console.log(`  ✓ ${fault.name} ${JSON.stringify(figures)} (${Math.round(performance.now() - startedAt)} ms)`);
    return true;
  } catch (error) {
    console.log(`  ✗ ${fault.name}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  } finally {
    clearTimeout(timer);
  }
}

async function main(): Promise<{ passed: number; failed: number }> {
  console.log(`seed ${seed}, ${rounds} round(s) of ${chosen.length} faults`);
  const random = new SeededRandom(seed);
  const tally = { passed: 0, failed: 0 };
  const count = (passed: boolean) => (passed ? tally.passed++ : tally.failed++);
  for (const fault of chosen) {
    console.log(`${fault.name}: ${fault.limit}`);
    const installation = await Installation.start({ env: { SFU_WORKERS: '1' } });
    const { pids } = installation.running;
    const before = await Promise.all(Object.values(pids).map((pid) => snapshot(pid)));
    try {
      for (let round = 0; round < rounds; round++) {
        const passed = await oneRound(installation, fault, random);
        count(passed);
        // A call that is still half there would spoil the rounds after it.
        if (!passed) break;
      }
    } finally {
      await installation.close();
    }
    for (const each of before) await expectNoOrphans(each);
  }
  return tally;
}

const { passed, failed } = await main();
console.log(`${passed} passed, ${failed} failed`);
// libdatachannel's threads would keep the process alive.
process.exit(failed === 0 ? 0 : 1);
