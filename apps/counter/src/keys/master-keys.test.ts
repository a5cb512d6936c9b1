import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@guichet/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MasterKeys } from './master-keys.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-master-'));
});
afterEach(() => rm(folder, { recursive: true }));

const KEY_FILE = Buffer.from('{"wrappedKey":"…"}');
const load = () => MasterKeys.load(join(folder, 'archive.keys'), 1_000);
const place = (epoch = 1) => ({ recordingId: newId('rec'), epoch });

describe('master keys', () => {
  it('open what they wrapped, for its own place alone', async () => {
    const keys = await load();
    const [mine, other] = [place(), place()];
    const wrapped = await keys.wrap(KEY_FILE, mine);
    expect(Buffer.from(await keys.unwrap(wrapped, mine))).toEqual(KEY_FILE);
    await expect(keys.unwrap(wrapped, other)).rejects.toThrow(/another recording/);
    await expect(keys.unwrap(wrapped, { ...mine, epoch: 2 })).rejects.toThrow(/another recording/);
    await expect(keys.unwrap(`${wrapped.slice(0, -4)}AAAA`, mine)).rejects.toThrow();
  });

  it('stand in a file that its owner alone can read, and in no listing', async () => {
    const keys = await load();
    expect((await stat(join(folder, 'archive.keys'))).mode & 0o777).toBe(0o600);
    const { keys: stored } = JSON.parse(await readFile(join(folder, 'archive.keys'), 'utf8')) as { keys: { key: string }[] };
    for (const { key } of stored) expect(JSON.stringify(keys.list())).not.toContain(key);
  });

  it('change: old ones open what they wrapped until they are destroyed, also where another counter changed them', async () => {
    const [one, another] = [await load(), await load()];
    const mine = place();
    const old = one.activeKeyId;
    const before = await one.wrap(KEY_FILE, mine);
    const active = await one.rotate(2_000);
    const after = await one.wrap(KEY_FILE, mine);
    expect(one.list()).toEqual([
      { keyId: old, madeAt: 1_000, active: false },
      { keyId: active, madeAt: 2_000, active: true },
    ]);
    for (const wrapped of [before, after]) expect(Buffer.from(await another.unwrap(wrapped, mine))).toEqual(KEY_FILE);
    await expect(one.destroy(active)).rejects.toThrow(/that wraps/);
    await one.destroy(old);
    await expect(one.unwrap(before, mine)).rejects.toThrow(/No such master key/);
    expect(Buffer.from(await one.unwrap(after, mine))).toEqual(KEY_FILE);
  });
});
