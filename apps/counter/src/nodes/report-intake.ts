import { AppError, type NodeId, type NodeReport, type ReportId } from '@guichet/protocol';
import type { Log } from '../log.ts';
import type { ReportHandler } from './media-plane.ts';

interface IdentifiedReport {
  readonly id: ReportId;
  readonly report: NodeReport;
}

/** Hands reports to whoever takes them in: of one node in their order, of several nodes side by side. */
export class ReportIntake {
  readonly #log: Log;
  readonly #handlers: ReportHandler[] = [];
  readonly #tails = new Map<NodeId, Promise<unknown>>();

  constructor(log: Log) {
    this.#log = log;
  }

  addHandler(handler: ReportHandler): void {
    this.#handlers.push(handler);
  }

  /** Resolves to the reports that every handler has committed: up to the first that one of them could not. The node sends the rest again. */
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
    for (const { id, report } of reports) {
      try {
        for (const handler of this.#handlers) await handler(nodeId, id, report);
      } catch (error) {
        this.#log.warn({ nodeId, reportId: id, reportType: report.type, err: error }, 'report not taken in, the node will repeat it');
        if (acknowledged.length === 0) throw new AppError('unavailable', { cause: error });
        return acknowledged;
      }
      acknowledged.push(id);
    }
    return acknowledged;
  }
}
