import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const MAIN = fileURLToPath(new URL('../../apps/counter/src/testing/inspect-synthesised-main.ts', import.meta.url));
const CACHE = fileURLToPath(new URL('../../.data/bench/inspect-clips', import.meta.url));

const Ms = z.number().nonnegative();

/** What came of one recording under one log. */
export const Inspected = z.object({
  seed: z.number().int(),
  /** Null: all is well with it. */
  fault: z.string().nullable(),
  /** Of a fault: the rule that must not say that all is well, and those that it gives a reason to say something as well. */
  rule: z.string().nullable().default(null),
  also: z.array(z.string()).default([]),
  served: z.string(),
  lengthMs: Ms,
  /** By rule. */
  results: z.record(z.string(), z.enum(['pass', 'fail', 'warn', 'not_evaluated'])),
  /** Once a recording, however many logs it was judged under. */
  times: z.object({ mux: Ms, pictures: Ms, sound: Ms, prompts: Ms, rules: Ms }).optional(),
});
export type Inspected = z.infer<typeof Inspected>;

const Faults = z.object({ media: z.array(z.string()).min(1), log: z.array(z.string()).min(1) });

/** What can be planted: into a recording, or into the log of one in which all is well. */
export async function listFaults(): Promise<z.infer<typeof Faults>> {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, '--list']);
  return Faults.parse(JSON.parse(stdout));
}

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
