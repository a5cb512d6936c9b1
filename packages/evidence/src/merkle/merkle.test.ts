import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Digest, leafHash, nodeHash, sameBytes } from './hashes.ts';
import { MemoryTree } from './memory-tree.ts';
import { consistencyProof, inclusionProof, rootOf } from './tree.ts';
import { verifyConsistency, verifyInclusion } from './verify.ts';

/** The entries and heads that the Certificate Transparency project tests its own trees with (merkletree/merkle_tree_test.cc). */
const KNOWN_ENTRIES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const KNOWN_ROOTS = new Map([
  [0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  [1, '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
  [2, 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
  [8, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
]);

/** The definition of RFC 9162 §2.1.1, word for word: what the kept subtrees must agree with. */
function definedRoot(leaves: readonly Digest[]): Digest {
  const [only] = leaves;
  if (leaves.length === 1 && only !== undefined) return only;
  let middle = 1;
  while (middle * 2 < leaves.length) middle *= 2;
  return nodeHash(definedRoot(leaves.slice(0, middle)), definedRoot(leaves.slice(middle)));
}

const entry = (number: number): Uint8Array => new TextEncoder().encode(`entry ${number}`);
const entries = (count: number): Uint8Array[] => Array.from({ length: count }, (_, number) => entry(number));

function flipped(digest: Digest): Digest {
  const changed = Uint8Array.from(digest);
  changed[7] = (changed[7] ?? 0) ^ 0x10;
  return changed;
}

describe('a Merkle tree', () => {
  it('has the heads that others compute for the same entries', async () => {
    const tree = await MemoryTree.of(KNOWN_ENTRIES.map(hexToBytes));
    for (const [size, root] of KNOWN_ROOTS) expect(bytesToHex(await rootOf(size, tree.read)), `of ${size}`).toBe(root);
  });

  it('has at every size the head that the definition gives', async () => {
    const tree = await MemoryTree.of(entries(70));
    for (let size = 1; size <= 70; size++) {
      const defined = definedRoot(entries(size).map(leafHash));
      expect(sameBytes(await rootOf(size, tree.read), defined), `of ${size}`).toBe(true);
    }
  });

  it('proves every entry at every size, and no other entry, place, size or head', async () => {
    const tree = await MemoryTree.of(entries(33));
    for (let size = 1; size <= 33; size++) {
      const root = await rootOf(size, tree.read);
      for (let index = 0; index < size; index++) {
        const proof = await inclusionProof(index, size, tree.read);
        const leaf = leafHash(entry(index));
        expect(verifyInclusion(leaf, index, size, proof, root)).toBe(true);
        expect(verifyInclusion(flipped(leaf), index, size, proof, root)).toBe(false);
        expect(verifyInclusion(leaf, index, size, proof, flipped(root))).toBe(false);
        expect(verifyInclusion(leaf, index, size, [...proof, leaf], root)).toBe(false);
        if (proof.length > 0) expect(verifyInclusion(leaf, index, size, proof.slice(1), root)).toBe(false);
        if (size > 1) expect(verifyInclusion(leaf, (index + 1) % size, size, proof, root)).toBe(false);
      }
    }
  });

  it('proves that a tree goes on from an older one, and from no other', async () => {
    const tree = await MemoryTree.of(entries(40));
    const head = async (size: number) => ({ size, root: await rootOf(size, tree.read) });
    for (let newSize = 1; newSize <= 40; newSize++) {
      for (let oldSize = 1; oldSize <= newSize; oldSize++) {
        const [older, newer] = [await head(oldSize), await head(newSize)];
        const proof = await consistencyProof(oldSize, newSize, tree.read);
        expect(verifyConsistency(older, newer, proof), `${oldSize} to ${newSize}`).toBe(true);
        expect(verifyConsistency({ ...older, root: flipped(older.root) }, newer, proof)).toBe(false);
        expect(verifyConsistency(older, { ...newer, root: flipped(newer.root) }, proof)).toBe(false);
        expect(verifyConsistency(older, newer, [...proof, older.root])).toBe(false);
      }
    }
  });

  it('proves nothing about a history that was rewritten', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 200 }), fc.nat(), fc.nat(), async (newSize, oldSeed, changeSeed) => {
        const oldSize = 1 + (oldSeed % (newSize - 1));
        const changed = changeSeed % oldSize;
        const [first, second] = [await MemoryTree.of(entries(oldSize)), new MemoryTree()];
        for (let number = 0; number < newSize; number++) await second.append(entry(number === changed ? -1 : number));
        const older = { size: oldSize, root: await first.root() };
        const newer = { size: newSize, root: await second.root() };
        expect(verifyConsistency(older, newer, await consistencyProof(oldSize, newSize, second.read))).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it('refuses to prove what is not there', async () => {
    const tree = await MemoryTree.of(entries(4));
    await expect(inclusionProof(4, 4, tree.read)).rejects.toThrow(RangeError);
    await expect(inclusionProof(-1, 4, tree.read)).rejects.toThrow(RangeError);
    await expect(consistencyProof(0, 4, tree.read)).rejects.toThrow(RangeError);
    await expect(consistencyProof(5, 4, tree.read)).rejects.toThrow(RangeError);
  });
});
