import type { NodeId, RecordingId } from '@guichet/protocol';
import type { Clock } from '../database/clock.ts';
import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import type { ConnectedNodes } from '../nodes/connected-nodes.ts';
import type { Recordings } from './recordings.ts';

/** A node tries this long to close a recording before it gives up; then a little for the way. */
const NODE_CLOSES_WITHIN_MS = 180_000;
/** A node that is away comes back and closes its recordings then; after this long it is not waited for. */
const NODE_RETURNS_WITHIN_MS = 15 * 60_000;
const LOOK_EVERY_MS = 30_000;

interface RecordingReconcilerOptions {
  readonly database: Database;
  readonly recordings: Recordings;
  readonly connected: ConnectedNodes;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Brings on recordings that nobody else will: those whose node never closed them, and those whose muxing was lost with the counter that
 * was at it. Looks at rows alone, so that it does not matter what was running before.
 */
export class RecordingReconciler {
  readonly #options: RecordingReconcilerOptions;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: RecordingReconcilerOptions) {
    this.#options = options;
  }

  start(): void {
    void this.#look();
    this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  async #look(): Promise<void> {
    try {
      await this.reconcile();
    } catch (error) {
      this.#options.log.warn({ err: error }, 'recordings not reconciled this time');
    }
  }

  /** One look over all recordings that are not done. */
  async reconcile(): Promise<void> {
    const { database, recordings, log } = this.#options;
    for (const { id, nodeId } of await this.#overdue()) {
      log.warn({ recordingId: id, nodeId }, 'recording closed in the place of its node');
      await recordings.closeAbandoned(id as RecordingId);
    }
    const unfinished = await database.read((prisma) =>
      prisma.recording.findMany({ where: { stoppedAt: { not: null }, status: { in: ['stopped', 'muxing'] } }, select: { id: true } }),
    );
    for (const { id } of unfinished) await recordings.requestMux(id as RecordingId);
  }

  /** Live by their row, though their call has been over, or on another node, for too long. */
  async #overdue(): Promise<{ id: string; nodeId: string }[]> {
    const { database, connected, clock } = this.#options;
    const now = clock();
    const rows = await database.read(
      (prisma) =>
        prisma.$queryRaw<{ id: string; nodeId: string; endedAt: Date }[]>`
        select r."id", r."nodeId", coalesce(c."endedAt", n."startedAt") as "endedAt"
        from "Recording" r
        join "Call" c on c."id" = r."callId"
        left join "Recording" n on n."id" = c."recordingId" and n."id" <> r."id"
        where r."stoppedAt" is null and coalesce(c."endedAt", n."startedAt") is not null`,
    );
    return rows.filter(({ nodeId, endedAt }) => {
      const patienceMs = connected.find(nodeId as NodeId) === null ? NODE_RETURNS_WITHIN_MS : NODE_CLOSES_WITHIN_MS;
      return now - endedAt.getTime() > patienceMs;
    });
  }
}
