import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Digest, leafHash, nodeHash } from '../merkle/hashes.ts';
import { MemoryTree } from '../merkle/memory-tree.ts';
import { inclusionProof } from '../merkle/tree.ts';
import { openCheckpoint, signCheckpoint } from './checkpoint.ts';
import { formatLogProof, parseLogProof, verifyLogProof } from './log-proof.ts';
import { formatNoteKey, type NoteSigner, openNote, parseNoteKey, signNote } from './signed-note.ts';

function newSigner(name: string): NoteSigner {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  return { name, publicKey: raw, sign: async (bytes) => sign(null, bytes, privateKey) };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The example of the Go project's `sumdb/note` package: a key and a note by other software. */
const GO_KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const GO_NOTE =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n" +
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';

describe('a signed note', () => {
  it('of other software is read and verified', async () => {
    const key = parseNoteKey(GO_KEY);
    expect(key?.name).toBe('PeterNeumann');
    expect(key && (await openNote(GO_NOTE, key))).toContain('If you think');
    expect(key && formatNoteKey(key)).toBe(GO_KEY);
  });

  it('is nobody else’s, and not of another text', async () => {
    const [signer, other] = [newSigner('bank.example/log'), newSigner('bank.example/log')];
    const note = await signNote('one\n\ntwo\n', signer);
    expect(await openNote(note, signer)).toBe('one\n\ntwo\n');
    expect(await openNote(note, other)).toBeNull();
    expect(await openNote(note, { ...signer, name: 'bank.example/other' })).toBeNull();
    expect(await openNote(note.replace('two', 'too'), signer)).toBeNull();
    expect(await openNote(note.slice(0, -1), signer)).toBeNull();
    expect(await openNote('one\n\n', signer)).toBeNull();
  });

  it('may carry signatures of keys that one doesn’t know', async () => {
    const [signer, witness] = [newSigner('bank.example/log'), newSigner('witness.example')];
    const [note, cosigned] = [await signNote('one\n', signer), await signNote('one\n', witness)];
    const both = note + cosigned.slice(cosigned.indexOf('— '));
    expect(await openNote(both, signer)).toBe('one\n');
    expect(await openNote(both, witness)).toBe('one\n');
  });

  it('is not made of a text that could be read in two ways', async () => {
    const signer = newSigner('bank.example/log');
    await expect(signNote('no newline', signer)).rejects.toThrow(TypeError);
    await expect(signNote('a tab\t\n', signer)).rejects.toThrow(TypeError);
    await expect(signNote('one\n', { ...signer, name: 'a name' })).rejects.toThrow(TypeError);
  });

  it('has a key whose id must fit', () => {
    expect(parseNoteKey(GO_KEY.replace('c74f20a3', 'c74f20a4'))).toBeNull();
    expect(parseNoteKey(GO_KEY.slice(0, -4))).toBeNull();
    expect(parseNoteKey('')).toBeNull();
  });
});

describe('a checkpoint', () => {
  it('carries origin, size and head', async () => {
    const signer = newSigner('bank.example/log');
    const tree = await MemoryTree.of([bytes('one'), bytes('two')]);
    const note = await signCheckpoint(2, await tree.root(), signer);
    expect(await openCheckpoint(note, signer)).toEqual({ origin: 'bank.example/log', size: 2, root: await tree.root() });
  });

  it('of another log, or with a size or a head that is none, is refused', async () => {
    const signer = newSigner('bank.example/log');
    const open = async (text: string) => openCheckpoint(await signNote(text, signer), signer);
    const root = Buffer.alloc(32).toString('base64');
    expect(await open(`bank.example/log\n2\n${root}\n`)).not.toBeNull();
    expect(await open(`bank.example/other\n2\n${root}\n`)).toBeNull();
    expect(await open(`bank.example/log\n02\n${root}\n`)).toBeNull();
    expect(await open(`bank.example/log\n-2\n${root}\n`)).toBeNull();
    expect(await open(`bank.example/log\n2\n${root.slice(4)}\n`)).toBeNull();
    expect(await open('bank.example/log\n')).toBeNull();
  });
});

describe('a proof of the log', () => {
  it('shows that an entry stands in it, and that no other does', async () => {
    const signer = newSigner('bank.example/log');
    const tree = await MemoryTree.of(Array.from({ length: 11 }, (_, number) => bytes(`seal ${number}`)));
    const checkpoint = await signCheckpoint(11, await tree.root(), signer);
    const text = formatLogProof({ index: 6, path: await inclusionProof(6, 11, tree.read), checkpoint });
    expect(await verifyLogProof(text, bytes('seal 6'), signer)).toMatchObject({ index: 6, size: 11 });
    expect(await verifyLogProof(text, bytes('seal 7'), signer)).toBeNull();
    expect(await verifyLogProof(text.replace('index 6', 'index 7'), bytes('seal 6'), signer)).toBeNull();
    expect(await verifyLogProof(text, bytes('seal 6'), newSigner('bank.example/log'))).toBeNull();
    expect(await verifyLogProof(text.replace('index 6\n', 'extra AAAA\nindex 6\n'), bytes('seal 6'), signer)).toMatchObject({ index: 6 });
    expect(parseLogProof(text.replace('@v1', '@v2'))).toBeNull();
  });

  it('is no longer than 1,200 bytes for a million entries', async () => {
    const signer = newSigner('evidence.some-bank.example/seals');
    // A tree of 2^20 leaves that are all alike has one subtree a level: the whole of it need not be built.
    const alike: Digest[] = [leafHash(bytes('seal'))];
    for (let level = 1; level <= 20; level++) alike.push(nodeHash(alike[level - 1] as Digest, alike[level - 1] as Digest));
    const size = 2 ** 20;
    const path = await inclusionProof(999_999, size, (level) => alike[level] as Digest);
    const text = formatLogProof({ index: 999_999, path, checkpoint: await signCheckpoint(size, alike[20] as Digest, signer) });
    expect(await verifyLogProof(text, bytes('seal'), signer)).toMatchObject({ index: 999_999, size });
    expect(bytes(text).length).toBeLessThanOrEqual(1_200);
  });
});
