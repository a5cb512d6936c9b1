import { NodeId } from '@guichet/protocol';
import type { Database } from '../database/database.ts';
import { NodeStatus } from './node-enrolment.ts';

/** Where the signalling of enrolled nodes is reached: what a page may connect to beside its own counter. */
export class NodeOrigins {
  readonly #origins = new Map<NodeId, string>();

  /** Those that registered before this start, whether they are back yet or not. */
  async load(database: Database): Promise<void> {
    const rows = await database.read((prisma) =>
      prisma.mediaNode.findMany({ where: { status: NodeStatus.approved }, select: { id: true, signallingUrl: true } }),
    );
    for (const { id, signallingUrl } of rows) if (signallingUrl !== null) this.add(NodeId.parse(id), signallingUrl);
  }

  /** A node registered, perhaps at another address than before. */
  add(nodeId: NodeId, signallingUrl: string): void {
    this.#origins.set(nodeId, new URL(signallingUrl).origin);
  }

  /** A node was retired. */
  remove(nodeId: NodeId): void {
    this.#origins.delete(nodeId);
  }

  /** Each once, in an order that does not change with who came first. */
  all(): readonly string[] {
    return [...new Set(this.#origins.values())].toSorted();
  }
}
