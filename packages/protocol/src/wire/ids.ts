import { z } from 'zod';

/**
 * Ids are random (120 bits, no time, no order in them), carry their kind as a prefix, and are branded, so
 * that a room's id can't be passed where a session's is meant.
 */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford's base 32: nothing to mistake when read aloud
const RANDOM_LENGTH = 24;

function idSchema<const Brand extends string>(prefix: string) {
  return z
    .string()
    .regex(new RegExp(`^${prefix}_[${ALPHABET}]{${RANDOM_LENGTH}}$`))
    .brand<Brand>();
}

export const SessionId = idSchema<'SessionId'>('ses');
export type SessionId = z.infer<typeof SessionId>;
export const CallId = idSchema<'CallId'>('cal');
export type CallId = z.infer<typeof CallId>;
export const RoomId = idSchema<'RoomId'>('rom');
export type RoomId = z.infer<typeof RoomId>;
/** A person (or machine) in a room, as the media plane knows them: stable over reconnects and tabs, says nothing of who it is. */
export const ParticipantId = idSchema<'ParticipantId'>('par');
export type ParticipantId = z.infer<typeof ParticipantId>;
export const TrackId = idSchema<'TrackId'>('trk');
export type TrackId = z.infer<typeof TrackId>;
export const SubscriptionId = idSchema<'SubscriptionId'>('sub');
export type SubscriptionId = z.infer<typeof SubscriptionId>;
export const RecordingId = idSchema<'RecordingId'>('rec');
export type RecordingId = z.infer<typeof RecordingId>;
export const NodeId = idSchema<'NodeId'>('nod');
export type NodeId = z.infer<typeof NodeId>;
export const StaffId = idSchema<'StaffId'>('stf');
export type StaffId = z.infer<typeof StaffId>;
export const TicketId = idSchema<'TicketId'>('tkt');
export type TicketId = z.infer<typeof TicketId>;
export const OfferId = idSchema<'OfferId'>('ofr');
export type OfferId = z.infer<typeof OfferId>;
export const TransferId = idSchema<'TransferId'>('trf');
export type TransferId = z.infer<typeof TransferId>;
export const ServiceTypeId = idSchema<'ServiceTypeId'>('svc');
export type ServiceTypeId = z.infer<typeof ServiceTypeId>;
export const ApiClientId = idSchema<'ApiClientId'>('api');
export type ApiClientId = z.infer<typeof ApiClientId>;
export const MessageId = idSchema<'MessageId'>('msg');
export type MessageId = z.infer<typeof MessageId>;
export const ReportId = idSchema<'ReportId'>('rpt');
export type ReportId = z.infer<typeof ReportId>;
/** One run of a flow, pinned to a version of it. */
export const DocumentId = idSchema<'DocumentId'>('doc');
export type DocumentId = z.infer<typeof DocumentId>;
export const FlowRunId = idSchema<'FlowRunId'>('flr');
export type FlowRunId = z.infer<typeof FlowRunId>;

/** How a version of a flow comes to the sessions. */
export const FlowRolloutId = idSchema<'FlowRolloutId'>('rol');
export type FlowRolloutId = z.infer<typeof FlowRolloutId>;
/** A story that a flow is run against before it is published. */
export const FlowScenarioId = idSchema<'FlowScenarioId'>('scn');
export type FlowScenarioId = z.infer<typeof FlowScenarioId>;
/** Past runs, run again against a draft. */
export const FlowReplayId = idSchema<'FlowReplayId'>('rpl');
export type FlowReplayId = z.infer<typeof FlowReplayId>;

/** One picture of all parties of a recording. */
export const CompositionId = idSchema<'CompositionId'>('cmp');
export type CompositionId = z.infer<typeof CompositionId>;

/** A note that a reviewer pinned to a recording. */
export const NoteId = idSchema<'NoteId'>('nte');
export type NoteId = z.infer<typeof NoteId>;
export const SavedViewId = idSchema<'SavedViewId'>('svw');
export type SavedViewId = z.infer<typeof SavedViewId>;

export const InspectionId = idSchema<'InspectionId'>('ins');
export type InspectionId = z.infer<typeof InspectionId>;
export const FindingId = idSchema<'FindingId'>('fnd');
export type FindingId = z.infer<typeof FindingId>;
export const ReviewId = idSchema<'ReviewId'>('rvw');
export type ReviewId = z.infer<typeof ReviewId>;
export const RectificationId = idSchema<'RectificationId'>('rct');
export type RectificationId = z.infer<typeof RectificationId>;
export const SamplingRuleId = idSchema<'SamplingRuleId'>('smp');
export type SamplingRuleId = z.infer<typeof SamplingRuleId>;

/** A picture that a check of somebody's identity looked at. */
export const StillId = idSchema<'StillId'>('stl');
export type StillId = z.infer<typeof StillId>;
export const VerificationId = idSchema<'VerificationId'>('idv');
export type VerificationId = z.infer<typeof VerificationId>;

/** What vouches for a session once it is over, and a package of it that somebody asked for. */
export const SealId = idSchema<'SealId'>('sea');
export type SealId = z.infer<typeof SealId>;
export const EvidenceExportId = idSchema<'EvidenceExportId'>('exp');
export type EvidenceExportId = z.infer<typeof EvidenceExportId>;

/** Something that a live check warned of. */
export const WarningId = idSchema<'WarningId'>('wrn');
export type WarningId = z.infer<typeof WarningId>;

export const HoldId = idSchema<'HoldId'>('hld');
export type HoldId = z.infer<typeof HoldId>;
export const DeletionId = idSchema<'DeletionId'>('del');
export type DeletionId = z.infer<typeof DeletionId>;
/** A stored object that is not what it was. */
export const AlarmId = idSchema<'AlarmId'>('alm');
export type AlarmId = z.infer<typeof AlarmId>;
export const KeyDestructionId = idSchema<'KeyDestructionId'>('kds');
export type KeyDestructionId = z.infer<typeof KeyDestructionId>;

interface IdKinds {
  ses: SessionId;
  cal: CallId;
  rom: RoomId;
  par: ParticipantId;
  trk: TrackId;
  sub: SubscriptionId;
  rec: RecordingId;
  nod: NodeId;
  stf: StaffId;
  tkt: TicketId;
  ofr: OfferId;
  trf: TransferId;
  svc: ServiceTypeId;
  api: ApiClientId;
  msg: MessageId;
  rpt: ReportId;
  doc: DocumentId;
  stl: StillId;
  idv: VerificationId;
  flr: FlowRunId;
  rol: FlowRolloutId;
  scn: FlowScenarioId;
  rpl: FlowReplayId;
  ins: InspectionId;
  fnd: FindingId;
  rvw: ReviewId;
  rct: RectificationId;
  smp: SamplingRuleId;
  cmp: CompositionId;
  nte: NoteId;
  svw: SavedViewId;
  hld: HoldId;
  del: DeletionId;
  alm: AlarmId;
  kds: KeyDestructionId;
  sea: SealId;
  exp: EvidenceExportId;
  wrn: WarningId;
}

/** A fresh id of the kind that `prefix` names: `newId('ses')` is a `SessionId`. */
export function newId<Prefix extends keyof IdKinds>(prefix: Prefix): IdKinds[Prefix] {
  const random = crypto.getRandomValues(new Uint8Array(RANDOM_LENGTH));
  const text = Array.from(random, (byte) => ALPHABET[byte & 31]).join('');
  return `${prefix}_${text}` as IdKinds[Prefix];
}
