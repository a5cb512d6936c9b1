import type { BenchContext } from './main.ts';
import type { Figure } from './figures.ts';
import { measureAccuracy } from './identity/accuracy.ts';
import { measureSpeed } from './identity/speed.ts';

export const summary =
  'reading documents: how often it is right (--only accuracy), and what it costs beside native tesseract (--only speed)';

export async function run(context: BenchContext): Promise<readonly Figure[]> {
  const { only } = context;
  if (only !== undefined && only !== 'accuracy' && only !== 'speed') throw new Error('--only takes accuracy or speed');
  return [...(only === 'accuracy' ? [] : await measureSpeed(context)), ...(only === 'speed' ? [] : await measureAccuracy(context))];
}
