import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { absolute, type Figure } from '../figures.ts';
import type { BenchContext } from '../main.ts';
import { faultCells } from './cells.ts';
import { inspect, listFaults, readResults } from './inspected.ts';

export const RESULTS_FILE = fileURLToPath(new URL('../../.data/bench/inspect-recall.jsonl', import.meta.url));
const SEED_FILE = `${RESULTS_FILE}.seed`;
const DEFAULT_VARIANTS = 20;
/** Of recordings in which all is well, for each variant of a fault. */
const CLEAN_FOR_EACH = 5;
/** Recordings of one process: a run that is broken off has lost no more than one of them. */
const AT_ONCE = 12;
/** How many are made and inspected side by side. */
const PROCESSES = 3;

/** `rounds` variants of every fault. A run goes on where it was broken off; a file that holds a whole run is only counted: without it a new run begins. */
export async function measureRecall({ rounds = DEFAULT_VARIANTS, progress }: BenchContext): Promise<readonly Figure[]> {
  await mkdir(dirname(RESULTS_FILE), { recursive: true });
  const run = existsSync(RESULTS_FILE) ? Number(await readFile(SEED_FILE, 'utf8')) : randomInt(2 ** 30);
  await writeFile(SEED_FILE, String(run));
  const { media } = await listFaults();
  const orders = ordersOf(run, rounds, media);
  const done = new Set(readResults(RESULTS_FILE).map(({ seed, fault }) => `${seed}:${fault ?? 'clean'}`));
  const left = orders.filter((order) => !done.has(order));
  progress(`seed ${run}: ${orders.length} recordings, ${left.length} of them left, to ${RESULTS_FILE}`);
  // The films are made by the first one alone.
  if (left.length > 0) await inspect(left.splice(0, 1), RESULTS_FILE);
  const work = async (): Promise<void> => {
    for (let some = left.splice(0, AT_ONCE); some.length > 0; some = left.splice(0, AT_ONCE)) {
      await inspect(some, RESULTS_FILE);
      progress(`${left.length} left`);
    }
  };
  await Promise.all(Array.from({ length: PROCESSES }, work));
  const cells = faultCells(readResults(RESULTS_FILE));
  const passed = cells.reduce((sum, cell) => sum + cell.passed, 0);
  const planted = cells.reduce((sum, cell) => sum + cell.variants, 0);
  return [
    absolute({ what: `planted faults that ended as pass, of ${planted}`, ours: passed, unit: 'recordings', limit: { below: 1 } }),
    ...cells.map(({ fault, found, variants }) =>
      absolute({ what: `found of ${fault}`, ours: found / Math.max(1, variants), unit: 'share' }),
    ),
  ];
}

/** One of each kind after the other, so that a run that is broken off has some of all. */
function ordersOf(run: number, variants: number, faults: readonly string[]): string[] {
  const kinds = [...faults, ...Array.from({ length: CLEAN_FOR_EACH }, () => 'clean')];
  return Array.from({ length: variants }, (_, variant) => kinds.map((kind, nth) => `${run + variant * kinds.length + nth}:${kind}`)).flat();
}
