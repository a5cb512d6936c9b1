import type { Level } from '@guichet/identity/testing';
import { expect, test } from 'vitest';
import type { Generated, GeneratedRead } from './read-generated.ts';
import { readInProcesses } from './reading-processes.ts';

const SEED = 31_415;

async function readAll(documents: readonly Generated[]): Promise<readonly GeneratedRead[]> {
  const left = [...documents];
  const read: GeneratedRead[] = [];
  await readInProcesses({
    processes: 2,
    next: () => left.shift() ?? null,
    onRead: (each) => {
      read.push(each);
    },
  });
  return read.toSorted((a, b) => a.result.seed - b.result.seed);
}

test('each document is read once, by one of two processes, as the seed has it', async () => {
  const documents = (['mild-720p', 'dark', 'dark'] as const).map(
    (level, index): Generated => ({ run: SEED, seed: SEED + index, type: 'td1', level }),
  );
  const [first, ...dark] = await readAll(documents);
  expect(first).toMatchObject({ wrong: null, result: { run: SEED, seed: SEED, type: 'td1', level: 'mild-720p', outcome: 'accepted' } });
  expect(Object.values(first?.result.fields ?? {}).every((field) => field === 'right')).toBe(true);
  expect(dark.map(({ result }) => [result.seed, result.outcome, result.advice])).toEqual([
    [SEED + 1, 'refused', ['too_dark']],
    [SEED + 2, 'refused', ['too_dark']],
  ]);
});

test('a document that cannot be read at all ends the run and is named', async () => {
  const impossible: Generated = { run: SEED, seed: SEED, type: 'td1', level: 'under-water' as Level };
  await expect(readAll([impossible])).rejects.toThrow(`document ${SEED} (td1, under-water) could not be read`);
});
