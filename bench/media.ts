import type { BenchContext } from './main.ts';
import type { Figure } from './figures.ts';
import { capacity } from './media/capacity.ts';
import { besideBareWorker } from './media/beside-bare-worker.ts';
import { besideOtherRecorders } from './media/beside-other-recorders.ts';
import { withCall } from './recording.ts';

export const summary =
  'the media plane beside a bare media worker, its recording beside three other ways, joining, and how much this machine holds';

const DEFAULT_ROUNDS = 9;

type Part = (rounds: number, progress: BenchContext['progress']) => Promise<readonly Figure[]>;

/** Issue 2, "Must show" 5. What each figure means and where its limit comes from is in `bench/README.md`. */
const parts: Readonly<Record<string, Part>> = {
  worker: besideBareWorker,
  recorders: (rounds, progress) => withCall(progress, (call) => besideOtherRecorders(call, rounds, progress)),
  capacity: (_, progress) => capacity(progress),
};

export async function run({ rounds = DEFAULT_ROUNDS, only, progress }: BenchContext): Promise<readonly Figure[]> {
  const wanted = only === undefined ? Object.keys(parts) : [only];
  const figures: Figure[] = [];
  for (const name of wanted) {
    const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
    if (!part) throw new Error(`media has no part ${name}; it has ${Object.keys(parts).join(', ')}`);
    figures.push(...(await part(rounds, progress)));
  }
  return figures;
}
