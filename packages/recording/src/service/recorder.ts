import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, RecordingId } from '@guichet/protocol';
import type { JournalHeader, PayloadOf, RecorderRequests, RecordingProgress, ReplyOf } from '@guichet/protocol';
import type { Logger } from 'pino';
import type { Clock } from '../journal/clock.ts';
import { createJournal, openEpoch, readJournalHeader, recoverJournal } from '../journal/create.ts';
import type { JournalEnd } from '../journal/create.ts';
import type { JournalEvent } from '../journal/events.ts';
import { HEADER_NAME, INDEX_NAME, chunkName, epochName } from '../journal/names.ts';
import type { NodeSigner } from '../journal/node-signer.ts';
import type { ChunkStore } from '../store/chunk-store.ts';
import { Shipper } from '../store/shipper.ts';
import { readBootId } from './clock-sync.ts';
import type { ServiceConfig } from './config.ts';
import { DiskWatch } from './disk-watch.ts';
import type { EarlySocket } from './early/early-sockets.ts';
import type { Lull } from './lull.ts';
import { PacketRing } from './packet-ring.ts';
import { OpenRecording, RESUME_FREE_BYTES } from './open-recording.ts';
import type { Notify } from './open-recording.ts';
import { readRecorderState, writeRecorderState } from './recorder-state.ts';
import type { RecorderState } from './recorder-state.ts';
import { openRtpSocket } from './rtp-socket.ts';
import { TapHub } from '../taps/tap-hub.ts';
import { WallClockWatch } from './wall-clock-watch.ts';

const PROGRESS_MS = 500;
/**
 * How often packets are taken in that come by a ring, which costs the same for one as for hundreds. A camera that is quiet is told of before that is a gap,
 * so both are looked for more often than packets are written.
 */
const LOOK_MS = 100;
/** While somebody is not heard until a packet is written. */
const AWAITED_LOOK_MS = 10;
const DISK_MS = 1_000;
const HOUSEKEEPING_MS = 30_000;
const CLOCK_SYNC_MS = 5 * 60_000;

type OpenReply = ReplyOf<RecorderRequests['recorder.open']>;
type CloseReply = ReplyOf<RecorderRequests['recorder.close']>;

interface RecorderOptions {
  readonly config: Pick<ServiceConfig, 'journalDir' | 'ringDir' | 'minFreeBytes' | 'flushMs' | 'chunkMs' | 'abandonMs' | 'keepShippedMs'>;
  readonly signer: NodeSigner;
  readonly store: ChunkStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly notify: Notify;
  /** Whether a node is connected: without one, silent recordings are given up after a while. */
  readonly attended: () => boolean;
  readonly lull: Lull;
  /** Ports that were bound again before anything else, by recording. */
  readonly early: ReadonlyMap<string, EarlySocket>;
}

/** All recordings of one node: opens, writes, recovers, ships and closes them. */
export class Recorder {
  readonly taps: TapHub;
  readonly #options: RecorderOptions;
  readonly #recordings = new Map<RecordingId, OpenRecording>();
  /** Requests about one recording run one after the other: an open that is repeated while the first is under way joins it. */
  readonly #opening = new Map<RecordingId, Promise<OpenReply>>();
  /** Closed recordings that are not all in the store, with the number of their chunks. */
  readonly #shipping = new Map<RecordingId, number>();
  /** To be closed as soon as the disk takes their last words. */
  readonly #closeWanted = new Map<RecordingId, string>();
  readonly #shipper: Shipper;
  readonly #disk: DiskWatch;
  readonly #wallClock: WallClockWatch;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #bootId = readBootId();
  #awaitedTimer: NodeJS.Timeout | null = null;

  constructor(options: RecorderOptions) {
    this.#options = options;
    const { store, clock, log, notify, config } = options;
    this.taps = new TapHub(clock);
    this.#shipper = new Shipper({
      store,
      nowMs: () => clock.wallMs(),
      onBehind: (err) => {
        log.warn({ err }, 'the store refuses chunks');
        this.#tellBehind();
      },
      onEmptied: (recordingId) => this.#allShipped(recordingId),
      onCaughtUp: () => {
        log.info('the store has caught up');
        notify('store.caught_up', {});
      },
    });
    this.#disk = new DiskWatch({
      dir: config.journalDir,
      limitBytes: config.minFreeBytes,
      onLow: (freeBytes) => this.#diskLow(freeBytes),
      onRecovered: (freeBytes) => {
        log.info({ freeBytes }, 'disk space has recovered');
        notify('disk.recovered', { freeBytes });
      },
    });
    this.#wallClock = new WallClockWatch({ clock, log, tell: (event) => this.#tellJournals(event) });
  }

  /** Takes up what an earlier incarnation left, then starts to keep time. */
  async start(): Promise<void> {
    const { config } = this.#options;
    await this.#disk.look();
    void this.#wallClock.sample();
    for (const name of readdirSync(config.journalDir)) {
      const recordingId = RecordingId.safeParse(name);
      if (recordingId.success) await this.#takeUp(recordingId.data);
    }
    this.#every(config.flushMs, () => this.#tick());
    this.#every(PROGRESS_MS, () => this.#tellProgress());
    this.#every(LOOK_MS, () => this.#look());
    this.#every(DISK_MS, () => void this.#lookAtDisk());
    this.#every(Math.min(HOUSEKEEPING_MS, config.abandonMs), () => this.#keepHouse());
    this.#every(CLOCK_SYNC_MS, () => void this.#wallClock.sample());
  }

  async open(request: PayloadOf<RecorderRequests['recorder.open']>): Promise<OpenReply> {
    const { recordingId } = request;
    const open = this.#recordings.get(recordingId);
    if (open) {
      const header = readJournalHeader(this.#dirOf(recordingId));
      if (header.wrap.key.x !== request.wrapKey.x || header.wrap.key.y !== request.wrapKey.y) throw new AppError('wrong_state');
      return { rtpPort: open.rtpPort, ring: open.ring, epoch: open.progress().epoch, resumed: true };
    }
    const underWay = this.#opening.get(recordingId);
    if (underWay) return underWay;
    const opening = this.#begin(request);
    this.#opening.set(recordingId, opening);
    try {
      return await opening;
    } finally {
      this.#opening.delete(recordingId);
    }
  }

  recording(recordingId: RecordingId): OpenRecording {
    const open = this.#recordings.get(recordingId);
    if (!open) throw new AppError('not_found');
    return open;
  }

  async close(recordingId: RecordingId, reason: string): Promise<CloseReply> {
    const open = this.#recordings.get(recordingId);
    if (!open) return this.#closedReply(recordingId);
    open.tryToResume();
    if (open.stopped) {
      this.#closeWanted.set(recordingId, reason);
      throw new AppError('disk_low');
    }
    this.#recordings.delete(recordingId);
    const closed = await open.close(reason);
    this.taps.endRecording(recordingId);
    this.#shipRest(recordingId, closed.chunks);
    this.#options.log.info({ recordingId, chunks: closed.chunks, sizeBytes: closed.sizeBytes, reason }, 'recording closed');
    this.#options.notify('recording.closed', { recordingId, ...closed, reason });
    return { ...closed, unshippedChunks: this.#shipper.unshipped(recordingId) };
  }

  status(startedAtMs: number): ReplyOf<RecorderRequests['recorder.status']> {
    return {
      pid: process.pid,
      startedAtMs,
      freeDiskBytes: this.#disk.freeBytes,
      diskLow: this.#disk.low,
      unshippedChunks: this.#shipper.unshipped(),
      storeReachable: this.#shipper.reachable,
      recordings: this.progress(),
    };
  }

  progress(): RecordingProgress[] {
    return [...this.#recordings.values()].map((open) => open.progress());
  }

  /** Seals everything and lets go; open recordings stay open for the next incarnation. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    if (this.#awaitedTimer) clearInterval(this.#awaitedTimer);
    this.taps.close();
    await Promise.all([...this.#recordings.values()].map((open) => open.suspend()));
    this.#recordings.clear();
    this.#shipper.stop();
  }

  async #begin({ recordingId, wrapKey, wrapKeyId }: PayloadOf<RecorderRequests['recorder.open']>): Promise<OpenReply> {
    const { signer, clock } = this.#options;
    await this.#disk.look();
    if (this.#disk.low) throw new AppError('disk_low');
    const dir = this.#dirOf(recordingId);
    // Open journals are in memory; one on the disk alone has been closed, and a closed recording is never written to again.
    if (existsSync(dir)) throw new AppError('wrong_state');
    let header: JournalHeader;
    try {
      header = createJournal({ dir, recordingId, wrapKey, wrapKeyId, signer, nowMs: clock.wallMs() });
    } catch (cause) {
      rmSync(dir, { recursive: true, force: true });
      throw new AppError((cause as NodeJS.ErrnoException).code === 'ENOSPC' ? 'disk_low' : 'internal', { cause });
    }
    const end = recoverJournal(dir, header, signer, clock.wallMs());
    const open = await this.#incarnate(header, end, null, this.#makeRing());
    this.#options.log.info({ recordingId, rtpPort: open.rtpPort }, 'recording opened');
    return { rtpPort: open.rtpPort, ring: open.ring, epoch: open.progress().epoch, resumed: false };
  }

  /** After a restart: goes on with an open recording, ships what is left of a closed one. */
  async #takeUp(recordingId: RecordingId): Promise<void> {
    const { signer, clock, log } = this.#options;
    const dir = this.#dirOf(recordingId);
    try {
      const state = readRecorderState(dir);
      if (state?.status === 'shipped') return;
      const header = readJournalHeader(dir);
      const lastWriteMs = lastWriteOf(dir);
      const end = recoverJournal(dir, header, signer, clock.wallMs());
      this.#shipAll(recordingId, end);
      if (end.final || state?.status === 'closed') {
        this.#shipRest(recordingId, end.nextSeq - 1);
        return;
      }
      const found = state?.ring ? PacketRing.find(state.ring) : null;
      const open = await this.#incarnate(header, end, state, found ?? this.#makeRing());
      const backAtMs = this.#options.early.get(recordingId)?.boundAtMs ?? clock.wallMs();
      // Of what came by a ring that is still there nothing is missing, nor of what was paused anything that was to be written.
      if (found) open.look();
      else if (lastWriteMs !== null && (state?.pausedAtMs ?? null) === null)
        open.noteGap(null, Math.min(lastWriteMs, backAtMs), backAtMs, 'service_down');
      log.info({ recordingId, rtpPort: open.rtpPort, sealed: end.sealedNow.length }, 'recording taken up again');
    } catch (err) {
      // One journal that can't be taken up must not keep the others from it; it stays as it is.
      log.error({ err, recordingId }, 'recording can not be taken up');
    }
  }

  async #incarnate(header: JournalHeader, end: JournalEnd, state: RecorderState | null, ring: PacketRing | null): Promise<OpenRecording> {
    const { config, signer, clock, notify } = this.#options;
    const { recordingId } = header;
    const dir = this.#dirOf(recordingId);
    const { epoch, dataKey } = await openEpoch(dir, header, clock.wallMs());
    const open = new OpenRecording({
      journal: {
        dir,
        recordingId,
        epoch,
        dataKey,
        signer,
        clock,
        nextSeq: end.nextSeq,
        previousHead: end.previousHead,
        chunkMs: config.chunkMs,
      },
      held: state?.tracks ?? [],
      pausedAtMs: state?.pausedAtMs ?? null,
      ring,
      onAwaited: () => this.#lookOften(),
      notify,
      earlierBytes: end.sizeBytes,
      onSealed: (seal, path) => this.#shipper.ship(recordingId, chunkName(seal.seq), path),
      onWritten: (plain, baseUs) => this.taps.written(recordingId, plain, baseUs),
      unshipped: () => this.#shipper.unshipped(recordingId),
    });
    open.event({ type: 'epoch.opened', epoch, wallMs: clock.wallMs(), bootId: this.#bootId });
    const early = this.#options.early.get(recordingId);
    const { socket, port } = await openRtpSocket(early ?? null, open.datagram, this.#options.lull);
    open.listenOn(socket, port);
    this.#recordings.set(recordingId, open);
    this.#shipper.ship(recordingId, HEADER_NAME, join(dir, HEADER_NAME));
    this.#shipper.ship(recordingId, epochName(epoch), join(dir, epochName(epoch)));
    for (const { seal } of end.sealedNow) notify('recording.chunk_closed', seal);
    const { sampled } = this.#wallClock;
    if (sampled) open.event(sampled);
    return open;
  }

  #shipAll(recordingId: RecordingId, end: JournalEnd): void {
    const dir = this.#dirOf(recordingId);
    for (const name of readdirSync(dir).sort()) {
      if (name === HEADER_NAME || /^epoch-\d+\.json$/.test(name)) this.#shipper.ship(recordingId, name, join(dir, name));
    }
    for (let seq = 1; seq < end.nextSeq; seq++) this.#shipper.ship(recordingId, chunkName(seq), join(dir, chunkName(seq)));
  }

  /** The index goes last: with it a reader of the store can tell that nothing is missing at the end. */
  #shipRest(recordingId: RecordingId, chunks: number): void {
    this.#shipping.set(recordingId, chunks);
    this.#shipper.ship(recordingId, INDEX_NAME, join(this.#dirOf(recordingId), INDEX_NAME));
  }

  #allShipped(recordingId: RecordingId): void {
    const chunks = this.#shipping.get(recordingId);
    if (chunks === undefined) return;
    this.#shipping.delete(recordingId);
    const dir = this.#dirOf(recordingId);
    const state = readRecorderState(dir);
    if (state) writeRecorderState(dir, { ...state, status: 'shipped', shippedAtMs: this.#options.clock.wallMs() });
    this.#options.notify('recording.shipped', { recordingId, chunks });
  }

  #closedReply(recordingId: RecordingId): CloseReply {
    const { signer, clock } = this.#options;
    const dir = this.#dirOf(recordingId);
    if (!existsSync(dir)) throw new AppError('not_found');
    const end = recoverJournal(dir, readJournalHeader(dir), signer, clock.wallMs());
    return {
      chunks: end.nextSeq - 1,
      sizeBytes: end.sizeBytes,
      head: end.previousHead,
      unshippedChunks: this.#shipper.unshipped(recordingId),
    };
  }

  #tick(): void {
    this.#wallClock.lookForJump();
    for (const open of this.#recordings.values()) open.tick();
  }

  #look(): void {
    for (const open of this.#recordings.values()) {
      open.look();
      open.lookForQuiet();
    }
  }

  #lookOften(): void {
    this.#awaitedTimer ??= setInterval(() => {
      let awaited = false;
      for (const open of this.#recordings.values()) {
        if (!open.awaited) continue;
        awaited = true;
        open.look();
      }
      if (awaited || !this.#awaitedTimer) return;
      clearInterval(this.#awaitedTimer);
      this.#awaitedTimer = null;
    }, AWAITED_LOOK_MS);
  }

  #makeRing(): PacketRing | null {
    const { ringDir } = this.#options.config;
    return ringDir === '' ? null : PacketRing.create(ringDir);
  }

  #tellProgress(): void {
    for (const open of this.#recordings.values()) this.#options.notify('recording.progressed', open.progress());
    if (!this.#shipper.reachable) this.#tellBehind();
  }

  #tellBehind(): void {
    const sinceMs = this.#shipper.oldestMs ?? this.#options.clock.wallMs();
    this.#options.notify('store.behind', {
      unshippedChunks: this.#shipper.unshipped(),
      oldestMs: Math.max(0, this.#options.clock.wallMs() - sinceMs),
    });
  }

  async #lookAtDisk(): Promise<void> {
    await this.#disk.look();
    if (this.#disk.low || this.#disk.freeBytes < RESUME_FREE_BYTES) return;
    for (const open of this.#recordings.values()) open.tryToResume();
    for (const [recordingId, reason] of this.#closeWanted) {
      this.#closeWanted.delete(recordingId);
      await this.close(recordingId, reason).catch((err) => this.#options.log.warn({ err, recordingId }, 'recording can not be closed yet'));
    }
  }

  #diskLow(freeBytes: number): void {
    this.#options.log.error({ freeBytes, limitBytes: this.#disk.limitBytes }, 'disk space is under the limit: recording stops');
    this.#options.notify('disk.low', { freeBytes, limitBytes: this.#disk.limitBytes });
    for (const open of this.#recordings.values()) open.stopWriting('disk_low');
  }

  #tellJournals(event: JournalEvent): void {
    for (const open of this.#recordings.values()) open.event(event);
  }

  /** Gives up recordings that nobody cares for any more, and removes journals that the store has had for long enough. */
  #keepHouse(): void {
    const { config, clock, attended, log } = this.#options;
    for (const open of this.#recordings.values()) {
      const silentMs = (clock.monoUs() - open.lastPacketUs) / 1000;
      if (!attended() && silentMs > config.abandonMs)
        void this.close(open.recordingId, 'abandoned').catch((err) => log.error({ err }, 'close failed'));
    }
    for (const name of readdirSync(config.journalDir)) {
      if (!RecordingId.safeParse(name).success) continue;
      const state = readRecorderState(join(config.journalDir, name));
      if (state?.status !== 'shipped' || clock.wallMs() - (state.shippedAtMs ?? clock.wallMs()) < config.keepShippedMs) continue;
      rmSync(join(config.journalDir, name), { recursive: true });
      log.info({ recordingId: name }, 'shipped journal removed');
    }
  }

  #dirOf(recordingId: RecordingId): string {
    return join(this.#options.config.journalDir, recordingId);
  }

  #every(ms: number, work: () => void): void {
    this.#timers.push(setInterval(work, ms));
  }
}

/** When the journal was last written to, by the files' own times; null when no chunk exists. */
function lastWriteOf(dir: string): number | null {
  const times = readdirSync(dir)
    .filter((name) => name.endsWith('.chunk'))
    .map((name) => statSync(join(dir, name)).mtimeMs);
  return times.length === 0 ? null : Math.max(...times);
}
