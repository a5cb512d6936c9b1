import { hashOf } from '@guichet/evidence';
import { AppError, type RecordingId, type SessionId } from '@guichet/protocol';
import { FactRole, type RulePack } from '@guichet/rules';
import { watchThresholds } from '@guichet/rules/watch';
import { z } from 'zod';
import type { Database } from '../../database/database.ts';
import { jsonColumn } from '../../database/json-column.ts';
import type { Log } from '../../log.ts';
import type { MuxReport } from '../../recordings/mux-report.ts';
import type { FaceEyes } from './face-eyes.ts';
import { lookAtCamera } from './look-at-camera.ts';
import { lookAtVoice } from './look-at-voice.ts';
import { MEASURES, TrackLook } from './track-look.ts';

/** Looking at a track takes a small part of its length; a machine that is busy has longer, and none has it for ever. */
const LEAST_DEADLINE_MS = 3 * 60_000;
const DEADLINE_RATIO = 2;
/** A track that could not be looked at so often is left: what hangs on it is not evaluated. */
const MOST_TRIES = 3;
/** How far a look has come is told in steps of so much. */
const PROGRESS_STEP = 0.05;

/** By track; null where nobody could look. */
const Kept = z.record(z.string(), TrackLook.nullable());

/** A recording as far as looking at it is concerned. */
export interface LookOrder {
  readonly recordingId: RecordingId;
  readonly sessionId: SessionId;
  readonly report: MuxReport;
  /** Of participants. */
  readonly roles: ReadonlyMap<string, string>;
  /** Attempts at this before. */
  readonly retryCount: number;
  readonly signal: AbortSignal;
}

interface RecordingLooksOptions {
  readonly database: Database;
  readonly packs: readonly RulePack[];
  /** Where the file of a track stands; throws `recording_not_ready` where it is not there now. */
  readonly pathOf: (recordingId: RecordingId, name: string) => Promise<string>;
  /** Of the customer who was identified, where comparing is allowed; null otherwise. */
  readonly referenceOf: (sessionId: SessionId) => Promise<Buffer | null>;
  /** Null: no engine looks for faces here. */
  readonly openEyes: (() => FaceEyes) | null;
  readonly clock: () => number;
  readonly log: Log;
}

type Track = MuxReport['tracks'][number];

/** Looks at the tracks of recordings, one after the other; what was found of one is kept at once, and an attempt that was broken off goes on behind it. */
export class RecordingLooks {
  readonly #options: RecordingLooksOptions;
  readonly #thresholds: ReturnType<typeof watchThresholds>;
  readonly #key: string;

  constructor(options: RecordingLooksOptions) {
    this.#options = options;
    this.#thresholds = watchThresholds(options.packs);
    this.#key = hashOf({ measures: MEASURES, thresholds: this.#thresholds, faces: options.openEyes !== null, compares: this.#compares });
  }

  /** What was seen and heard, by track. Throws where this attempt was broken off, or may go better another time. */
  async look(order: LookOrder): Promise<readonly TrackLook[]> {
    const { recordingId, report, retryCount, signal } = order;
    const tracks = report.tracks.filter(({ file, source }) => file !== null && source !== 'screen');
    const kept = await this.#kept(recordingId);
    const left = tracks.filter(({ trackId }) => !Object.hasOwn(kept, trackId));
    const eyes = left.some(({ kind }) => kind === 'video') ? (this.#options.openEyes?.() ?? null) : null;
    // Whoever stops does not wait for a picture to be looked at.
    const shut = (): void => eyes?.close();
    signal.addEventListener('abort', shut);
    try {
      for (const track of left) {
        signal.throwIfAborted();
        const done = Object.keys(kept).length;
        let told = 0;
        const onProgress = (ratio: number): void => {
          if (ratio - told < PROGRESS_STEP * tracks.length) return;
          told = ratio;
          void this.#tell(recordingId, (done + ratio) / tracks.length);
        };
        kept[track.trackId] = await this.#lookAt(track, order, eyes, onProgress).catch((error: unknown) => {
          if (signal.aborted || areFilesAway(error) || retryCount + 1 < MOST_TRIES) throw error;
          this.#options.log.error({ recordingId, trackId: track.trackId, err: error }, 'a track could not be looked at');
          return null;
        });
        await this.#keep(recordingId, kept, Object.keys(kept).length / tracks.length);
      }
    } finally {
      signal.removeEventListener('abort', shut);
      shut();
    }
    return Object.values(kept).flatMap((look) => look ?? []);
  }

  async #lookAt(track: Track, order: LookOrder, eyes: FaceEyes | null, onProgress: (ratio: number) => void): Promise<TrackLook> {
    const { recordingId, sessionId, report, roles } = order;
    const { trackId, kind, fromMs, toMs, file, participantId } = track;
    const durationMs = toMs - fromMs;
    const deadlineMs = Math.max(LEAST_DEADLINE_MS, durationMs * DEADLINE_RATIO);
    const signal = AbortSignal.any([order.signal, AbortSignal.timeout(deadlineMs)]);
    const path = await this.#options.pathOf(recordingId, file?.name ?? '');
    const role = FactRole.safeParse(roles.get(participantId)).data ?? null;
    const shared = { path, trackId, role, fromMs, thresholds: this.#thresholds, signal };
    if (kind === 'audio') return lookAtVoice(shared);
    const gaps = report.gaps.filter((gap) => gap.trackId === null || gap.trackId === trackId);
    const reference = role === 'customer' && this.#compares ? await this.#options.referenceOf(sessionId) : null;
    return lookAtCamera({ ...shared, durationMs, gaps, eyes, reference, onProgress });
  }

  /** Only where a rule asks whose face it is. */
  get #compares(): boolean {
    return this.#options.packs.some(({ rules }) =>
      rules.some(({ on, parameters }) => on && Array.isArray(parameters['checks']) && parameters['checks'].includes('different_person')),
    );
  }

  async #kept(recordingId: RecordingId): Promise<Record<string, TrackLook | null>> {
    const row = await this.#options.database.read((prisma) => prisma.recordingLook.findUnique({ where: { recordingId } }));
    return row?.key === this.#key ? (Kept.safeParse(row.tracks).data ?? {}) : {};
  }

  async #keep(recordingId: RecordingId, kept: Record<string, TrackLook | null>, progress: number): Promise<void> {
    const data = { key: this.#key, tracks: jsonColumn(kept), progress, updatedAt: new Date(this.#options.clock()) };
    await this.#options.database.transaction(async (tx) => {
      await tx.recordingLook.upsert({ where: { recordingId }, create: { recordingId, ...data }, update: data });
    });
  }

  /** Who waits sees that it goes on. */
  async #tell(recordingId: RecordingId, progress: number): Promise<void> {
    const data = { key: this.#key, progress, updatedAt: new Date(this.#options.clock()) };
    const write = this.#options.database.transaction(async (tx) => {
      const { count } = await tx.recordingLook.updateMany({ where: { recordingId }, data: { progress } });
      if (count === 0) await tx.recordingLook.create({ data: { recordingId, ...data } });
    });
    await write.catch((error: unknown) => this.#options.log.warn({ recordingId, err: error }, 'progress was not told'));
  }
}

/** Whether what went wrong is that the recording's files are not there. */
export const areFilesAway = (error: unknown): boolean => error instanceof AppError && error.code === 'recording_not_ready';
