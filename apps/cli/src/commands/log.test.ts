import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type Digest,
  encodeEntries,
  encodeHashes,
  formatNoteKey,
  leafHash,
  logEntryOf,
  type NoteSigner,
  rootOf,
  signCheckpoint,
  subtreesCompletedBy,
} from '@guichet/evidence/sealing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProgram } from '../program.ts';

const folder = mkdtempSync(join(tmpdir(), 'guichet-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const signer: NoteSigner = {
  name: 'bank.example/seals',
  publicKey: new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')),
  sign: async (bytes) => sign(null, bytes, privateKey),
};

const entryAt = (at: number): Uint8Array => logEntryOf(at.toString(16).padStart(64, '0'));

/** A log of so many entries in a folder, as C2SP tlog-tiles lays it out. */
async function write(name: string, size: number, entry = entryAt): Promise<string> {
  const nodes = new Map<string, Digest>();
  const read = (level: number, index: number): Digest => nodes.get(`${level}/${index}`) as Digest;
  const entries = Array.from({ length: size }, (_, at) => entry(at));
  for (const [at, one] of entries.entries())
    for (const { level, index, hash } of await subtreesCompletedBy(leafHash(one), at, read)) nodes.set(`${level}/${index}`, hash);
  const put = (path: string, bytes: Uint8Array | string): void => {
    mkdirSync(dirname(join(folder, name, path)), { recursive: true });
    writeFileSync(join(folder, name, path), bytes);
  };
  put('checkpoint', await signCheckpoint(size, await rootOf(size, read), signer));
  for (let from = 0; from < size; from += 256) {
    const part = entries.slice(from, from + 256);
    const tail = `${String(from / 256).padStart(3, '0')}${part.length === 256 ? '' : `.p/${part.length}`}`;
    put(`tile/entries/${tail}`, encodeEntries(part));
    put(`tile/0/${tail}`, encodeHashes(part.map((_, at) => read(0, from + at))));
  }
  const full = Math.floor(size / 256);
  if (full > 0) put(`tile/1/000.p/${full}`, encodeHashes(Array.from({ length: full }, (_, at) => read(8, at))));
  return join(folder, name);
}

async function verify(source: string, ...options: string[]) {
  const results: string[] = [];
  const code = await runProgram(['log', 'verify', source, '--log-key', join(folder, 'log.vkey'), ...options, '--json'], {
    language: 'en',
    output: { result: (text) => void results.push(text), note: () => undefined },
  });
  return { code, ...(JSON.parse(results.join('')) as { ok: boolean; size: number; faults: { fault: string; index?: number }[] }) };
}

beforeAll(() => writeFileSync(join(folder, 'log.vkey'), formatNoteKey(signer)));

test('a log that is whole, and goes on from a head that was kept, exits 0', async () => {
  const [before, now] = [await write('before', 300), await write('now', 700)];
  expect(await verify(now, '--since', join(before, 'checkpoint'))).toMatchObject({ code: 0, ok: true, size: 700, faults: [] });
  expect(await verify(now, '--save', join(folder, 'copy'))).toMatchObject({ code: 0 });
  expect(await verify(join(folder, 'copy'))).toMatchObject({ code: 0, size: 700 });
});

test('a log that was rewritten, and signed anew, is found by the head that was kept', async () => {
  const before = await write('before', 300);
  const forged = await write('forged', 700, (at) => entryAt(at === 120 ? 9_999 : at));
  expect(await verify(forged)).toMatchObject({ code: 0 });
  expect(await verify(forged, '--since', join(before, 'checkpoint'))).toMatchObject({ code: 1, faults: [{ fault: 'rewritten' }] });
  const shorter = await write('shorter', 200);
  expect(await verify(shorter, '--since', join(before, 'checkpoint'))).toMatchObject({ code: 1, faults: [{ fault: 'rewritten' }] });
});

test('entries that are not those of the head, are missing, or are those of somebody else are named', async () => {
  const log = await write('log', 300);
  writeFileSync(join(log, 'tile/entries/001.p/44'), encodeEntries(Array.from({ length: 44 }, (_, at) => entryAt(at))));
  expect(await verify(log)).toMatchObject({ code: 1, faults: [{ fault: 'root' }, { fault: 'tiles' }] });
  rmSync(join(log, 'tile/entries/001.p/44'));
  expect(await verify(log)).toMatchObject({ code: 1, faults: [{ fault: 'entries', index: 256 }] });
  rmSync(join(log, 'tile/0/000'));
  expect((await verify(log)).faults).toContainEqual({ fault: 'tiles' });
  writeFileSync(join(log, 'checkpoint'), 'somebody.else/seals\n1\nAAAA\n');
  expect(await verify(log)).toMatchObject({ code: 1, faults: [{ fault: 'checkpoint' }] });
});
