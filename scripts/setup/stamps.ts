import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Folders that hold results, never sources. */
const NOT_SOURCES = new Set(['node_modules', 'dist', '.data', 'generated', 'test-results']);

/** A note of what something was made from, so that it is made again only when that changed. */
export class Stamp {
  readonly #file: string;

  constructor(folder: string, name: string) {
    this.#file = join(folder, `${name}.stamp`);
  }

  matches(value: string): boolean {
    try {
      return readFileSync(this.#file, 'utf8') === value;
    } catch {
      return false;
    }
  }

  write(value: string): void {
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, value);
  }
}

/** SHA-256 over the paths and contents of all source files in these folders and files, hexadecimal. Tests do not count. */
export async function hashSources(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of await listSources(path))
      hash
        .update(file)
        .update('\0')
        .update(await readFile(file))
        .update('\0');
  }
  return hash.digest('hex');
}

async function listSources(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (!entries) return [path];
  const wanted = entries.filter(({ name }) => !NOT_SOURCES.has(name) && !/\.test\.tsx?$/.test(name));
  const lists = wanted
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((entry) => (entry.isDirectory() ? listSources(join(path, entry.name)) : Promise.resolve([join(path, entry.name)])));
  return (await Promise.all(lists)).flat();
}
