import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, type RecordingId } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { objectStoreContract } from '../testing/object-store-contract.ts';
import { archiveRecording } from './archive-recording.ts';
import { type CatalogEntry, entryOf, findDamage, PIECE_BYTES, readCatalogBytes } from './catalog.ts';
import { LocalFolderStore } from './local-folder-store.ts';
import { LocalObjectStore } from './local-object-store.ts';
import { scrubStore } from './scrub-store.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-archive-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const UNPROTECTED = { until: null, held: false };
const signal = new AbortController().signal;
const landing = () => new LocalFolderStore(join(folder, 'landing'));
const archive = () => new LocalObjectStore(join(folder, 'archive'));

async function landed(chunks = 4): Promise<RecordingId> {
  const recordingId = newId('rec');
  const place = join(folder, 'landing', recordingId);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'journal.json'), `{"of":"${recordingId}"}`);
  await writeFile(join(place, 'epoch-000001.json'), '{"wrappedKey":"…"}');
  await writeFile(join(place, 'chunks.ndjson'), '{}');
  for (let seq = 1; seq <= chunks; seq++) await writeFile(join(place, `${String(seq).padStart(6, '0')}.chunk`), randomBytes(100_000));
  return recordingId;
}

const archived = (recordingId: RecordingId, known = new Map<string, CatalogEntry>(), stored: CatalogEntry[] = []) =>
  archiveRecording(recordingId, {
    source: landing(),
    store: archive(),
    protection: UNPROTECTED,
    known,
    onStored: async (entry) => void stored.push(entry),
    signal,
  });

objectStoreContract(archive);

describe('a recording that is archived', () => {
  it('is all there but for its wrapped keys, and its catalog says so', async () => {
    const recordingId = await landed();
    const { entries, catalogHash } = await archived(recordingId);
    expect(entries.map(({ name }) => name).toSorted()).toEqual([
      '000001.chunk',
      '000002.chunk',
      '000003.chunk',
      '000004.chunk',
      'journal.json',
    ]);
    const catalog = await archive().readCatalog(recordingId);
    expect(readCatalogBytes(catalog ?? Buffer.alloc(0))?.objects).toHaveLength(5);
    expect((await archived(recordingId)).catalogHash).toBe(catalogHash);
    const report = await scrubStore(archive(), { only: recordingId });
    expect(report).toMatchObject({ recordings: 1, objects: 5, damaged: [], incomplete: [] });
  });

  it('goes on after a stop where it stopped: nothing is read or sent twice', async () => {
    const recordingId = await landed();
    const first: CatalogEntry[] = [];
    const stopped = new AbortController();
    await expect(
      archiveRecording(recordingId, {
        source: landing(),
        store: archive(),
        protection: UNPROTECTED,
        known: new Map(),
        onStored: async (entry) => {
          first.push(entry);
          if (first.length === 2) stopped.abort();
        },
        signal: stopped.signal,
      }),
    ).rejects.toThrow();
    expect((await scrubStore(archive(), { only: recordingId })).incomplete).toEqual([recordingId]);
    const rest: CatalogEntry[] = [];
    await archived(recordingId, new Map(first.map((entry) => [entry.name, entry])), rest);
    expect([...first, ...rest].map(({ name }) => name).toSorted()).toHaveLength(5);
    expect(rest).toHaveLength(3);
  });

  it('is not hindered by what a killed process left half written', async () => {
    const recordingId = await landed(1);
    const bytes = await readFile(join(folder, 'landing', recordingId, '000001.chunk'));
    const place = join(folder, 'archive', recordingId);
    await mkdir(place, { recursive: true });
    await writeFile(join(place, `.${entryOf('x', bytes).sha256}.killed.part`), 'half of it');
    await archived(recordingId);
    expect((await scrubStore(archive(), { only: recordingId })).damaged).toEqual([]);
    expect((await readdir(place)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('stands in files that nobody writes to', async () => {
    const recordingId = await landed(1);
    const { entries } = await archived(recordingId);
    for (const { sha256 } of entries) expect((await stat(join(folder, 'archive', recordingId, sha256))).mode & 0o777).toBe(0o400);
  });
});

describe('a scrub', () => {
  it('says which bytes of which object are damaged', async () => {
    const recordingId = await landed();
    const { entries } = await archived(recordingId);
    const place = (name: string) => join(folder, 'archive', recordingId, entries.find((entry) => entry.name === name)?.sha256 ?? '');
    const bytes = await readFile(place('000002.chunk'));
    bytes.writeUInt8(bytes.readUInt8(70_000) ^ 1, 70_000);
    await chmod(place('000002.chunk'), 0o600);
    await writeFile(place('000002.chunk'), bytes);
    await chmod(place('000003.chunk'), 0o600);
    await truncate(place('000003.chunk'), 40_000);
    await rm(place('000004.chunk'), { force: true });
    const { damaged } = await scrubStore(archive(), { only: recordingId });
    expect(damaged.map(({ name, damage, fromByte, toByte }) => ({ name, damage, fromByte, toByte }))).toEqual([
      { name: '000002.chunk', damage: 'changed', fromByte: 2 * PIECE_BYTES, toByte: 3 * PIECE_BYTES },
      { name: '000003.chunk', damage: 'shorter', fromByte: PIECE_BYTES, toByte: 100_000 },
      { name: '000004.chunk', damage: 'missing', fromByte: 0, toByte: 100_000 },
    ]);
  });

  it('finds every one of 200 random bits, within 32 KiB', () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    console.info(`scrubbed bits: seed ${seed}`);
    let state = seed;
    const bytes = randomBytes(300_001);
    const entry = entryOf('000001.chunk', bytes);
    for (let round = 0; round < 200; round++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const at = state % bytes.length;
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ (1 << (round % 8)), at);
      const [damage, ...others] = findDamage(entry, changed);
      expect(others).toEqual([]);
      expect(damage?.damage).toBe('changed');
      expect(at).toBeGreaterThanOrEqual(damage?.fromByte ?? Infinity);
      expect(at).toBeLessThan(damage?.toByte ?? 0);
      expect((damage?.toByte ?? Infinity) - (damage?.fromByte ?? 0)).toBeLessThanOrEqual(PIECE_BYTES);
    }
  });

  it('says what was added behind the end', () => {
    const bytes = randomBytes(PIECE_BYTES * 2);
    const longer = Buffer.concat([bytes, Buffer.from('more')]);
    expect(findDamage(entryOf('x', bytes), longer)).toMatchObject([{ damage: 'longer', fromByte: bytes.length, toByte: bytes.length + 4 }]);
  });
});
