export { checkKnown, type KnownToBank } from '../documents/beside/known-to-bank.ts';
export { BLOCK_REASONS, type BlockReason, checkBlocked, checkDuplicate, type ShownElsewhere } from '../documents/beside/listed.ts';
export { checkSides } from '../documents/beside/sides-agree.ts';
export { type DocumentCheck, DocumentReading } from '../documents/reading.ts';
export { GenericDefinition } from '../documents/generic/definition.ts';
export { KNOWN_DOCUMENTS, type KnownDocumentType } from '../documents/known-documents.ts';
export { isForeign, STILL_FINDINGS, type StillFinding } from '../documents/still-finding.ts';
export { ComparisonOutcome, ComparisonReason, FaceComparison } from '../face/compare-faces.ts';
export { type EngineInfo, type FaceBox, type FoundFace, type LikenessThresholds, likeness } from '../face/engine.ts';
export type { FaceLook, SeenFace } from '../face/look-at-face.ts';
export { FACE_ENGINE_NAMES } from '../face/names.ts';
export { IdentityPool, POOL_DEFAULTS, type PoolOptions, type WorkDone } from './identity-pool.ts';
export { gatePicture, PICTURE_LIMITS, PICTURE_PROBLEMS, type PictureProblem, PictureRefused } from './picture-gate.ts';
export { type PoolWork, type ResultOf, type TaskOf, WORK_KINDS, type WorkKind, type WorkProblem, WorkRefused } from './work.ts';
export {
  type ChallengeVerdict,
  judgeChallenge,
  LIVENESS_REASONS,
  type LivenessFrame,
  type LivenessReason,
} from '../liveness/judge-challenge.ts';
export { FaceService, FaceServiceFailed, type FaceServiceSettings } from '../face/http/face-service.ts';
