import type { NodeType } from './node-type.ts';

/** The node types that a definition may use, by name. */
export class NodeRegistry {
  readonly #types: ReadonlyMap<string, NodeType>;

  /** @throws Error when two types have the same name. */
  constructor(types: readonly NodeType[]) {
    this.#types = new Map(types.map((type) => [type.manifest.type, type]));
    if (this.#types.size !== types.length) throw new Error('Two node types have the same name');
  }

  /** These and others: the components of its own that a flow brings along. */
  with(types: readonly NodeType[]): NodeRegistry {
    return types.length === 0 ? this : new NodeRegistry([...this.#types.values(), ...types]);
  }

  get(type: string): NodeType | undefined {
    return this.#types.get(type);
  }

  get all(): readonly NodeType[] {
    return [...this.#types.values()];
  }
}
