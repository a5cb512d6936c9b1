import {
  type Actor,
  AppError,
  type NodeId,
  type NodeReport,
  type RecordingId,
  type RecordingTrouble,
  type ReportId,
  type RoomRecordingStatus,
} from '@guichet/protocol';
import type { Clock } from '../database/clock.ts';
import { afterCommit, type Database, type Tx } from '../database/database.ts';
import type { Prisma } from '../database/generated/client.ts';
import { jsonColumn } from '../database/json-column.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { Log } from '../log.ts';
import { takeReport } from '../nodes/taken-reports.ts';
import type { SessionChanges } from '../sessions/session-changes.ts';
import type { LogEntry, SessionLog } from '../sessions/session-log.ts';
import type { Checksums, JournalObjects } from './journal-contents.ts';
import { lockRecording, type RecordingRow } from './recording-row.ts';
import type { RecordingStarter } from './recording-starter.ts';
import { type RecordingFact, type RecordingState, stepRecording } from './recording-state.ts';

type RecordingReport = Extract<NodeReport, { recordingId: RecordingId }>;

/** What the muxer made, as far as the log tells of it. */
export interface MuxedFacts {
  /** Of the Matroska file with all tracks. */
  readonly media: Checksums;
  /** Of the journal that it was made from. */
  readonly journal: JournalObjects;
  readonly durationMs: number;
  /** Every chunk that the node told of was in the store. */
  readonly shipped: boolean;
  readonly report: object;
}

interface RecordingsOptions {
  readonly database: Database;
  readonly sessionLog: SessionLog;
  readonly changes: SessionChanges;
  readonly jobs: JobQueue;
  readonly clock: Clock;
  readonly log: Log;
}

/** How a node says that a recording stands. */
export interface NodeWord {
  readonly status: RoomRecordingStatus;
  readonly trouble: RecordingTrouble | null;
}

/** Tells whoever watches over live recordings. */
export interface RecordingObserver {
  started(recordingId: RecordingId, nodeId: NodeId): void;
  /** The node itself has said how it stands. */
  reported(recordingId: RecordingId, said: NodeWord): void;
  /** One more chunk was sealed, while the recording goes on. */
  chunkClosed(recordingId: RecordingId, seq: number): void;
  closed(recordingId: RecordingId): void;
}

/** The recordings' rows and what the log says of them: every step in one transaction, from whoever it comes. */
export class Recordings implements RecordingStarter {
  readonly #options: RecordingsOptions;
  readonly #observers: Partial<RecordingObserver>[] = [];

  constructor(options: RecordingsOptions) {
    this.#options = options;
  }

  observe(observer: Partial<RecordingObserver>): void {
    this.#observers.push(observer);
  }

  async begin(tx: Tx, recording: Parameters<RecordingStarter['begin']>[1]): Promise<void> {
    const { recordingId, sessionId, callId, nodeId, roomId } = recording;
    await tx.recording.create({
      data: { id: recordingId, sessionId, callId, nodeId, roomId, status: 'starting', startedAt: this.#now() },
    });
    await this.#options.sessionLog.append(tx, sessionId, {
      actor: { kind: 'system' },
      type: 'recording.started',
      payload: { recordingId },
    });
    afterCommit(tx, () => this.#observers.forEach((observer) => observer.started?.(recordingId, nodeId)));
  }

  /** For `MediaPlane.onReport`. A report on somebody else's recording is taken in and has no effect. */
  async take(nodeId: NodeId, reportId: ReportId, report: NodeReport): Promise<void> {
    if (!('recordingId' in report)) return;
    const { database, log } = this.#options;
    await database.transaction(async (tx) => {
      if (!(await takeReport(tx, reportId, 'recordings'))) return;
      const row = await lockRecording(tx, report.recordingId);
      if (row === null || row.nodeId !== nodeId) {
        log.warn({ nodeId, recordingId: report.recordingId, reportType: report.type }, 'report on a recording that is not of this node');
        return;
      }
      await this.#apply(tx, row, report);
    });
  }

  /** The node that records has not been heard of. */
  async nodeSilent(recordingId: RecordingId): Promise<void> {
    await this.#changeAlone(recordingId, async (tx, row) => {
      await this.#step(tx, row, { type: 'node_silent' }, { actor: { kind: 'system' } });
    });
  }

  /** The node is heard again over the connection it was missed on: what it said last is true again, nothing of it was lost. */
  async nodeHeardAgain(recordingId: RecordingId, said: NodeWord): Promise<void> {
    await this.#changeAlone(recordingId, async (tx, row) => {
      await this.#step(tx, row, { type: 'room_status', ...said }, { actor: { kind: 'system' } });
    });
  }

  /** Nobody will close it any more: its call is over and its node does not answer for it. */
  async closeAbandoned(recordingId: RecordingId): Promise<void> {
    await this.#changeAlone(recordingId, (tx, row) => this.#close(tx, row, { actor: { kind: 'system' }, trouble: 'node_away', facts: {} }));
  }

  /** Queues the muxing of one that has ended; nothing happens where it is queued already. */
  async requestMux(recordingId: RecordingId): Promise<void> {
    await this.#changeAlone(recordingId, (tx) => this.#options.jobs.enqueue(tx, 'recording.mux', { recordingId }, { key: recordingId }));
  }

  /** True when the muxing may begin (again); false when it is done or given up. */
  async muxStarted(recordingId: RecordingId): Promise<boolean> {
    let begun = false;
    await this.#changeAlone(recordingId, async (tx, row) => {
      begun =
        row.state.status === 'muxing' ||
        (await this.#step(tx, row, { type: 'mux_started' }, { actor: { kind: 'system' }, data: { progress: 0 } }));
    });
    return begun;
  }

  /** `progress` from 0 to 1. */
  async muxProgressed(recordingId: RecordingId, progress: number): Promise<void> {
    await this.#options.database.transaction(async (tx) => {
      const { count } = await tx.recording.updateMany({ where: { id: recordingId, status: 'muxing' }, data: { progress } });
      const row = count === 0 ? null : await tx.recording.findUnique({ where: { id: recordingId }, select: { sessionId: true } });
      if (row !== null) this.#tellAfterCommit(tx, row.sessionId as RecordingRow['sessionId']);
    });
  }

  async muxed(recordingId: RecordingId, { media, journal, durationMs, shipped, report }: MuxedFacts): Promise<void> {
    await this.#changeAlone(recordingId, async (tx, row) => {
      // Before the step: whoever follows it finds all of it on record.
      const contents = { journal: jsonColumn(journal), media: jsonColumn(media), readAt: this.#now() };
      await tx.recordingContents.upsert({ where: { recordingId }, create: { recordingId, ...contents }, update: contents });
      await this.#step(
        tx,
        row,
        { type: 'muxed' },
        {
          actor: { kind: 'system' },
          data: { progress: 1, durationMs, shipped, muxReport: jsonColumn(report), failure: null },
          muxed: { recordingId, sizeBytes: media.sizeBytes, hash: media.sha256, durationMs },
        },
      );
    });
  }

  /** `reason` is one of ours, no message of a library. */
  async failed(recordingId: RecordingId, reason: string): Promise<void> {
    await this.#changeAlone(recordingId, async (tx, row) => {
      await this.#step(tx, row, { type: 'failed' }, { actor: { kind: 'system' }, data: { failure: reason, progress: null }, reason });
    });
  }

  async #apply(tx: Tx, row: RecordingRow, report: RecordingReport): Promise<void> {
    const actor: Actor = { kind: 'node', id: row.nodeId };
    const { id: recordingId, sessionId } = row;
    const { sessionLog } = this.#options;
    switch (report.type) {
      case 'recording.status': {
        const { status, trouble, lastWrittenAtMs } = report;
        const data = { lastReportAt: this.#now(), ...(lastWrittenAtMs === null ? {} : { lastWrittenAt: new Date(lastWrittenAtMs) }) };
        await this.#step(tx, row, { type: 'room_status', status, trouble }, { actor, mediaAt: report.at, data });
        afterCommit(tx, () => this.#observers.forEach((observer) => observer.reported?.(recordingId, { status, trouble })));
        return;
      }
      case 'recording.chunk_closed': {
        const { seq, sizeBytes, head, signature } = report;
        await sessionLog.append(tx, sessionId, {
          actor,
          mediaAt: report.at,
          type: 'recording.chunk_closed',
          payload: { recordingId, seq, sizeBytes, head, signature },
        });
        await tx.recording.update({
          where: { id: recordingId },
          data: {
            ...(seq > row.chunks ? { chunks: seq, head } : {}),
            sizeBytes: row.sizeBytes + BigInt(sizeBytes),
            lastWrittenAt: latest(row.lastWrittenAt, report.at),
            lastReportAt: this.#now(),
          },
        });
        if (!row.state.closed) afterCommit(tx, () => this.#observers.forEach((observer) => observer.chunkClosed?.(recordingId, seq)));
        return;
      }
      case 'recording.gap': {
        const { trackId, fromMs, toMs, trouble } = report;
        await sessionLog.append(tx, sessionId, {
          actor,
          mediaAt: fromMs,
          type: 'recording.gap_found',
          payload: { recordingId, trackId, fromMs, toMs, trouble },
        });
        await tx.recording.update({
          where: { id: recordingId },
          data: { gaps: jsonColumn([...row.gaps, { trackId, fromMs, toMs, trouble }]) },
        });
        return;
      }
      case 'recording.closed': {
        const { chunks, sizeBytes, head, complete } = report;
        const trouble = complete ? null : (row.state.trouble ?? 'recorder_away');
        // A node that could not close knows of no chunks; those that it reported before are there all the same.
        await this.#close(tx, row, {
          actor,
          mediaAt: report.at,
          trouble,
          facts: complete ? { chunks, sizeBytes: BigInt(sizeBytes), head } : {},
        });
        return;
      }
      default:
        report satisfies never;
    }
  }

  async #close(
    tx: Tx,
    row: RecordingRow,
    end: {
      readonly actor: Actor;
      readonly mediaAt?: number;
      readonly trouble: RecordingTrouble | null;
      readonly facts: Prisma.RecordingUpdateInput;
    },
  ): Promise<void> {
    const { actor, trouble, facts } = end;
    const context = { actor, data: { ...facts, stoppedAt: this.#now() }, ...(end.mediaAt === undefined ? {} : { mediaAt: end.mediaAt }) };
    if (!(await this.#step(tx, row, { type: 'closed', trouble }, context))) return;
    await this.#options.jobs.enqueue(tx, 'recording.mux', { recordingId: row.id }, { key: row.id });
    afterCommit(tx, () => this.#observers.forEach((observer) => observer.closed?.(row.id)));
  }

  /** Takes the step that the fact leads to, with its event; false when it leads nowhere: then only `data` is written. */
  async #step(tx: Tx, row: RecordingRow, fact: RecordingFact, context: StepContext): Promise<boolean> {
    const step = stepRecording(row.state, fact);
    const data = { ...context.data, ...(step === null ? {} : columnsOf(row.state, step.next, this.#now())) };
    if (Object.keys(data).length > 0) await tx.recording.update({ where: { id: row.id }, data, select: { id: true } });
    if (step === null) return false;
    if (step.event !== null) await this.#options.sessionLog.append(tx, row.sessionId, entryOf(row.id, step.event, step.next, context));
    this.#tellAfterCommit(tx, row.sessionId);
    return true;
  }

  async #changeAlone(recordingId: RecordingId, work: (tx: Tx, row: RecordingRow) => Promise<void>): Promise<void> {
    await this.#options.database.transaction(async (tx) => {
      const row = await lockRecording(tx, recordingId);
      if (row === null) throw new AppError('not_found');
      await work(tx, row);
    });
  }

  #tellAfterCommit(tx: Tx, sessionId: RecordingRow['sessionId']): void {
    afterCommit(tx, () => this.#options.changes.changed(sessionId));
  }

  #now(): Date {
    return new Date(this.#options.clock());
  }
}

interface StepContext {
  readonly actor: Actor;
  /** The recorder's wall clock, Unix ms. */
  readonly mediaAt?: number;
  readonly data?: Prisma.RecordingUpdateInput;
  readonly muxed?: { readonly recordingId: RecordingId; readonly sizeBytes: number; readonly hash: string; readonly durationMs: number };
  readonly reason?: string;
}

function columnsOf(before: RecordingState, next: RecordingState, now: Date): Prisma.RecordingUpdateInput {
  return { status: next.status, trouble: next.trouble, ...(next.confirmed && !before.confirmed ? { confirmedAt: now } : {}) };
}

function entryOf(
  recordingId: RecordingId,
  event: NonNullable<NonNullable<ReturnType<typeof stepRecording>>['event']>,
  next: RecordingState,
  context: StepContext,
): LogEntry {
  const base = { actor: context.actor, ...(context.mediaAt === undefined ? {} : { mediaAt: context.mediaAt }) };
  switch (event) {
    case 'confirmed':
      return { ...base, type: 'recording.confirmed', payload: { recordingId } };
    case 'recovered':
      return { ...base, type: 'recording.recovered', payload: { recordingId } };
    case 'degraded':
      return { ...base, type: 'recording.degraded', payload: { recordingId, trouble: next.trouble ?? 'node_away' } };
    case 'stopped':
      return { ...base, type: 'recording.stopped', payload: { recordingId, trouble: next.trouble } };
    case 'muxed':
      if (context.muxed === undefined) throw new AppError('internal');
      return { ...base, type: 'recording.muxed', payload: context.muxed };
    case 'failed':
      return { ...base, type: 'recording.failed', payload: { recordingId, reason: context.reason ?? 'unknown' } };
    default:
      return event satisfies never;
  }
}

function latest(known: Date | null, atMs: number): Date {
  return known !== null && known.getTime() > atMs ? known : new Date(atMs);
}
