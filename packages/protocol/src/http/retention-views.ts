import { z } from 'zod';
import {
  DamageOfObject,
  DisputeReference,
  HoldState,
  KeyDestructionState,
  RetentionEnd,
  RetentionState,
} from '../sessions/retention-states.ts';
import { AlarmId, DeletionId, HoldId, KeyDestructionId, RecordingId, ServiceTypeId, SessionId } from '../wire/ids.ts';
import { LocalText } from '../wire/language.ts';

const UnixMs = z.number().int().nonnegative();
const Count = z.number().int().nonnegative();
const Code = z.string().max(64);
const Name = z.string().nullable();

/** A reason in somebody's own words. */
export const RetentionReason = z.string().trim().min(5).max(500);

export const RetentionPolicyView = z.object({
  id: Code,
  version: z.number().int().positive(),
  pack: Code,
  title: LocalText,
  citation: z.object({ ref: Code, text: LocalText, seen: z.enum(['source', 'secondary', 'memory', 'conflicting', 'own']) }),
  source: z.enum(['law', 'regulator', 'industry', 'own']),
  checked: z.boolean(),
  /** Applies by itself where channel and product fit. */
  on: z.boolean(),
  appliesTo: z.object({ channel: z.array(Code).nullable(), product: z.array(Code).nullable() }),
  periods: z.array(z.object({ from: z.enum(['recorded', 'product_end', 'contract_end']), months: z.number().int().positive() })),
  /** Services that a bank gave it to. */
  services: z.array(ServiceTypeId),
});
export type RetentionPolicyView = z.infer<typeof RetentionPolicyView>;

/** How long a session is kept, as far as its own bank may know. */
export const RetentionFacts = z.object({
  sessionId: SessionId,
  state: RetentionState,
  /** Null: without an end. */
  until: UnixMs.nullable(),
  waitsFor: z.array(RetentionEnd),
  productEndedOn: z.iso.date().nullable(),
  contractEndedOn: z.iso.date().nullable(),
  disputes: z.array(DisputeReference),
  held: z.boolean(),
});
export type RetentionFacts = z.infer<typeof RetentionFacts>;

export const HoldView = z.object({
  holdId: HoldId,
  sessionId: SessionId,
  sessionNumber: z.string(),
  recordingId: RecordingId.nullable(),
  state: HoldState,
  reason: z.string(),
  placedBy: Name,
  placedAt: UnixMs,
  releaseReason: z.string().nullable(),
  releaseRequestedBy: Name,
  releaseRequestedAt: UnixMs.nullable(),
  releasedBy: Name,
  releasedAt: UnixMs.nullable(),
  /** Whoever asked for the release does not decide it. */
  mayRelease: z.boolean(),
});
export type HoldView = z.infer<typeof HoldView>;

export const RetentionLine = RetentionFacts.extend({
  sessionNumber: z.string(),
  serviceTitle: LocalText,
  recordedAt: UnixMs,
  recordings: z.array(RecordingId),
  /** Ids of the policies that apply; the one that keeps it longest comes first. */
  policies: z.array(Code),
});
export type RetentionLine = z.infer<typeof RetentionLine>;

/** What a recording's page shows of it. */
export const RecordingRetention = z.object({
  /** Null while the session goes on. */
  retention: RetentionLine.nullable(),
  policies: z.array(RetentionPolicyView),
  holds: z.array(HoldView),
  store: z.object({
    archivedAt: UnixMs.nullable(),
    objects: Count,
    lastCheckedAt: UnixMs.nullable(),
    alarms: Count,
    keyDestroyedAt: UnixMs.nullable(),
    deletedAt: UnixMs.nullable(),
  }),
});
export type RecordingRetention = z.infer<typeof RecordingRetention>;

export const DeletionView = z.object({
  deletionId: DeletionId,
  sessionId: SessionId,
  sessionNumber: z.string(),
  state: z.enum(['deleting', 'done']),
  /** Null: the job that looks for what is due. */
  requestedBy: Name,
  reason: z.string().nullable(),
  startedAt: UnixMs,
  finishedAt: UnixMs.nullable(),
  objects: Count,
  sizeBytes: Count,
  /** Bytes that the store does not let go yet; without their key they are noise. */
  locked: Count,
  certificateHash: z.string().nullable(),
});
export type DeletionView = z.infer<typeof DeletionView>;

export const StoreAlarmView = z.object({
  alarmId: AlarmId,
  recordingId: RecordingId,
  sessionNumber: z.string(),
  object: z.string(),
  damage: DamageOfObject,
  fromByte: Count,
  toByte: Count,
  /** On the recording's clock, where the chunk still says so. */
  atMs: z.number().int().nullable(),
  foundAt: UnixMs,
  acknowledgedBy: Name,
  acknowledgedAt: UnixMs.nullable(),
  /** The object was found whole again. */
  resolvedAt: UnixMs.nullable(),
});
export type StoreAlarmView = z.infer<typeof StoreAlarmView>;

const StoreKind = z.enum(['local', 's3']);

export const StoreStatus = z.object({
  kind: StoreKind,
  name: z.string(),
  /** Nobody can delete before their time what stands there, the store itself refuses. */
  locks: z.boolean(),
  /** Where nodes ship chunks to, and where they stand until all of a recording was read back from the archive. */
  landing: z.object({
    kind: StoreKind,
    name: z.string(),
    /** So long it refuses to delete what was shipped; 0: it has no lock. */
    lockedForMs: Count,
    /** Recordings that are over and not ready: chunks of them are awaited, or put together. */
    unready: Count,
    oldestUnreadyAt: UnixMs.nullable(),
  }),
  recordings: z.object({ archived: Count, waiting: Count, oldestWaitingAt: UnixMs.nullable() }),
  objects: Count,
  sizeBytes: Count,
  /** Of the object that was looked at longest ago. */
  oldestCheckAt: UnixMs.nullable(),
  /** Objects that no check has come to for longer than it should. */
  overdueChecks: Count,
  openAlarms: Count,
  /** What waits for longer than it should. */
  trouble: z.enum(['landing_behind', 'archive_behind']).nullable(),
});
export type StoreStatus = z.infer<typeof StoreStatus>;

export const MasterKeyView = z.object({ keyId: Code, madeAt: UnixMs, active: z.boolean(), recordings: Count });

export const KeyDestructionView = z.object({
  keyDestructionId: KeyDestructionId,
  kind: z.enum(['recording', 'master']),
  object: Code,
  reason: z.string(),
  state: KeyDestructionState,
  requestedBy: Name,
  requestedAt: UnixMs,
  decidedBy: Name,
  decidedAt: UnixMs.nullable(),
  certificateHash: z.string().nullable(),
  mayConfirm: z.boolean(),
});
export type KeyDestructionView = z.infer<typeof KeyDestructionView>;
