import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { DRAWN_TYPES, LEVELS } from '@guichet/identity/testing';
import type { Figure } from '../figures.ts';
import type { BenchContext } from '../main.ts';
import { type Cell, cellsOf, READABLE_LEVELS, sumOf } from './accuracy-cells.ts';
import { type CellName, isShown, lackingCell, MOST_ACCEPTED_WRONG } from './next-cell.ts';
import type { DocumentResult, Generated, GeneratedRead } from './read-generated.ts';
import { generatorFingerprint, readerFingerprints } from './reader-fingerprint.ts';
import { readInProcesses } from './reading-processes.ts';
import { Tally, TALLY_FILE, TallyOnDisk } from './tally.ts';

const DEFAULT_DOCUMENTS = 10;
/** No run is longer: so many seeds are set aside for it. */
const MOST_SEEDS = 1_000_000;
/** Each of the processes holds every engine, some 700 MB. */
const MOST_PROCESSES = 4;
/** While one waits for a thread of its own, another one reads. */
const MORE_THAN_CORES = 1;
const WRITE_EVERY_MS = 30_000;
const CELLS: readonly CellName[] = DRAWN_TYPES.flatMap((type) => LEVELS.map((level) => ({ type, level })));

/**
 * Reads documents none of which was ever drawn before (the seed is new, and printed) and adds what came of them to the tally. With `minutes` so long, in the
 * cells that lack documents first; else `rounds` documents of every kind at every level.
 */
export async function measureAccuracy({ rounds = DEFAULT_DOCUMENTS, minutes, progress }: BenchContext): Promise<readonly Figure[]> {
  const disk = await TallyOnDisk.open(TALLY_FILE);
  const [readers, there] = [await readerFingerprints(), disk.read()];
  const tally = Tally.of(readers, there);
  for (const [type, reader] of Object.entries(there?.readers ?? {}))
    if (readers[type] !== reader) progress(`What reads ${type} is not what it was (${reader}): its documents are counted anew`);
  const run = freshSeed(tally);
  tally.begin(run, MOST_SEEDS, await generatorFingerprint());
  progress(
    `seed ${run}: ${minutes === undefined ? `${rounds} documents of each of ${CELLS.length} cells` : `${minutes} minutes`}, to ${relative(process.cwd(), TALLY_FILE)}`,
  );
  const results: DocumentResult[] = [];
  const startedMs = performance.now();
  const plan = minutes === undefined ? inRounds(rounds) : lackingFirst(tally, startedMs + minutes * 60_000);
  let writtenMs = startedMs;
  let handedOut = 0;
  const onRead = async ({ result, wrong }: GeneratedRead) => {
    tally.add(result, wrong);
    results.push(result);
    if (wrong !== null) progress(`accepted and wrong: ${JSON.stringify(wrong)}`);
    if (performance.now() - writtenMs < WRITE_EVERY_MS) return;
    writtenMs = performance.now();
    await disk.write(tally.file);
    progress(`${results.length} documents, ${((1_000 * results.length) / (performance.now() - startedMs)).toFixed(2)} a second`);
  };
  const next = (): Generated | null => {
    const cell = handedOut === MOST_SEEDS ? null : plan();
    return cell === null ? null : { run, seed: run + handedOut++, ...cell };
  };
  try {
    await readInProcesses({ processes: Math.min(MOST_PROCESSES, availableParallelism() + MORE_THAN_CORES), next, onRead });
  } finally {
    await disk.write(tally.file);
  }
  return [...figuresOf(cellsOf(results)), shownFigure(tally)];
}

function freshSeed(tally: Tally): number {
  for (;;) {
    const seed = randomInt(2 ** 31);
    if (!tally.hasSeeds(seed, MOST_SEEDS)) return seed;
  }
}

/** As many documents of each cell, all cells in turn. */
export function inRounds(rounds: number): () => CellName | null {
  let at = 0;
  return () => (at === rounds * CELLS.length ? null : (CELLS[at++ % CELLS.length] ?? null));
}

/** Until the time is over, or nothing is left to be shown. */
function lackingFirst(tally: Tally, endsMs: number): () => CellName | null {
  const onTheirWay = new Map<string, number>();
  const begun = new Map(CELLS.map(({ type, level }) => [`${type} ${level}`, tally.cell(type, level).documents]));
  return () => {
    if (performance.now() >= endsMs) return null;
    const cell = lackingCell(
      CELLS.map(({ type, level }) => {
        const key = `${type} ${level}`;
        const documents = (begun.get(key) ?? 0) + (onTheirWay.get(key) ?? 0);
        return { type, level, documents, acceptedWrong: tally.cell(type, level).acceptedWrong };
      }),
    );
    if (cell !== null) onTheirWay.set(`${cell.type} ${cell.level}`, (onTheirWay.get(`${cell.type} ${cell.level}`) ?? 0) + 1);
    return cell;
  };
}

/** What is asked for, of this run alone, where it read such documents. */
function figuresOf(cells: readonly Cell[]): Figure[] {
  const readable = cells.filter(({ level }) => READABLE_LEVELS.includes(level));
  const share = (what: string, of: readonly Cell[], count: (cell: Cell) => number, atLeast: number): Figure[] => {
    const documents = sumOf(of, (cell) => cell.documents);
    const ours = sumOf(of, count) / documents;
    return documents === 0 ? [] : [{ what, ours, peer: null, ratio: null, unit: 'share', limit: `≥ ${atLeast}`, ok: ours >= atLeast }];
  };
  const of = (type: string) => readable.filter((cell) => cell.type === type);
  const right = (name: string) => (cell: Cell) => cell.right[name] ?? 0;
  const wrong = sumOf(cells, ({ acceptedWrong }) => acceptedWrong);
  return [
    ...share('resident number right, mild and tilted', of('cn-id'), right('residentNumber'), 0.98),
    ...share('name right, mild and tilted', of('cn-id'), right('name'), 0.95),
    ...share('all fields of the front right', of('cn-id'), ({ allRight }) => allRight, 0.85),
    ...share('machine-readable zone of passports whole and right', of('passport'), right('mrz'), 0.95),
    ...share('machine-readable zone of cards whole and right', of('td1'), right('mrz'), 0.95),
    ...share('straight through, mild and tilted', readable, ({ accepted }) => accepted, 0.8),
    {
      what: 'accepted and wrong, all levels',
      ours: wrong,
      peer: null,
      ratio: null,
      unit: `of ${sumOf(cells, ({ documents }) => documents)} documents`,
      limit: '0',
      ok: wrong === 0,
    },
  ];
}

/** Of all runs together. */
function shownFigure(tally: Tally): Figure {
  const shown = tally.cells.filter(isShown).length;
  const what = `kinds and levels for which at most ${MOST_ACCEPTED_WRONG * 100} % accepted and wrong is shown, all runs`;
  return { what, ours: shown, peer: null, ratio: null, unit: `of ${CELLS.length}` };
}
