import type { BenchContext } from './main.ts';
import type { Figure } from './figures.ts';
import { measureAccuracy } from './identity/accuracy.ts';
import { measureCrowd } from './identity/crowd.ts';
import { measureFaces } from './identity/faces.ts';
import { measureSpeed } from './identity/speed.ts';

export const summary =
  'reading documents: how often it is right (--only accuracy), and what it costs beside native tesseract (--only speed); faces (--only faces); calls while twenty customers are checked (--only crowd)';

const parts: Readonly<Record<string, (context: BenchContext) => Promise<readonly Figure[]>>> = {
  speed: measureSpeed,
  faces: measureFaces,
  crowd: measureCrowd,
  accuracy: measureAccuracy,
};

export async function run(context: BenchContext): Promise<readonly Figure[]> {
  const { only } = context;
  if (only !== undefined && !Object.hasOwn(parts, only)) throw new Error(`--only takes ${Object.keys(parts).join(', ')}`);
  const figures: Figure[] = [];
  for (const [name, measure] of Object.entries(parts)) if (only === undefined || only === name) figures.push(...(await measure(context)));
  return figures;
}
