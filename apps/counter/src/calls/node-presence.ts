import type { NodeId } from '@guichet/protocol';
import type { Clock } from '../database/clock.ts';
import type { MediaPlane } from '../nodes/media-plane.ts';

/** How long nodes have been away, and waiting for one to come back. */
export class NodePresence {
  readonly #media: MediaPlane;
  /** Monotonic milliseconds. */
  readonly #now: Clock;
  readonly #startedAt: number;
  readonly #lostAt = new Map<NodeId, number>();
  readonly #waiting = new Map<NodeId, Set<() => void>>();

  constructor(media: MediaPlane, now: Clock) {
    this.#media = media;
    this.#now = now;
    this.#startedAt = now();
    media.onNodeLost((nodeId) => this.#lostAt.set(nodeId, now()));
  }

  /** Milliseconds since the node was lost, 0 when it is there. One that has not been seen yet was lost when the counter started. */
  awayMs(nodeId: NodeId): number {
    return this.#media.isConnected(nodeId) ? 0 : this.#now() - (this.#lostAt.get(nodeId) ?? this.#startedAt);
  }

  /** Called when the node is back and its rooms are as they should be. */
  returned(nodeId: NodeId): void {
    this.#lostAt.delete(nodeId);
    for (const wake of this.#waiting.get(nodeId) ?? []) wake();
    this.#waiting.delete(nodeId);
  }

  /** Resolves to whether the node is there, at once or within the time. */
  async waitFor(nodeId: NodeId, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    if (this.#media.isConnected(nodeId) || signal.aborted) return this.#media.isConnected(nodeId);
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = this.#waiting.get(nodeId) ?? new Set();
    this.#waiting.set(nodeId, waiting.add(resolve));
    const timer = setTimeout(resolve, timeoutMs);
    signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
    clearTimeout(timer);
    waiting.delete(resolve);
    return this.#media.isConnected(nodeId);
  }
}
