import { readFile } from 'node:fs/promises';
import { nodeKeyId } from '@guichet/evidence';
import { AppError, newId, NodeId, NodeKey, type PayloadOf, type NodeRequests } from '@guichet/protocol';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Clock } from '../database/clock.ts';
import type { Database } from '../database/database.ts';
import type { MediaNode } from '../database/generated/client.ts';

export const NodeStatus = { pending: 'pending', approved: 'approved', retired: 'retired' } as const;
export type NodeStatus = (typeof NodeStatus)[keyof typeof NodeStatus];

/** Unknown keys that are remembered for an administrator to look at; more are refused without a trace. */
const MAX_PENDING = 100;

export type Registration = PayloadOf<NodeRequests['node.register']>;

interface NodeEnrolmentOptions {
  readonly database: Database;
  readonly audit: AuditTrail;
  /** File with the public key of the node that was installed together with the counter; read anew whenever an unknown key comes. */
  readonly enrolledKeyPath: string | null;
  readonly clock: Clock;
}

/** Which keys may act as a media node. */
export class NodeEnrolment {
  readonly #options: NodeEnrolmentOptions;

  constructor(options: NodeEnrolmentOptions) {
    this.#options = options;
  }

  /**
   * Takes in what an enrolled node says of itself; its key has been proven by then. Throws `node_not_enrolled` for every other key, and
   * leaves a row for an administrator to approve where there was none.
   */
  async admit(registration: Registration): Promise<NodeId> {
    const row = await this.#findOrAdd(registration.key, registration.zone);
    if (row?.status !== NodeStatus.approved) throw new AppError('node_not_enrolled');
    const { zone, signallingUrl, announcedAddresses, capacityRooms, version } = registration;
    await this.#options.database.transaction((tx) =>
      tx.mediaNode.update({
        where: { id: row.id },
        data: { zone, signallingUrl, addresses: announcedAddresses, capacityRooms, version, connected: true, lastSeenAt: this.#now() },
      }),
    );
    return NodeId.parse(row.id);
  }

  async #findOrAdd(key: NodeKey, zone: string): Promise<MediaNode | null> {
    const { database, audit } = this.#options;
    const keyThumbprint = nodeKeyId(key);
    const installed = keyThumbprint === (await this.#installedThumbprint());
    return database.transaction(async (tx) => {
      const known = await tx.mediaNode.findUnique({ where: { keyThumbprint } });
      if (known !== null) {
        // What the installation brought along waits for nobody; what an administrator has retired stays retired all the same.
        if (!installed || known.status !== NodeStatus.pending) return known;
        return tx.mediaNode.update({ where: { id: known.id }, data: { status: NodeStatus.approved } });
      }
      const pending = await tx.mediaNode.count({ where: { status: NodeStatus.pending } });
      if (!installed && pending >= MAX_PENDING) return null;
      const status = installed ? NodeStatus.approved : NodeStatus.pending;
      const id = newId('nod');
      await tx.mediaNode.createMany({ data: [{ id, key, keyThumbprint, status, zone, lastSeenAt: this.#now() }], skipDuplicates: true });
      await audit.record(tx, { action: 'node.seen', staffId: null, object: id, detail: { keyThumbprint, status } });
      return tx.mediaNode.findUnique({ where: { keyThumbprint } });
    });
  }

  #now(): Date {
    return new Date(this.#options.clock());
  }

  async #installedThumbprint(): Promise<string | null> {
    const path = this.#options.enrolledKeyPath;
    if (path === null) return null;
    try {
      // Only the public members are read: the file may as well be the node's own, with the private one in it.
      return nodeKeyId(NodeKey.parse(JSON.parse(await readFile(path, 'utf8'))));
    } catch (error) {
      // The node may not have made its key yet, or be in the middle of it.
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      if (error instanceof SyntaxError) return null;
      throw error;
    }
  }
}
