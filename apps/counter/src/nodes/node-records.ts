import type { NodeId, NodeLoad } from '@guichet/protocol';
import type { Clock } from '../database/clock.ts';
import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import { jsonColumn } from '../database/json-column.ts';

/** Nodes speak twice a second; administrators don't look that often. */
const KEEP_EVERY_MS = 15_000;

interface NodeRecordsOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
}

/** What administrators see of nodes, kept up to date; nothing decides by it. */
export class NodeRecords {
  readonly #options: NodeRecordsOptions;
  readonly #keptAt = new Map<NodeId, number>();

  constructor(options: NodeRecordsOptions) {
    this.#options = options;
  }

  /** After a start nobody is connected yet, whatever the rows say. */
  async start(): Promise<void> {
    const { database } = this.#options;
    await database.transaction(async (tx) => {
      await tx.mediaNode.updateMany({ where: { connected: true }, data: { connected: false } });
    });
  }

  noteLoad(nodeId: NodeId, load: NodeLoad): void {
    const now = this.#options.clock();
    if (now - (this.#keptAt.get(nodeId) ?? 0) < KEEP_EVERY_MS) return;
    this.#keptAt.set(nodeId, now);
    this.#keep(nodeId, { load: jsonColumn(load), lastSeenAt: new Date(now) });
  }

  noteLost(nodeId: NodeId): void {
    this.#keep(nodeId, { connected: false, lastSeenAt: new Date(this.#options.clock()) });
  }

  #keep(nodeId: NodeId, data: { load?: object; connected?: boolean; lastSeenAt: Date }): void {
    this.#options.database
      .read((prisma) => prisma.mediaNode.updateMany({ where: { id: nodeId }, data }))
      .catch((error: unknown) => this.#options.log.warn({ nodeId, err: error }, 'record of a media node not updated'));
  }
}
