import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fingerprintOf, importsOf, onlyForOthers, partsOf, READER, readerFingerprints } from './reader-fingerprint.ts';

describe('what a reading is decided by', () => {
  test('is every step from the picture to the judgement, with its engines, and nothing of tests, drawings or faces', async () => {
    const { files, packages } = await partsOf(READER);
    for (const file of [
      'src/pool/open-picture.ts',
      'src/image/locate.ts',
      'src/documents/quality.ts',
      'src/documents/judge.ts',
      'src/documents/cn-id/fields.ts',
      'src/documents/shared/mrz/parse-mrz.ts',
      'src/documents/shared/regions/regions.json',
      'src/ocr/pp-ocr.ts',
    ]) {
      expect(files).toContain(file);
    }
    expect(files.filter((file) => /\.test\.ts$|^src\/(testing|face|liveness)\//.test(file))).toEqual([]);
    for (const name of ['tesseract.js', 'onnxruntime-web', 'sharp', 'mrz', '@techstark/opencv-js']) {
      expect(packages.filter((each) => each.startsWith(`${name}@`))).toHaveLength(1);
    }
  });

  test('has the same fingerprint whenever it is asked', async () => {
    const fingerprints = await readerFingerprints();
    for (const each of Object.values(fingerprints)) expect(each).toMatch(/^[0-9a-f]{16}$/);
    expect(await readerFingerprints()).toEqual(fingerprints);
  });

  test('leaves out what only documents of other kinds are read by, and nothing that recognises them', async () => {
    const address = 'src/documents/cn-id/address.ts';
    expect(await onlyForOthers('passport')).toEqual(expect.arrayContaining([address, 'src/documents/cn-id-back/issuer.ts']));
    expect(await onlyForOthers('cn-id')).not.toContain(address);
    for (const kind of ['passport', 'cn-id']) {
      for (const file of ['index.ts', 'layout.ts', 'fields.ts'])
        expect(await onlyForOthers(kind)).not.toContain(`src/documents/cn-id-back/${file}`);
    }
  });

  test('imports of values are followed however they are written, types are not', () => {
    const source = `import { a } from './a.ts';
import type { B } from './b.ts';
import {
  type C,
  c,
} from './c.ts';
export * from './d.ts';
export type { E } from './e.ts';
import f from './f.json' with { type: 'json' };
const { g } = await import('./g.ts');
const h = createRequire(import.meta.url)('h');
import './i.ts';`;
    expect(importsOf(source)).toEqual(['./a.ts', './c.ts', './d.ts', './f.json', './g.ts', 'h', './i.ts']);
  });
});

describe('a fingerprint', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guichet-fingerprint-'));
    await mkdir(join(folder, 'src'));
    await writeFile(join(folder, 'src/reader.ts'), "import { limit } from './limit.ts';\nexport const read = () => limit;\n");
    await writeFile(join(folder, 'src/limit.ts'), 'export const limit = 1;\n');
    await writeFile(join(folder, 'src/beside.test.ts'), 'export {};\n');
    await writeFile(join(folder, 'model'), 'weights');
  });
  afterEach(() => rm(folder, { recursive: true }));
  const fingerprint = (without: readonly string[] = []) =>
    fingerprintOf(join(folder, 'src/reader.ts'), { root: folder, models: [join(folder, 'model')], without });

  test('changes with a module that is imported by others, and with a model', async () => {
    const before = await fingerprint();
    await writeFile(join(folder, 'src/limit.ts'), 'export const limit = 2;\n');
    const withLimit = await fingerprint();
    await writeFile(join(folder, 'model'), 'other weights');
    expect(new Set([before, withLimit, await fingerprint()]).size).toBe(3);
  });

  test('stays as it was where a module changes that counts for nothing', async () => {
    const before = await fingerprint(['src/limit.ts']);
    await writeFile(join(folder, 'src/limit.ts'), 'export const limit = 2;\n');
    expect(await fingerprint(['src/limit.ts'])).toBe(before);
  });

  test('stays as it was where a test beside it changes', async () => {
    const before = await fingerprint();
    await writeFile(join(folder, 'src/beside.test.ts'), 'export const changed = true;\n');
    expect(await fingerprint()).toBe(before);
  });
});
