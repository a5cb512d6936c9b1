import { AppError, type NodeId, type NodeReport, type ReportId } from '@guichet/protocol';
import type { Log } from '../log.ts';
import type { ReportHandler } from './media-plane.ts';

interface IdentifiedReport {
  readonly id: ReportId;
  readonly report: NodeReport;
}

/**
 * How long the reports of one request are taken in for, of the 10 s that it may take. After an outage a hundred of them can need longer: what was
 * committed by then is acknowledged, and the node sends the rest. Unacknowledged, all of them would come again and again.
 */
const TAKE_FOR_MS = 3_000;

/** Hands reports to whoever takes them in: of one node in their order, of several nodes side by side. */
export class ReportIntake {
  readonly #log: Log;
  readonly #handlers: ReportHandler[] = [];
  readonly #tails = new Map<NodeId, Promise<unknown>>();
  readonly #nowMs: () => number;

  constructor(log: Log, nowMs: () => number = () => performance.now()) {
    this.#log = log;
    this.#nowMs = nowMs;
  }

  addHandler(handler: ReportHandler): void {
    this.#handlers.push(handler);
  }

  /**
   * Resolves to the reports that every handler has committed: up to the first that one of them could not, or for which no time was left. The node
   * sends the rest again.
   */
  async take(nodeId: NodeId, reports: readonly IdentifiedReport[]): Promise<ReportId[]> {
    const before = this.#tails.get(nodeId) ?? Promise.resolve();
    const work = before.then(() => this.#takeInOrder(nodeId, reports));
    const tail = work.catch(() => undefined);
    this.#tails.set(nodeId, tail);
    try {
      return await work;
    } finally {
      if (this.#tails.get(nodeId) === tail) this.#tails.delete(nodeId);
    }
  }

  async #takeInOrder(nodeId: NodeId, reports: readonly IdentifiedReport[]): Promise<ReportId[]> {
    const acknowledged: ReportId[] = [];
    const untilMs = this.#nowMs() + TAKE_FOR_MS;
    for (const { id, report } of reports) {
      try {
        for (const handler of this.#handlers) await handler(nodeId, id, report);
      } catch (error) {
        this.#log.warn({ nodeId, reportId: id, reportType: report.type, err: error }, 'report not taken in, the node will repeat it');
        if (acknowledged.length === 0) throw new AppError('unavailable', { cause: error });
        return acknowledged;
      }
      acknowledged.push(id);
      if (this.#nowMs() >= untilMs) return acknowledged;
    }
    return acknowledged;
  }
}
