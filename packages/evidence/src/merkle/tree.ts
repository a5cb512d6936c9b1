import { type Digest, EMPTY_ROOT, nodeHash } from './hashes.ts';
import { isPowerOfTwo, largestPowerBelow } from './powers.ts';

/**
 * The hash of a complete subtree: `level` 0 is a leaf, and `index` counts the subtrees of that level from the left, so it covers the leaves from
 * `index · 2^level`. Such a hash never changes once its leaves are there, so a tree is kept by keeping these.
 */
export type ReadSubtree = (level: number, index: number) => Digest | Promise<Digest>;

export interface Subtree {
  readonly level: number;
  readonly index: number;
  readonly hash: Digest;
}

/**
 * What is to be kept when a leaf is added as number `size`: the leaf itself and every subtree that it completes.
 * @param read the subtrees kept so far
 */
export async function subtreesCompletedBy(leaf: Digest, size: number, read: ReadSubtree): Promise<readonly Subtree[]> {
  const completed: Subtree[] = [{ level: 0, index: size, hash: leaf }];
  let [level, index, hash] = [0, size, leaf];
  while (index % 2 === 1) {
    hash = nodeHash(await read(level, index - 1), hash);
    level += 1;
    index = (index - 1) / 2;
    completed.push({ level, index, hash });
  }
  return completed;
}

/** The head of the tree of the first `size` leaves (RFC 9162 §2.1.1). */
export async function rootOf(size: number, read: ReadSubtree): Promise<Digest> {
  return size === 0 ? EMPTY_ROOT : rangeHash(0, size, read);
}

/**
 * The siblings on the way from leaf `index` up to the head of the first `size` leaves, lowest first (RFC 9162 §2.1.3.1).
 * Throws RangeError when there is no such leaf.
 */
export async function inclusionProof(index: number, size: number, read: ReadSubtree): Promise<readonly Digest[]> {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new RangeError(`No leaf ${index} in a tree of ${size}`);
  const path: Digest[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + largestPowerBelow(to - from);
    const inLeft = index < middle;
    path.push(await (inLeft ? rangeHash(middle, to, read) : rangeHash(from, middle, read)));
    [from, to] = inLeft ? [from, middle] : [middle, to];
  }
  return path.toReversed();
}

/**
 * Shows that the tree of `newSize` leaves begins with that of `oldSize` (RFC 9162 §2.1.4.1). Empty when they are the same.
 * Throws RangeError unless 0 < oldSize ≤ newSize: everything begins with the empty tree.
 */
export async function consistencyProof(oldSize: number, newSize: number, read: ReadSubtree): Promise<readonly Digest[]> {
  if (!Number.isSafeInteger(oldSize) || oldSize < 1 || oldSize > newSize) {
    throw new RangeError(`A tree of ${newSize} leaves is not one of ${oldSize} continued`);
  }
  const path: Digest[] = [];
  let [from, to] = [0, newSize];
  // Where the old tree ends is followed down; what it lies within on its left stays whole, and is then known from the old head.
  let wholeIsKnown = true;
  while (to !== oldSize) {
    const middle = from + largestPowerBelow(to - from);
    if (oldSize <= middle) {
      path.push(await rangeHash(middle, to, read));
      to = middle;
    } else {
      path.push(await rangeHash(from, middle, read));
      from = middle;
      wholeIsKnown = false;
    }
  }
  if (!wholeIsKnown) path.push(await rangeHash(from, to, read));
  return path.toReversed();
}

/** The head of leaves `from` up to, and without, `to`. */
async function rangeHash(from: number, to: number, read: ReadSubtree): Promise<Digest> {
  const width = to - from;
  // What a tree is split into starts at a multiple of its width where that is a power of two, so a complete range is a subtree that is kept.
  if (isPowerOfTwo(width)) return read(Math.log2(width), from / width);
  const middle = from + largestPowerBelow(width);
  return nodeHash(await rangeHash(from, middle, read), await rangeHash(middle, to, read));
}
