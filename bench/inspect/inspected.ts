import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const MAIN = fileURLToPath(new URL('../../apps/counter/src/testing/inspect-synthesised-main.ts', import.meta.url));
const CACHE = fileURLToPath(new URL('../../.data/bench/inspect-clips', import.meta.url));

const Ms = z.number().nonnegative();

/** What came of one recording under one log. */
export const Inspected = z.object({
  seed: z.number().int(),
  /** Null: all is well with it. */
  fault: z.string().nullable(),
  served: z.string(),
  lengthMs: Ms,
  /** By rule. */
  results: z.record(z.string(), z.enum(['pass', 'fail', 'warn', 'not_evaluated'])),
  /** Once a recording, however many logs it was judged under. */
  times: z.object({ mux: Ms, pictures: Ms, sound: Ms, prompts: Ms, rules: Ms }).optional(),
});
export type Inspected = z.infer<typeof Inspected>;

/** What the log alone can be wrong in is told of every recording in which all is well. */
export const LOG_FAULTS = [
  'no_consent',
  'skipped_line',
  'line_too_fast',
  'wrong_clock',
  'unsigned_document',
  'hasty_document',
  'changed_log',
  'changed_head',
  'engine_against',
] as const;

/** Makes and inspects recordings in a process of its own, each `SEED:FAULT` or `SEED:clean`; results are appended to the file as they come. */
export async function inspect(orders: readonly string[], file: string): Promise<void> {
  const child = spawn(process.execPath, [MAIN, '--cache', CACHE, '--out', file, ...orders], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`The inspection ended with ${code}`);
}

/** All results so far; a line that was broken off is left out. */
export function readResults(file: string): Inspected[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      if (line === '') return [];
      try {
        return Inspected.parse(JSON.parse(line));
      } catch {
        return [];
      }
    });
}
