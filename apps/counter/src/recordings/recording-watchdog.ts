import { setTimeout as delay } from 'node:timers/promises';
import type { NodeId, RecordingId } from '@guichet/protocol';
import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import type { ConnectedNode, ConnectedNodes } from '../nodes/connected-nodes.ts';
import type { NodeWord, RecordingObserver, Recordings } from './recordings.ts';

/**
 * Both parties are told within 2 s that nobody knows whether anything is written: this long a node may be silent, the rest is the way to
 * them. Nodes speak every 500 ms.
 */
const SILENT_AFTER_MS = 1_200;
const LOOK_EVERY_MS = 200;
/** Pause after a change that could not be noted: the database is away, and asking it ever faster brings it back no sooner. */
const RETRY_AFTER_MS = 1_000;
/** After a start of the counter its nodes have this long to come back before their silence counts. */
const RETURN_WITHIN_MS = 4_000;

interface Watched {
  readonly nodeId: NodeId;
  /** Monotonic milliseconds; silence is not counted from before. */
  readonly sinceMs: number;
  /** What the node said last, and over which connection; a word from an earlier one says nothing of what happened since. */
  said: { readonly word: NodeWord; readonly over: ConnectedNode | null } | null;
  /** Both parties were told that the node is silent, and it has not said otherwise. */
  told: boolean;
  /** A change is on its way to the database. */
  busy: boolean;
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
export class RecordingWatchdog implements Pick<RecordingObserver, 'started' | 'reported' | 'closed'> {
  readonly #options: RecordingWatchdogOptions;
  readonly #watched = new Map<RecordingId, Watched>();
  #timer: NodeJS.Timeout | null = null;
  #lastLookMs = 0;

  constructor(options: RecordingWatchdogOptions) {
    this.#options = options;
  }

  /** Takes up the recordings that were live when the counter ended, and begins to look. */
  async start(): Promise<void> {
    const rows = await this.#options.database.read((prisma) =>
      prisma.recording.findMany({ where: { stoppedAt: null }, select: { id: true, nodeId: true } }),
    );
    const nowMs = this.#options.monotonicMs();
    for (const { id, nodeId } of rows) this.#watch(id as RecordingId, nodeId as NodeId, nowMs + RETURN_WITHIN_MS - SILENT_AFTER_MS);
    this.#lastLookMs = nowMs;
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  started(recordingId: RecordingId, nodeId: NodeId): void {
    this.#watch(recordingId, nodeId, this.#options.monotonicMs());
    this.reported(recordingId, { status: 'starting', trouble: null });
  }

  reported(recordingId: RecordingId, word: NodeWord): void {
    const watched = this.#watched.get(recordingId);
    if (watched === undefined) return;
    watched.said = { word, over: this.#options.connected.find(watched.nodeId) };
    watched.told = false;
  }

  closed(recordingId: RecordingId): void {
    this.#watched.delete(recordingId);
  }

  #watch(recordingId: RecordingId, nodeId: NodeId, sinceMs: number): void {
    this.#watched.set(recordingId, { nodeId, sinceMs, said: null, told: false, busy: false });
  }

  #look(): void {
    const nowMs = this.#options.monotonicMs();
    const late = nowMs - this.#lastLookMs > SILENT_AFTER_MS;
    this.#lastLookMs = nowMs;
    // Then it was this process that stood still; what the nodes said meanwhile is still to be read.
    if (late) return;
    for (const [recordingId, watched] of this.#watched) {
      if (watched.busy) continue;
      const silent = nowMs - this.#lastSignMs(watched) > SILENT_AFTER_MS;
      if (silent && !watched.told) void this.#tellSilent(recordingId, watched);
      if (!silent && watched.told) void this.#tellHeard(recordingId, watched);
    }
  }

  /** A connection that is gone was heard last when it was: a node that comes back at once was never away. */
  #lastSignMs({ nodeId, sinceMs }: Watched): number {
    return Math.max(sinceMs, this.#options.connected.lastSignMs(nodeId) ?? sinceMs);
  }

  async #tellSilent(recordingId: RecordingId, watched: Watched): Promise<void> {
    await this.#change(recordingId, watched, async () => {
      watched.told = true;
      await this.#options.recordings.nodeSilent(recordingId);
      this.#options.log.warn({ recordingId, nodeId: watched.nodeId }, 'recording node silent');
    });
  }

  /** Over another connection than before the node says by itself how its recordings stand; what it said before its absence is worth nothing. */
  async #tellHeard(recordingId: RecordingId, watched: Watched): Promise<void> {
    const { said } = watched;
    if (said === null || said.over === null || said.over !== this.#options.connected.find(watched.nodeId)) return;
    await this.#change(recordingId, watched, async () => {
      await this.#options.recordings.nodeHeardAgain(recordingId, said.word);
      // Unless it has spoken for itself meanwhile.
      if (watched.said === said) watched.told = false;
      this.#options.log.info({ recordingId, nodeId: watched.nodeId }, 'recording node heard again');
    });
  }

  async #change(recordingId: RecordingId, watched: Watched, work: () => Promise<void>): Promise<void> {
    const toldBefore = watched.told;
    watched.busy = true;
    try {
      await work();
    } catch (error) {
      this.#options.log.warn({ recordingId, err: error }, 'state of a recording not noted yet');
      watched.told = toldBefore;
      await delay(RETRY_AFTER_MS);
    }
    watched.busy = false;
  }
}
