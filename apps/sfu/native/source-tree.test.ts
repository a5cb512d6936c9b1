import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildOptions } from './build-worker.ts';
import { barePatches, sourcePatches } from './patches.ts';
import { prepareSourceTree, recipeHash } from './source-tree.ts';
import { findWorkerPackage } from './worker-package.ts';

let folder: string;
/** The package's source with nothing in it but what is patched and replaced: quick to copy. */
let smallSourceDir: string;
const { sourceDir } = findWorkerPackage();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-source-'));
  smallSourceDir = join(folder, 'small-source');
  for (const path of new Set(['subprojects', ...sourcePatches.map(({ file }) => file)])) {
    await cp(join(sourceDir, path), join(smallSourceDir, path), { recursive: true });
  }
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

test('the installed worker source takes every patch, and the package stays as it was', async () => {
  const before = await Promise.all(sourcePatches.map((patch) => readFile(join(sourceDir, patch.file), 'utf8')));
  const tree = await prepareSourceTree(sourceDir, join(folder, 'a'), 'recipe-1', sourcePatches);
  for (const [index, { file, before: replaced, after }] of sourcePatches.entries()) {
    const patched = await readFile(join(tree, file), 'utf8');
    expect(patched.split(after)).toHaveLength(2);
    expect(patched.replace(after, '')).not.toContain(replaced);
    expect(await readFile(join(sourceDir, file), 'utf8')).toBe(before[index]);
  }
  expect(await readFile(join(tree, 'include/RTC/RecordingRing.hpp'), 'utf8')).toContain('class RecordingRing');
  expect(await readFile(join(tree, 'include/handles/UdpSendBatch.hpp'), 'utf8')).toContain('class UdpSendBatch');
}, 30_000);

test('nothing in the prepared source can be downloaded', async () => {
  const tree = await prepareSourceTree(smallSourceDir, join(folder, 'b'), 'recipe-1', sourcePatches);
  const files = await readdir(join(tree, 'subprojects'), { recursive: true });
  const wraps = files.filter((file) => file.endsWith('.wrap'));
  expect(wraps).toEqual(['unordered_dense.wrap']);
  expect(await readFile(join(tree, 'subprojects', 'unordered_dense.wrap'), 'utf8')).not.toMatch(/_url/);
});

test('a source the patches were not written for is refused', async () => {
  const foreign = join(folder, 'foreign');
  await cp(smallSourceDir, foreign, { recursive: true });
  const file = join(foreign, 'src/RTC/DtlsTransport.cpp');
  const text = await readFile(file, 'utf8');
  await rm(file);
  await writeFile(file, text.replace('operationType == BIO_CB_RETURN)', 'operationType == BIO_CB_RETURN )'));
  await expect(prepareSourceTree(foreign, join(folder, 'c'), 'recipe-1', sourcePatches)).rejects.toMatchObject({
    code: 'sourceUnexpected',
  });
});

test('a tree prepared by the same recipe is kept, by another one made anew', async () => {
  const buildDir = join(folder, 'd');
  const tree = await prepareSourceTree(smallSourceDir, buildDir, 'recipe-1', sourcePatches);
  const witness = join(tree, 'object-of-an-interrupted-build');
  await writeFile(witness, '');
  await prepareSourceTree(smallSourceDir, buildDir, 'recipe-1', sourcePatches);
  expect(await readdir(tree)).toContain('object-of-an-interrupted-build');
  await prepareSourceTree(smallSourceDir, buildDir, 'recipe-2', sourcePatches);
  expect(await readdir(tree)).not.toContain('object-of-an-interrupted-build');
});

test('the recipe changes with the build options and with the patches', async () => {
  expect(await recipeHash(buildOptions, sourcePatches)).not.toBe(await recipeHash(buildOptions, barePatches));
  expect(await recipeHash(buildOptions, sourcePatches)).not.toBe(await recipeHash([...buildOptions, '-O3'], sourcePatches));
});
