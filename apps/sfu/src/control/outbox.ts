import { newId, type NodeReport, type ReportId } from '@guichet/protocol';
import type { ReportFile } from './report-file.ts';

export interface OutboxEntry {
  readonly id: ReportId;
  readonly report: NodeReport;
  readonly sizeBytes: number;
}

/** A batch stays well under the 64 KB that one message may have. */
const BATCH_BYTES = 48 * 1024;
const BATCH_REPORTS = 100;
/** The file is written anew when it has grown to so many lines of which most are acknowledged. */
const LINES_KEPT = 10_000;

/**
 * Reports that the counter has not acknowledged, in their order. Bounded: while the counter is away for long, the oldest quality samples go
 * first, then other facts, facts of recordings never. All but the samples stand on disk as well, for the node's next life.
 */
export class Outbox {
  readonly #limit: number;
  readonly #file: ReportFile | null;
  #entries: OutboxEntry[] = [];
  #dropped = 0;

  /**
   * @param limit how many reports other than those of recordings are kept
   * @param file what was waiting in the node's last life, which goes first, and what will wait in this one
   */
  constructor(limit: number, file: ReportFile | null = null) {
    this.#limit = limit;
    this.#file = file;
    for (const { id, report } of file?.read() ?? []) this.#entries.push(entryOf(id, report));
  }

  get size(): number {
    return this.#entries.length;
  }

  /** Reports that were given up for want of room. */
  get dropped(): number {
    return this.#dropped;
  }

  add(report: NodeReport): void {
    const entry = entryOf(newId('rpt'), report);
    this.#entries.push(entry);
    if (isKept(entry)) this.#file?.append(entry);
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
    if (this.#file === null || this.#file.lines === 0) return;
    const kept = this.#entries.filter(isKept);
    if (kept.length === 0 || this.#file.lines > Math.max(LINES_KEPT, 4 * kept.length)) this.#file.rewrite(kept);
  }

  #shed(): void {
    const sample = this.#entries.findIndex(({ report }) => report.type === 'quality.sampled');
    const victim = sample === -1 ? this.#entries.findIndex(({ report }) => !report.type.startsWith('recording.')) : sample;
    if (victim === -1) return;
    this.#entries.splice(victim, 1);
    this.#dropped += 1;
  }
}

const entryOf = (id: ReportId, report: NodeReport): OutboxEntry => ({ id, report, sizeBytes: JSON.stringify(report).length });

const isKept = ({ report }: OutboxEntry): boolean => report.type !== 'quality.sampled';
