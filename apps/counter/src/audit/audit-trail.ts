import type { StaffId } from '@guichet/protocol';
import type { Prisma, PrismaClient } from '../database/generated/client.ts';

/** What is noted beside the sessions' own log: who signed in, looked at, exported or changed what. */
export const AuditAction = {
  loggedIn: 'staff.logged_in',
  loginFailed: 'staff.login_failed',
  loggedOut: 'staff.logged_out',
  recordingViewed: 'recording.viewed',
  recordingPlayed: 'recording.played',
  recordingDownloaded: 'recording.downloaded',
  nodeSeen: 'node.seen',
  nodeApproved: 'node.approved',
  nodeRetired: 'node.retired',
} as const;
export type AuditAction = (typeof AuditAction)[keyof typeof AuditAction];

export interface AuditEntry {
  readonly action: AuditAction;
  /** Null for the system itself and for whoever could not be told. */
  readonly staffId: StaffId | null;
  /** Id of what it was done to. */
  readonly object: string | null;
  /** Technical facts; no personal value. */
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

/** Adds to the audit trail, in the transaction of what is audited where there is one. */
export class AuditTrail {
  readonly #db: PrismaClient;
  readonly #now: () => Date;

  constructor(db: PrismaClient, now: () => Date) {
    this.#db = db;
    this.#now = now;
  }

  async record(entry: AuditEntry, tx: Prisma.TransactionClient = this.#db): Promise<void> {
    await tx.auditEvent.create({ data: { at: this.#now(), ...entry, detail: { ...entry.detail } } });
  }
}
