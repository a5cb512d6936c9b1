import {
  type ChallengeVerdict,
  type FaceComparison,
  type FaceService,
  FaceServiceFailed,
  type IdentityPool,
  judgeChallenge,
  KNOWN_DOCUMENTS,
  type LivenessFrame,
  PICTURE_PROBLEMS,
  type ResultOf,
  type TaskOf,
  type WorkKind,
  WorkRefused,
} from '@guichet/identity/pool';
import type { Logger } from 'pino';
import type { FacesSeen } from '../live-checks/live-faces.ts';
import type { TakenStill } from '../nodes/media-plane.ts';

/** Of every so many pictures one is held against the face before: of a burst of eight, the first, the middle and the last ones. */
const EMBED_EVERY = 3;

interface Parts {
  readonly pool: IdentityPool;
  /** A bank's own engine for comparing faces; null: those that ship. */
  readonly faceService: FaceService | null;
  /** Kinds of documents that the bank declares. */
  readonly declared?: readonly string[];
  readonly logger: Logger;
}

/**
 * The engines as the checks use them. Every answer can be null: an engine that is away, busy or broken is no reason for a call to wait, and never one for a
 * check to pass. Embeddings live as long as the check that needs them, in memory alone.
 */
export class IdentityEngines {
  readonly #parts: Parts;
  #isWarm = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** What is seen of the face on each picture. */
  async look(stills: readonly TakenStill[]): Promise<LivenessFrame[] | null> {
    const looks = await this.#run('face.analyse', { pictures: stills.map(({ jpeg }) => jpeg), embedEvery: EMBED_EVERY });
    return looks === null ? null : looks.flatMap((look, index) => ({ atMs: stills[index]?.atMs ?? 0, look }));
  }

  /** Of the one face that each picture shows; a picture without one has none. */
  async embeddingsOf(pictures: readonly Uint8Array[]): Promise<Float32Array[] | null> {
    const looks = await this.#run('face.analyse', { pictures, embedEvery: 1 });
    return looks === null ? null : looks.flatMap(({ faces: [face] }) => face?.embedding ?? []);
  }

  /** Where faces are on a small picture. Nothing that is found out is of anybody: no consent is needed to count people. */
  async findFaces(picture: Uint8Array): Promise<FacesSeen | null> {
    const found = await this.#run('face.look', { pictures: [picture] });
    if (found === null) return null;
    const { name, version } = found.engine;
    const faces = (found.faces[0] ?? []).map(({ box, confidence }) => ({ height: box.height, confidence }));
    return { faces, engine: { name, version } };
  }

  judge(challenge: string, frames: readonly LivenessFrame[], known: readonly Float32Array[]): ChallengeVerdict {
    return judgeChallenge(challenge, { frames, known });
  }

  async compare(reference: Uint8Array, live: readonly Uint8Array[], signal: AbortSignal): Promise<FaceComparison | null> {
    const { faceService, logger } = this.#parts;
    if (faceService === null) return this.compareHere(reference, live);
    try {
      return await faceService.compare(reference, live, signal);
    } catch (error) {
      logger.warn({ problem: error instanceof FaceServiceFailed ? error.problem : 'failed' }, 'the bank’s engine for faces did not answer');
      return null;
    }
  }

  /** By the engine that ships, whatever the bank has. */
  compareHere(reference: Uint8Array, live: readonly Uint8Array[]): Promise<FaceComparison | null> {
    return this.#run('face.compare', { reference, live });
  }

  /** Whether somebody has described that kind of document. */
  reads(type: string): boolean {
    return KNOWN_DOCUMENTS.some((known) => known === type) || (this.#parts.declared ?? []).includes(type);
  }

  read(task: TaskOf<'document.read'>): Promise<ResultOf<'document.read'> | null> {
    return this.#run('document.read', task);
  }

  /** Begun well before the first check: nobody waits for engines that are opened. Nothing where that was done. */
  warm(): void {
    if (this.#isWarm) return;
    this.#isWarm = true;
    void this.#parts.pool.warm();
  }

  async #run<Kind extends WorkKind>(kind: Kind, task: TaskOf<Kind>): Promise<ResultOf<Kind> | null> {
    try {
      return await this.#parts.pool.run(kind, task);
    } catch (error) {
      const problem = error instanceof WorkRefused ? error.problem : 'failed';
      // A picture that cannot be opened is the camera's affair; all else is the operator's.
      const level = PICTURE_PROBLEMS.some((known) => known === problem) ? 'info' : 'warn';
      this.#parts.logger[level]({ kind, problem }, 'an engine gave no result');
      return null;
    }
  }
}
