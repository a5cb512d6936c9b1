import { newId, type NodeReport, type ReportId } from '@guichet/protocol';

export interface OutboxEntry {
  readonly id: ReportId;
  readonly report: NodeReport;
  readonly sizeBytes: number;
}

/** A batch stays well under the 64 KB that one message may have. */
const BATCH_BYTES = 48 * 1024;
const BATCH_REPORTS = 100;

/**
 * Reports that the counter has not acknowledged, in their order. Bounded: while the counter is away for long, the oldest quality samples go
 * first, then other facts, facts of recordings never.
 */
export class Outbox {
  readonly #limit: number;
  #entries: OutboxEntry[] = [];
  #dropped = 0;

  /** @param limit how many reports other than those of recordings are kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#entries.length;
  }

  /** Reports that were given up for want of room. */
  get dropped(): number {
    return this.#dropped;
  }

  add(report: NodeReport): void {
    this.#entries.push({ id: newId('rpt'), report, sizeBytes: JSON.stringify(report).length });
    if (this.#entries.length > this.#limit) this.#shed();
  }

  /** The oldest reports that fit into one message. They stay until they are acknowledged. */
  batch(): readonly OutboxEntry[] {
    let sizeBytes = 0;
    let count = 0;
    for (const entry of this.#entries) {
      sizeBytes += entry.sizeBytes;
      if (count === BATCH_REPORTS || (count > 0 && sizeBytes > BATCH_BYTES)) break;
      count += 1;
    }
    return this.#entries.slice(0, count);
  }

  acknowledge(ids: readonly ReportId[]): void {
    const done = new Set(ids);
    this.#entries = this.#entries.filter((entry) => !done.has(entry.id));
  }

  #shed(): void {
    const sample = this.#entries.findIndex(({ report }) => report.type === 'quality.sampled');
    const victim = sample === -1 ? this.#entries.findIndex(({ report }) => !report.type.startsWith('recording.')) : sample;
    if (victim === -1) return;
    this.#entries.splice(victim, 1);
    this.#dropped += 1;
  }
}
