import type { StaffId } from '@guichet/protocol';
import type { Clock } from '../database/clock.ts';
import type { Database, Tx } from '../database/database.ts';

/** What is noted beside the sessions' own log: who signed in, looked at, exported or changed what. */
export const AuditAction = {
  loggedIn: 'staff.logged_in',
  loginFailed: 'staff.login_failed',
  loggedOut: 'staff.logged_out',
  passwordChanged: 'staff.password_changed',
  staffCreated: 'staff.created',
  staffEdited: 'staff.edited',
  staffDisabled: 'staff.disabled',
  staffEnabled: 'staff.enabled',
  passwordReset: 'staff.password_reset',
  apiClientCreated: 'api_client.created',
  apiClientRevoked: 'api_client.revoked',
  webhookSet: 'webhook.set',
  webhookRemoved: 'webhook.removed',
  webhookSecretRotated: 'webhook.secret_rotated',
  webhookTested: 'webhook.tested',
  serviceTypeCreated: 'service_type.created',
  serviceTypeEdited: 'service_type.edited',
  serviceTypeRetired: 'service_type.retired',
  serviceTypeRestored: 'service_type.restored',
  serviceTypeNoticeSet: 'service_type.notice_set',
  skillNamed: 'skill.named',
  operationCreated: 'operation.created',
  operationEdited: 'operation.edited',
  operationTested: 'operation.tested',
  operationDisabled: 'operation.disabled',
  operationEnabled: 'operation.enabled',
  factRevealed: 'fact.revealed',
  sessionLogViewed: 'session.log_viewed',
  recordingViewed: 'recording.viewed',
  recordingPlayed: 'recording.played',
  recordingDownloaded: 'recording.downloaded',
  recordingUnmasked: 'recording.unmasked',
  recordingMasked: 'recording.masked',
  recordingSeeked: 'recording.seeked',
  recordingStillTaken: 'recording.still_taken',
  recordingCaptionsTaken: 'recording.captions_taken',
  recordingNoted: 'recording.noted',
  recordingNoteRemoved: 'recording.note_removed',
  searched: 'search.searched',
  searchExported: 'search.exported',
  flowDrafted: 'flow.drafted',
  flowSubmitted: 'flow.submitted',
  flowPublished: 'flow.published',
  flowRetired: 'flow.retired',
  flowBound: 'flow.bound',
  flowTasksViewed: 'flow.tasks_viewed',
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
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(options: { readonly database: Database; readonly clock: Clock }) {
    this.#database = options.database;
    this.#clock = options.clock;
  }

  /** In the transaction of what is audited. */
  async record(tx: Tx, entry: AuditEntry): Promise<void> {
    await tx.auditEvent.create({ data: { at: new Date(this.#clock()), ...entry, detail: { ...entry.detail } } });
  }

  /** For what changes nothing else. */
  async recordAlone(entry: AuditEntry): Promise<void> {
    await this.#database.transaction((tx) => this.record(tx, entry));
  }
}
