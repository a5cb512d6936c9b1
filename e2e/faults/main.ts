/**
 * `npm run faults [-- --rounds N] [--only WORDS] [--seed N] [--short]`: each fault N times (20) at random moments of a real call. Figures are
 * printed, the seed first; after every round nothing may be left behind, and in the end the logs are looked through. `--only` may be repeated;
 * `--short` is what `npm test` runs: one round of the faults that take little. Last line `N passed, N failed`.
 */
import { parseArgs } from 'node:util';
import { chooseSeed } from '../kit/config.ts';
import { addressChange } from './address-change.ts';
import { databaseFrozen, databaseHalfOpen, databaseRestart } from './database-away.ts';
import { diskFull, diskFullBefore } from './disk-full.ts';
import { duplicatePage } from './duplicate-page.ts';
import type { Fault } from './fault.ts';
import { killCounter, killDatabase, killMediaWorker, killNode, killRecordingService } from './kills.ts';
import { blackout, tenPercentLoss, twentyPercentLoss } from './network.ts';
import { powerCut } from './power-cut.ts';
import { reconnectingPages } from './reconnecting-pages.ts';
import { FaultRunner } from './runner.ts';

const FAULTS: readonly Fault[] = [
  killRecordingService,
  killMediaWorker,
  killNode,
  killCounter,
  killDatabase,
  powerCut,
  duplicatePage,
  databaseRestart,
  databaseFrozen,
  databaseHalfOpen,
  diskFull,
  diskFullBefore,
  tenPercentLoss,
  twentyPercentLoss,
  blackout,
  addressChange,
  reconnectingPages,
];

const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    only: { type: 'string', multiple: true },
    seed: { type: 'string' },
    short: { type: 'boolean', default: false },
  },
});
const rounds = values.short ? 1 : Number(values.rounds ?? 20);
const seed = values.seed === undefined ? chooseSeed() : Number(values.seed);
const { only } = values;
const chosen = FAULTS.filter(({ name, short }) =>
  only === undefined ? short || !values.short : only.some((words) => name.includes(words)),
);
if (chosen.length === 0) throw new Error(`No fault is called so; there are: ${FAULTS.map(({ name }) => name).join(', ')}`);

console.log(`seed ${seed}, ${rounds} round(s) of ${chosen.length} fault(s)`);
const runner = new FaultRunner({ rounds, seed });
let ending: Promise<void> | undefined;
// More than one signal may come: from the terminal, from npm, and because the launcher is gone.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void (ending ??= runner.abandon().finally(() => process.exit(130))));
}
const { passed, failed, notEvaluated } = await runner.run(chosen);
if (notEvaluated > 0) console.log(`${notEvaluated} not evaluated`);
console.log(`${passed} passed, ${failed} failed`);
// libdatachannel's threads would keep the process alive.
process.exit(failed === 0 ? 0 : 1);
