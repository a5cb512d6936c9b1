import { AppError } from '@guichet/protocol';
import { parsePack } from '../pack/parse-pack.ts';
import type { RulePack } from '../pack/rule-pack.ts';
import baseline from './baseline.json' with { type: 'json' };
import cnBranch from './cn-branch.json' with { type: 'json' };
import cnGeneral from './cn-general.json' with { type: 'json' };
import cnRemote from './cn-remote.json' with { type: 'json' };
import deBafin from './de-bafin-3-2017.json' with { type: 'json' };
import euMifid from './eu-mifid2-recording.json' with { type: 'json' };
import inVcip from './in-vcip.json' with { type: 'json' };

/** The packs that ship, as they stand in their files. */
export const shippedPackFiles: readonly unknown[] = [baseline, cnGeneral, cnRemote, cnBranch, deBafin, euMifid, inVcip];

/** What a bank in China is asked, and what any may ask of itself: in force unless a bank chooses others. */
export const DEFAULT_PACKS: readonly string[] = ['baseline', 'cn-general', 'cn-remote', 'cn-branch'];

/** Ids of all packs that ship. */
export const shippedPackIds = (): readonly string[] => [...read().keys()];

/**
 * Packs that ship, in the order of the ids that are given.
 *
 * @throws AppError `bad_request` for an id that none has; `internal` for a file that does not fit its schema, which the tests rule out
 */
export function shippedPacks(ids: readonly string[] = DEFAULT_PACKS): readonly RulePack[] {
  return ids.map((id) => {
    const pack = read().get(id);
    if (pack === undefined)
      throw new AppError('bad_request', { cause: `there is no pack ${id}; there are: ${shippedPackIds().join(', ')}` });
    return pack;
  });
}

let packs: ReadonlyMap<string, RulePack> | null = null;

function read(): ReadonlyMap<string, RulePack> {
  packs ??= new Map(
    shippedPackFiles.map((raw) => {
      const parsed = parsePack(raw);
      if (!parsed.ok) throw new AppError('internal', { cause: parsed.problems });
      return [parsed.pack.id, parsed.pack];
    }),
  );
  return packs;
}
