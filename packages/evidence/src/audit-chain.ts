import { FIRST_PREVIOUS_HASH } from './event-chain.ts';
import { hashOf } from './sha256.ts';

/** An entry of the audit log as it is hashed. Times are Unix milliseconds. */
export interface AuditRecord {
  /** 1, 2, 3 … without a hole. */
  readonly seq: number;
  readonly at: number;
  readonly staffId: string | null;
  readonly action: string;
  readonly object: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  /** Hash of the entry before; 64 zeros for the first. */
  readonly previousHash: string;
}

export interface ChainedAuditRecord extends AuditRecord {
  readonly hash: string;
}

/** The hash of an entry: SHA-256 over the canonical JSON (RFC 8785) of all its other members, the previous hash among them. */
export function auditHash({ seq, at, staffId, action, object, detail, previousHash }: AuditRecord): string {
  return hashOf({ seq, at, staffId, action, object, detail, previousHash });
}

export interface AuditChainReport {
  readonly ok: boolean;
  readonly entries: number;
  /** Hash of the last entry that is right; 64 zeros where there is none. */
  readonly head: string;
  /** The number at which the first entry is missing, foreign or changed; null where all are right. */
  readonly brokenAt: number | null;
}

/**
 * Verifies entries as they come, so that a log of any length fits: `take` each in its order, then ask for the `report`. A log that was cut at its end
 * verifies; its head is to be compared with one that was kept elsewhere.
 */
export class AuditChainCheck {
  #entries = 0;
  #head = FIRST_PREVIOUS_HASH;
  #brokenAt: number | null = null;

  take(record: ChainedAuditRecord): void {
    if (this.#brokenAt !== null) return;
    const expected = this.#entries + 1;
    const isRight = record.seq === expected && record.previousHash === this.#head && auditHash(record) === record.hash;
    if (!isRight) {
      this.#brokenAt = expected;
      return;
    }
    this.#entries = expected;
    this.#head = record.hash;
  }

  report(): AuditChainReport {
    return { ok: this.#brokenAt === null, entries: this.#entries, head: this.#head, brokenAt: this.#brokenAt };
  }
}
