import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, type RecordingId } from '@guichet/protocol';
import { archiveRecording, LocalFolderStore, LocalObjectStore } from '@guichet/recording';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProgram } from '../program.ts';

let folder: string;
let recordingId: RecordingId;
let objects: Map<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-store-'));
  recordingId = newId('rec');
  await mkdir(join(folder, 'landing', recordingId), { recursive: true });
  for (const name of ['journal.json', '000001.chunk', '000002.chunk'])
    await writeFile(join(folder, 'landing', recordingId, name), randomBytes(80_000));
  const { entries } = await archiveRecording(recordingId, {
    source: new LocalFolderStore(join(folder, 'landing')),
    store: new LocalObjectStore(join(folder, 'archive')),
    protection: { until: null, held: false },
    known: new Map(),
    onStored: async () => undefined,
    signal: new AbortController().signal,
  });
  objects = new Map(entries.map(({ name, sha256 }) => [name, sha256]));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function ask(...args: readonly string[]) {
  const results: string[] = [];
  const code = await runProgram(['store', ...args, '--json'], {
    language: 'en',
    output: { result: (text) => void results.push(text), note: () => undefined },
  });
  return { code, ...(JSON.parse(results.join('')) as Record<string, unknown>) };
}

test('an archive that is whole exits 0 and says what stands there', async () => {
  expect(await ask('status', join(folder, 'archive'))).toMatchObject({
    code: 0,
    kind: 'local',
    recordings: 1,
    objects: 3,
    sizeBytes: 240_000,
  });
  expect(await ask('scrub', join(folder, 'archive'))).toMatchObject({ code: 0, whole: true, objects: 3, damaged: [] });
});

test('a damaged object and an upload that has not ended exit 1 and are named with their place', async () => {
  const path = join(folder, 'archive', recordingId, objects.get('000002.chunk') ?? '');
  await chmod(path, 0o600);
  await writeFile(path, Buffer.concat([randomBytes(32_768), Buffer.alloc(0)]), { flag: 'r+' });
  const unended = newId('rec');
  await mkdir(join(folder, 'archive', unended));
  expect(await ask('scrub', join(folder, 'archive'))).toMatchObject({
    code: 1,
    whole: false,
    damaged: [{ recordingId, name: '000002.chunk', damage: 'changed', fromByte: 0, toByte: 32_768 }],
    incomplete: [unended],
  });
  expect(await ask('status', join(folder, 'archive'))).toMatchObject({ code: 1, incomplete: [unended] });
});

test('a bucket without credentials cannot be asked', async () => {
  expect(await ask('status', '--bucket', 'recordings')).toMatchObject({ code: 2, error: 'bad_request' });
});
