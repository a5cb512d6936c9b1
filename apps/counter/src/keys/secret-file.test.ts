import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadOrCreateSecretFile, replaceSecretFile } from './secret-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-secret-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a secret file', () => {
  it('is made once, readable by its owner alone, and leaves no draft', async () => {
    const path = join(folder, 'keys', 'data.key');
    expect(await loadOrCreateSecretFile(path, async () => 'first')).toBe('first');
    expect(await loadOrCreateSecretFile(path, async () => 'second')).toBe('first');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'keys'))).mode & 0o777).toBe(0o700);
    expect(await readdir(join(folder, 'keys'))).toEqual(['data.key']);
  });

  it('is the same for all who make it at the same time', async () => {
    const path = join(folder, 'data.key');
    const made = await Promise.all(Array.from({ length: 20 }, (_, index) => loadOrCreateSecretFile(path, async () => `content ${index}`)));
    expect(new Set(made).size).toBe(1);
  });

  it('has its mode put right', async () => {
    const path = join(folder, 'data.key');
    await writeFile(path, 'open to all');
    await chmod(path, 0o644);
    await loadOrCreateSecretFile(path, async () => 'unused');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('is replaced whole', async () => {
    const path = join(folder, 'data.key');
    await replaceSecretFile(path, 'old');
    await replaceSecretFile(path, 'new');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['data.key']);
  });
});
