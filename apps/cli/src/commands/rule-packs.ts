import { AppError } from '@guichet/protocol';
import { parsePack, type RulePack, shippedPacks } from '@guichet/rules';
import { readJson } from './flow-files.ts';

/** Packs by file or by the id of one that ships; all that ship where none is given. @throws `bad_request` for what is no pack. */
export async function readPacks(given: readonly string[]): Promise<readonly RulePack[]> {
  const shipped = shippedPacks();
  if (given.length === 0) return shipped;
  return Promise.all(
    given.map(async (each) => {
      const known = shipped.find(({ id }) => id === each);
      if (known !== undefined) return known;
      const parsed = parsePack(await readJson(each));
      if (!parsed.ok) throw new AppError('bad_request', { cause: parsed.problems });
      return parsed.pack;
    }),
  );
}
