import { AppError } from '@guichet/protocol';
import { parsePack, type RulePack, shippedPackIds, shippedPacks } from '@guichet/rules';
import { readJson } from './flow-files.ts';

/** Packs by file or by the id of one that ships; those that are in force by default where none is given. @throws `bad_request` for what is no pack. */
export async function readPacks(given: readonly string[]): Promise<readonly RulePack[]> {
  if (given.length === 0) return shippedPacks();
  return Promise.all(given.map(readPack));
}

/** A pack by its file or by the id of one that ships. @throws `bad_request` for what is no pack */
export async function readPack(given: string): Promise<RulePack> {
  if (shippedPackIds().includes(given)) return shippedPacks([given])[0] as RulePack;
  const parsed = parsePack(await readJson(given));
  if (!parsed.ok) throw new AppError('bad_request', { cause: parsed.problems });
  return parsed.pack;
}
