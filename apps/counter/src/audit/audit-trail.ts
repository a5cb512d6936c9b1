import { auditHash, FIRST_PREVIOUS_HASH } from '@guichet/evidence';
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
  identityStillViewed: 'identity.still_viewed',
  identityChecksViewed: 'identity.checks_viewed',
  documentViewed: 'document.viewed',
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
  compositionRequested: 'composition.requested',
  compositionCancelled: 'composition.cancelled',
  compositionPlayed: 'composition.played',
  compositionDownloaded: 'composition.downloaded',
  recordingNoteRemoved: 'recording.note_removed',
  searched: 'search.searched',
  searchExported: 'search.exported',
  inspectionViewed: 'inspection.viewed',
  reviewViewed: 'review.viewed',
  reviewTaken: 'review.taken',
  reviewReleased: 'review.released',
  reviewAssigned: 'review.assigned',
  reviewDecided: 'review.decided',
  reviewFiguresViewed: 'review.figures_viewed',
  reviewFindingsViewed: 'review.findings_viewed',
  reviewExported: 'review.exported',
  rectificationRequested: 'rectification.requested',
  rectificationOpened: 'rectification.opened',
  samplingRuleCreated: 'sampling_rule.created',
  samplingRuleEdited: 'sampling_rule.edited',
  teamAssigned: 'team.assigned',
  auditSearched: 'audit.searched',
  auditVerified: 'audit.verified',
  auditExported: 'audit.exported',
  evidenceViewed: 'evidence.viewed',
  evidenceRequested: 'evidence.requested',
  evidenceExported: 'evidence.exported',
  holdPlaced: 'hold.placed',
  holdReleaseRequested: 'hold.release_requested',
  holdReleaseRefused: 'hold.release_refused',
  holdReleaseDeclined: 'hold.release_declined',
  holdReleased: 'hold.released',
  retentionGiven: 'retention.given',
  deletionRequested: 'deletion.requested',
  deletionRefused: 'deletion.refused',
  deletionDone: 'deletion.done',
  certificateTaken: 'certificate.taken',
  storeScrubRequested: 'store.scrub_requested',
  storeAlarmAcknowledged: 'store_alarm.acknowledged',
  masterKeyMade: 'master_key.made',
  keyDestructionRequested: 'key_destruction.requested',
  keyDestructionRefused: 'key_destruction.refused',
  keyDestructionCancelled: 'key_destruction.cancelled',
  keyDestructionDone: 'key_destruction.done',
  flowDrafted: 'flow.drafted',
  flowSubmitted: 'flow.submitted',
  flowSentBack: 'flow.sent_back',
  flowPublished: 'flow.published',
  flowScenarioSaved: 'flow.scenario_saved',
  flowScenarioRemoved: 'flow.scenario_removed',
  flowRunsReplayed: 'flow.runs_replayed',
  flowRolloutAdjusted: 'flow.rollout_adjusted',
  flowRolloutCompleted: 'flow.rollout_completed',
  flowRolledBack: 'flow.rolled_back',
  flowRetired: 'flow.retired',
  flowBound: 'flow.bound',
  flowTasksViewed: 'flow.tasks_viewed',
  bundleInstalled: 'bundle.installed',
  bundleRemoved: 'bundle.removed',
  bundleKeyTrusted: 'bundle_key.trusted',
  bundleKeyRevoked: 'bundle_key.revoked',
  blockListChanged: 'block_list.changed',
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

/** Names the audit log among PostgreSQL's advisory locks. */
const AUDIT_LOCK = 7_105_001;

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
    // One at a time until the transaction ends: each names the hash of the one before. Whatever else is locked is locked before.
    await tx.$executeRaw`select pg_advisory_xact_lock(${AUDIT_LOCK})`;
    const last = await tx.auditEvent.findFirst({
      where: { seq: { not: null } },
      orderBy: { seq: 'desc' },
      select: { seq: true, hash: true },
    });
    const at = this.#clock();
    const content = {
      seq: (last?.seq ?? 0) + 1,
      ...entry,
      detail: { ...entry.detail },
      previousHash: last?.hash ?? FIRST_PREVIOUS_HASH,
    };
    await tx.auditEvent.create({ data: { ...content, at: new Date(at), hash: auditHash({ ...content, at }) } });
  }

  /** For what changes nothing else. */
  async recordAlone(entry: AuditEntry): Promise<void> {
    await this.#database.transaction((tx) => this.record(tx, entry));
  }
}
