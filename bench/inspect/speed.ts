import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { absolute, type Figure, median } from '../figures.ts';
import type { BenchContext } from '../main.ts';
import { inspect, readResults } from './inspected.ts';

const DEFAULT_RECORDINGS = 8;
const PARTS = ['mux', 'pictures', 'sound', 'prompts', 'rules'] as const;

/** How long inspecting takes beside the recording's own length, by part; both parties together. The first recording, which opens the engines, is left out. */
export async function measureSpeed({ rounds = DEFAULT_RECORDINGS, progress }: BenchContext): Promise<readonly Figure[]> {
  const seed = randomInt(2 ** 30) * 4;
  progress(`seed ${seed}: ${rounds} recordings, and one before them`);
  const folder = await mkdtemp(join(tmpdir(), 'guichet-bench-inspect-'));
  try {
    const file = join(folder, 'results.jsonl');
    await inspect(
      Array.from({ length: rounds + 1 }, (_, nth) => `${seed + nth}:clean`),
      file,
    );
    const timed = readResults(file).flatMap(({ times, lengthMs, seed: of }) =>
      times === undefined || of === seed ? [] : [{ times, lengthMs }],
    );
    const all = timed.map(({ times, lengthMs }) => PARTS.reduce((sum, part) => sum + times[part], 0) / lengthMs);
    return [
      absolute({
        what: 'inspecting, as a ratio to the length of a 2-party recording',
        ours: median(all),
        unit: 'ratio',
        limit: { below: 0.5 },
      }),
      ...PARTS.map((part) =>
        absolute({ what: `of that: ${part}`, ours: median(timed.map(({ times, lengthMs }) => times[part] / lengthMs)), unit: 'ratio' }),
      ),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
