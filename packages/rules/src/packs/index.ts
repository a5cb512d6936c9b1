import { AppError } from '@guichet/protocol';
import { parsePack } from '../pack/parse-pack.ts';
import type { RulePack } from '../pack/rule-pack.ts';
import baseline from './baseline.json' with { type: 'json' };
import cnBranch from './cn-branch.json' with { type: 'json' };
import cnGeneral from './cn-general.json' with { type: 'json' };
import cnRemote from './cn-remote.json' with { type: 'json' };

/** The packs that ship, as they stand in their files. */
export const shippedPackFiles: readonly unknown[] = [baseline, cnGeneral, cnRemote, cnBranch];

/** The packs that ship. Throws `internal` for one that does not fit its schema, which the tests rule out. */
export function shippedPacks(): readonly RulePack[] {
  return shippedPackFiles.map((raw) => {
    const parsed = parsePack(raw);
    if (!parsed.ok) throw new AppError('internal', { cause: parsed.problems });
    return parsed.pack;
  });
}
