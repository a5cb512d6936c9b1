import { parseArgs } from 'node:util';
import { testPart, type TestPart } from './step.ts';

export type TestArguments = { readonly parts: readonly TestPart[]; readonly filters: readonly string[] };

const ALL = Object.values(testPart);
/** Long journeys are run by name: `--only long`. */
const USUAL = ALL.filter((part) => part !== testPart.long);

/**
 * `--only unit` (repeated or with commas) chooses parts; paths restrict them to files. With paths alone only what can
 * be restricted to files runs.
 *
 * @throws TypeError that names the parts, for one that is not there
 */
export function parseTestArguments(args: readonly string[]): TestArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { only: { type: 'string', multiple: true } },
  });
  const chosen = (values.only ?? []).flatMap((part) => part.split(','));
  const unknown = chosen.find((part) => !isPart(part));
  if (unknown !== undefined) {
    throw Object.assign(new TypeError(`--only ${unknown}: choose from ${ALL.join(', ')}`), { code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION' });
  }
  if (chosen.length > 0) return { parts: ALL.filter((part) => chosen.includes(part)), filters: positionals };
  if (positionals.length === 0) return { parts: USUAL, filters: [] };
  const isJourney = positionals.some((path) => path.includes('e2e/journeys') || path.includes('e2e/unauthorized-access'));
  return { parts: isJourney ? [testPart.e2e] : [testPart.unit, testPart.int], filters: positionals };
}

function isPart(text: string): text is TestPart {
  return (ALL as readonly string[]).includes(text);
}
