import {
  AppError,
  type NodeCommands,
  nodeCommands,
  type NodeId,
  type NodeLoad,
  type PayloadOf,
  type ReplyOf,
  requester,
} from '@guichet/protocol';
import type { NodeCandidate } from './placement.ts';

export interface NodeFacts {
  readonly zone: string;
  readonly signallingUrl: string;
  readonly capacityRooms: number;
}

/** What is left of a socket once the edge has dealt with it. */
export interface NodeLink {
  send(name: string, payload: unknown, acknowledge: (reply: unknown) => void): void;
  /** Ends the connection; the node comes back and registers again where it may. */
  drop(): void;
}

/** A node whose control connection is up and that has registered. */
export class ConnectedNode implements NodeCandidate {
  readonly nodeId: NodeId;
  readonly facts: NodeFacts;
  readonly #link: NodeLink;
  readonly #gone = Promise.withResolvers<never>();
  #load: NodeLoad | null = null;
  /** Rooms asked for since the last load: many may come before the node counts them itself. */
  #openedSince = 0;
  #lastSignAtMs: number;

  constructor(nodeId: NodeId, facts: NodeFacts, link: NodeLink, rooms: number, nowMs: number) {
    this.nodeId = nodeId;
    this.facts = facts;
    this.#link = link;
    this.#openedSince = rooms;
    this.#lastSignAtMs = nowMs;
    this.#gone.promise.catch(() => undefined);
  }

  get zone(): string {
    return this.facts.zone;
  }

  get capacityRooms(): number {
    return this.facts.capacityRooms;
  }

  get rooms(): number {
    return (this.#load?.rooms ?? 0) + this.#openedSince;
  }

  get busiestWorkerRatio(): number {
    return this.#load?.busiestWorkerRatio ?? 0;
  }

  get load(): NodeLoad | null {
    return this.#load;
  }

  /** Monotonic milliseconds of the last message of any kind. */
  get lastSignAtMs(): number {
    return this.#lastSignAtMs;
  }

  noteSign(nowMs: number): void {
    this.#lastSignAtMs = nowMs;
  }

  noteLoad(load: NodeLoad): void {
    this.#load = load;
    this.#openedSince = 0;
  }

  noteOpening(): void {
    this.#openedSince += 1;
  }

  /** Sends a command; throws what the node answered, or `node_unreachable` when it did not. */
  async command<Name extends keyof NodeCommands & string>(
    name: Name,
    payload: PayloadOf<NodeCommands[Name]>,
  ): Promise<ReplyOf<NodeCommands[Name]>> {
    const send = requester(nodeCommands, (event, message, acknowledge) => this.#link.send(event, message, acknowledge));
    try {
      return await Promise.race([send(name, payload), this.#gone.promise]);
    } catch (error) {
      if (error instanceof AppError && error.code === 'deadline_exceeded') throw new AppError('node_unreachable', { cause: error });
      throw error;
    }
  }

  /** The connection is gone: commands under way fail now instead of at their deadline. */
  close(): void {
    this.#gone.reject(new AppError('node_unreachable'));
  }

  drop(): void {
    this.close();
    this.#link.drop();
  }
}

/** The nodes that are there now. */
export class ConnectedNodes {
  readonly #nodes = new Map<NodeId, ConnectedNode>();
  /** Monotonic milliseconds; of nodes that are gone too. */
  readonly #lastSignsMs = new Map<NodeId, number>();

  /** A node that comes twice (it restarted before its old connection was missed) is its newest connection. */
  add(node: ConnectedNode): void {
    const former = this.#nodes.get(node.nodeId);
    // First the new one: a connection that is dropped says so at once, and must find its place taken.
    this.#nodes.set(node.nodeId, node);
    former?.drop();
  }

  /** Removes this connection; false when another one of the same node has taken its place. */
  remove(node: ConnectedNode): boolean {
    node.close();
    if (this.#nodes.get(node.nodeId) !== node) return false;
    this.#nodes.delete(node.nodeId);
    this.#lastSignsMs.set(node.nodeId, node.lastSignAtMs);
    return true;
  }

  find(nodeId: NodeId): ConnectedNode | null {
    return this.#nodes.get(nodeId) ?? null;
  }

  /** Throws `node_unreachable` when the node is not there. */
  get(nodeId: NodeId): ConnectedNode {
    const node = this.find(nodeId);
    if (node === null) throw new AppError('node_unreachable');
    return node;
  }

  /** When the node was last heard of, monotonic milliseconds; null when it never was. */
  lastSignMs(nodeId: NodeId): number | null {
    return this.#nodes.get(nodeId)?.lastSignAtMs ?? this.#lastSignsMs.get(nodeId) ?? null;
  }

  all(): ConnectedNode[] {
    return [...this.#nodes.values()];
  }
}
