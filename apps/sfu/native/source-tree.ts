import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { SourcePatch } from './patches.ts';
import { removeDir } from './worker-cache.ts';
import { WorkerUnavailableError, workerErrorCode } from './worker-error.ts';

const shimsDir = join(import.meta.dirname, 'shims');
/** Files of our own among the worker's, at the places where they lie here. */
const sourcesDir = join(import.meta.dirname, 'sources');

/** A fingerprint of everything of ours that goes into a built worker: shims, sources, patches, build options. */
export async function recipeHash(buildOptions: readonly string[], patches: readonly SourcePatch[]): Promise<string> {
  const hash = createHash('sha256');
  for (const dir of [shimsDir, sourcesDir]) {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const file of files.sort()) {
      hash
        .update(`${relative(dir, file)}\0`)
        .update(await readFile(file))
        .update('\0');
    }
  }
  hash.update(JSON.stringify(patches)).update(JSON.stringify(buildOptions));
  return hash.digest('hex');
}

/**
 * Copies the worker's source out of the package (which stays untouched), puts our shims in the place of the
 * libraries it would download and our own sources beside the worker's, and applies the patches. A tree already prepared by the same recipe is kept,
 * so that an interrupted build goes on where it stopped.
 *
 * @returns the prepared source folder.
 * @throws {WorkerUnavailableError} when the source is not the one the patches were written for.
 */
export async function prepareSourceTree(
  sourceDir: string,
  buildDir: string,
  recipe: string,
  patches: readonly SourcePatch[],
): Promise<string> {
  const tree = join(buildDir, 'source');
  const markerPath = join(buildDir, 'prepared');
  if (existsSync(markerPath) && (await readFile(markerPath, 'utf8')) === recipe) return tree;

  await removeDir(buildDir);
  await mkdir(buildDir, { recursive: true });
  await cp(sourceDir, tree, { recursive: true, dereference: true });
  await removeDir(join(tree, 'subprojects'));
  await cp(shimsDir, join(tree, 'subprojects'), { recursive: true });
  await cp(sourcesDir, tree, { recursive: true });
  for (const patch of patches) await applyPatch(tree, patch);

  const draft = `${markerPath}.draft`;
  await writeFile(draft, recipe);
  await rename(draft, markerPath);
  return tree;
}

async function applyPatch(tree: string, patch: SourcePatch): Promise<void> {
  const path = join(tree, patch.file);
  const text = await readFile(path, 'utf8');
  const parts = text.split(patch.before);
  if (parts.length !== 2) {
    throw new WorkerUnavailableError(workerErrorCode.sourceUnexpected, `${patch.file} holds the expected line ${parts.length - 1} times`);
  }
  // pnpm hard-links package files to its store; the copy is replaced rather than written through.
  await rm(path);
  await writeFile(path, parts.join(patch.after));
}
