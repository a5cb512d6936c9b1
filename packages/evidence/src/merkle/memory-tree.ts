import { type Digest, leafHash } from './hashes.ts';
import { type ReadSubtree, rootOf, subtreesCompletedBy } from './tree.ts';

/** A tree that fits into memory: the entries of one package. A log keeps its subtrees in a database instead. */
export class MemoryTree {
  readonly #levels: Digest[][] = [];

  static async of(entries: readonly Uint8Array[]): Promise<MemoryTree> {
    const tree = new MemoryTree();
    for (const entry of entries) await tree.append(entry);
    return tree;
  }

  get size(): number {
    return this.#levels[0]?.length ?? 0;
  }

  readonly read: ReadSubtree = (level, index) => {
    const hash = this.#levels[level]?.[index];
    if (hash === undefined) throw new RangeError(`No subtree ${index} on level ${level}`);
    return hash;
  };

  async append(entry: Uint8Array): Promise<void> {
    for (const { level, hash } of await subtreesCompletedBy(leafHash(entry), this.size, this.read)) {
      const hashes = (this.#levels[level] ??= []);
      hashes.push(hash);
    }
  }

  root(): Promise<Digest> {
    return rootOf(this.size, this.read);
  }
}
