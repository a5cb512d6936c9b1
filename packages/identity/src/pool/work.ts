import type { ShownReading } from '../documents/shown-document.ts';
import type { FaceComparison } from '../face/compare-faces.ts';
import type { EngineInfo, FoundFace } from '../face/engine.ts';
import type { FaceLook } from '../face/look-at-face.ts';
import type { PictureProblem } from './picture-gate.ts';

/** What the processes of the pool do. Pictures are files: JPEG, PNG or WebP. */
export interface PoolWork {
  /** Opens the engines of a kind, so that the first order does not wait for them. */
  readonly warm: { readonly task: { readonly engines: 'documents' | 'faces' }; readonly result: null };
  /** Reads a document from frames of one camera and, where there is one, a still beside them. `type` null: find out what it is. */
  readonly 'document.read': {
    readonly task: { readonly pictures: readonly Uint8Array[]; readonly still: Uint8Array | null; readonly type: string | null };
    readonly result: ShownReading;
  };
  /** What is seen of faces on each picture. Of every so many pictures, from the first, an embedding comes along (0: of none); nothing keeps them. */
  readonly 'face.analyse': {
    readonly task: { readonly pictures: readonly Uint8Array[]; readonly embedEvery: number };
    readonly result: readonly FaceLook[];
  };
  /** Where faces are on a small picture, and how sure the engine is: nothing by which anybody could be recognised. */
  readonly 'face.look': {
    readonly task: { readonly pictures: readonly Uint8Array[] };
    readonly result: { readonly faces: readonly (readonly FoundFace[])[]; readonly engine: EngineInfo };
  };
  /** Whether the face on `reference` is that of the pictures: the best of them counts. */
  readonly 'face.compare': {
    readonly task: { readonly reference: Uint8Array; readonly live: readonly Uint8Array[] };
    readonly result: FaceComparison;
  };
}
export type WorkKind = keyof PoolWork;
export type TaskOf<Kind extends WorkKind> = PoolWork[Kind]['task'];
export type ResultOf<Kind extends WorkKind> = PoolWork[Kind]['result'];

export const WORK_KINDS = ['warm', 'document.read', 'face.analyse', 'face.look', 'face.compare'] as const satisfies readonly WorkKind[];

/** Why there is no result. `failed`: the engine itself did; `not_available`: nobody serves that kind of work. */
export type WorkProblem = PictureProblem | 'busy' | 'timeout' | 'out_of_memory' | 'died' | 'failed' | 'not_available' | 'closed';

export class WorkRefused extends Error {
  readonly problem: WorkProblem;

  constructor(problem: WorkProblem, options?: ErrorOptions) {
    super(`No result: ${problem}`, options);
    this.name = 'WorkRefused';
    this.problem = problem;
  }
}

/** What goes to a worker and what comes back. */
export interface WorkOrder {
  readonly id: number;
  readonly kind: WorkKind;
  readonly task: unknown;
}
export type WorkReply =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly id: number; readonly result: unknown }
  | { readonly type: 'refused'; readonly id: number; readonly problem: WorkProblem; readonly detail: string };
