import type { Figure } from './figures.ts';
import { liveCost } from './inspect/live-cost.ts';
import { measureRecall } from './inspect/recall.ts';
import { measureSpeed } from './inspect/speed.ts';
import type { BenchContext } from './main.ts';

export const summary =
  'the automatic inspection: what it finds of planted faults (--only recall, goes on where it was broken off), how long it takes (--only speed), and what watching a live session costs (--only live)';

const parts: Readonly<Record<string, (context: BenchContext) => Promise<readonly Figure[]>>> = {
  speed: measureSpeed,
  recall: measureRecall,
  live: liveCost,
};

export async function run(context: BenchContext): Promise<readonly Figure[]> {
  const { only } = context;
  if (only !== undefined && !Object.hasOwn(parts, only)) throw new Error(`--only takes ${Object.keys(parts).join(', ')}`);
  const figures: Figure[] = [];
  for (const [name, measure] of Object.entries(parts)) if (only === undefined || only === name) figures.push(...(await measure(context)));
  return figures;
}
