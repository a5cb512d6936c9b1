import { migratePack } from './migrate.ts';
import { RulePack } from './rule-pack.ts';

const MAX_REPORTED = 50;

export interface PackProblem {
  /** Where in the file: `rules.3.parameters.minShare`. */
  readonly path: string;
  readonly message: string;
}

export type ParsedPack = { readonly ok: true; readonly pack: RulePack } | { readonly ok: false; readonly problems: readonly PackProblem[] };

/** Reads parsed JSON as a pack: lifted to the present format, then checked by the schema. */
export function parsePack(raw: unknown): ParsedPack {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return { ok: false, problems: [{ path: '', message: 'not an object' }] };
  const lifted = migratePack(raw as Readonly<Record<string, unknown>>);
  if (lifted === null)
    return { ok: false, problems: [{ path: 'formatVersion', message: 'an unknown format, or one of a newer installation' }] };
  const parsed = RulePack.safeParse(lifted);
  if (parsed.success) return { ok: true, pack: parsed.data as RulePack };
  return {
    ok: false,
    problems: parsed.error.issues
      .slice(0, MAX_REPORTED)
      .map(({ path, message }) => ({ path: path.map(String).join('.').slice(0, 200), message: message.slice(0, 300) })),
  };
}
