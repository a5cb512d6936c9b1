import type { NodeId, RecordingId } from '@guichet/protocol';
import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import type { ConnectedNodes } from '../nodes/connected-nodes.ts';
import type { RecordingObserver, Recordings } from './recordings.ts';

/** Both parties are told within 2 s that nobody knows whether anything is written: this long a node may be silent, the rest is the way to them. */
const SILENT_AFTER_MS = 1_500;
const LOOK_EVERY_MS = 250;
/** After a start of the counter its nodes have this long to come back before their silence counts. */
const RETURN_WITHIN_MS = 4_000;

interface Watched {
  readonly nodeId: NodeId;
  /** Monotonic milliseconds; silence is not counted from before. */
  readonly sinceMs: number;
  /** It was said to be in trouble because of silence, and the node has not said otherwise since. */
  told: boolean;
}

interface RecordingWatchdogOptions {
  readonly database: Database;
  readonly recordings: Recordings;
  readonly connected: ConnectedNodes;
  /** Monotonic milliseconds. */
  readonly monotonicMs: () => number;
  readonly log: Log;
}

/** Watches that every live recording is vouched for by a node that can be heard. */
export class RecordingWatchdog implements RecordingObserver {
  readonly #options: RecordingWatchdogOptions;
  readonly #watched = new Map<RecordingId, Watched>();
  #timer: NodeJS.Timeout | null = null;
  #lastLookMs = 0;

  constructor(options: RecordingWatchdogOptions) {
    this.#options = options;
  }

  /** Takes up the recordings that were live when the counter ended, and begins to look. */
  async start(): Promise<void> {
    const rows = await this.#options.database.read((prisma) => prisma.recording.findMany({ where: { stoppedAt: null }, select: { id: true, nodeId: true } }));
    const nowMs = this.#options.monotonicMs();
    for (const { id, nodeId } of rows) {
      this.#watched.set(id as RecordingId, { nodeId: nodeId as NodeId, sinceMs: nowMs + RETURN_WITHIN_MS - SILENT_AFTER_MS, told: false });
    }
    this.#lastLookMs = nowMs;
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  started(recordingId: RecordingId, nodeId: NodeId): void {
    this.#watched.set(recordingId, { nodeId, sinceMs: this.#options.monotonicMs(), told: false });
  }

  reported(recordingId: RecordingId): void {
    const watched = this.#watched.get(recordingId);
    if (watched !== undefined) watched.told = false;
  }

  closed(recordingId: RecordingId): void {
    this.#watched.delete(recordingId);
  }

  #look(): void {
    const nowMs = this.#options.monotonicMs();
    const late = nowMs - this.#lastLookMs > SILENT_AFTER_MS;
    this.#lastLookMs = nowMs;
    // Then it was this process that stood still; what the nodes said meanwhile is still to be read.
    if (late) return;
    for (const [recordingId, watched] of this.#watched) {
      if (watched.told || nowMs - this.#lastSignMs(watched) <= SILENT_AFTER_MS) continue;
      watched.told = true;
      void this.#tell(recordingId, watched);
    }
  }

  /** A connection that is gone was heard last when it was: a node that comes back at once was never away. */
  #lastSignMs({ nodeId, sinceMs }: Watched): number {
    return Math.max(sinceMs, this.#options.connected.lastSignMs(nodeId) ?? sinceMs);
  }

  async #tell(recordingId: RecordingId, watched: Watched): Promise<void> {
    try {
      await this.#options.recordings.nodeSilent(recordingId);
      this.#options.log.warn({ recordingId, nodeId: watched.nodeId }, 'recording node silent');
    } catch (error) {
      this.#options.log.warn({ recordingId, err: error }, 'silence of a recording node not noted yet');
      watched.told = false;
    }
  }
}
