import { randomInt } from 'node:crypto';
import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDocumentReader } from '@guichet/identity';
import { DRAWN_TYPES, LEVELS } from '@guichet/identity/testing';
import type { Figure } from '../figures.ts';
import type { BenchContext } from '../main.ts';
import { type DocumentResult, readGenerated } from './read-generated.ts';
import { cellsOf, READABLE_LEVELS, shareOf } from './accuracy-cells.ts';

const DEFAULT_DOCUMENTS = 10;

/** Every document's result, one a line, of all runs: a run that is broken off has lost nothing, and the table is made of all of them. */
export const RESULTS_FILE = fileURLToPath(new URL('../../.data/bench/identity-accuracy.jsonl', import.meta.url));

/** `rounds` documents of every kind at every level, none of which was ever drawn before: the seed is new, and printed. */
export async function measureAccuracy({ rounds = DEFAULT_DOCUMENTS, progress }: BenchContext): Promise<readonly Figure[]> {
  const run = randomInt(2 ** 31);
  progress(
    `seed ${run}: ${rounds} documents of each of ${DRAWN_TYPES.length} kinds at each of ${LEVELS.length} levels, to ${RESULTS_FILE}`,
  );
  await mkdir(dirname(RESULTS_FILE), { recursive: true });
  const reader = await openDocumentReader();
  const results: DocumentResult[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const [kind, type] of DRAWN_TYPES.entries()) {
        for (const [step, level] of LEVELS.entries()) {
          const seed = run + (round * DRAWN_TYPES.length + kind) * LEVELS.length + step;
          const result = await readGenerated(reader, { run, seed, type, level });
          results.push(result);
          await appendFile(RESULTS_FILE, `${JSON.stringify(result)}\n`);
        }
      }
      progress(`${round + 1} of ${rounds}`);
    }
  } finally {
    await reader.close();
  }
  return figuresOf(results);
}

/** What is asked for, of this run alone; bounds that need thousands of documents are in the table that all runs make. */
function figuresOf(results: readonly DocumentResult[]): Figure[] {
  const readable = results.filter(({ level }) => READABLE_LEVELS.includes(level));
  const of = (type: string) => readable.filter((result) => result.type === type);
  const right = (type: string, name: string) => shareOf(of(type), ({ fields }) => fields[name] === 'right');
  const share = (what: string, ours: number, atLeast: number): Figure => ({
    what,
    ours,
    peer: null,
    ratio: null,
    unit: 'share',
    limit: `≥ ${atLeast}`,
    ok: ours >= atLeast,
  });
  const wrong = cellsOf(results).reduce((sum, cell) => sum + cell.acceptedWrong, 0);
  return [
    share('resident number right, mild and tilted', right('cn-id', 'residentNumber'), 0.98),
    share('name right, mild and tilted', right('cn-id', 'name'), 0.95),
    share(
      'all fields of the front right',
      shareOf(of('cn-id'), ({ fields }) => Object.values(fields).every((each) => each === 'right')),
      0.85,
    ),
    share('machine-readable zone of passports whole and right', right('passport', 'mrz'), 0.95),
    share('machine-readable zone of cards whole and right', right('td1', 'mrz'), 0.95),
    share(
      'straight through, mild and tilted',
      shareOf(readable, ({ outcome }) => outcome === 'accepted'),
      0.8,
    ),
    {
      what: 'accepted and wrong, all levels',
      ours: wrong,
      peer: null,
      ratio: null,
      unit: `of ${results.length} documents`,
      limit: '0',
      ok: wrong === 0,
    },
  ];
}
