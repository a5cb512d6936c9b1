import type { Socket } from 'node:dgram';
import type {
  ChunkSeal,
  GapCause,
  RecordedLayer,
  RecordedTrack,
  RecorderNotifications,
  RecordingId,
  RecordingProgress,
  StopReason,
  TrackId,
  WritingState,
} from '@guichet/protocol';
import { AppError } from '@guichet/protocol';
import type { z } from 'zod';
import type { Clock } from '../journal/clock.ts';
import type { HeldTrack, JournalEvent } from '../journal/events.ts';
import { NO_TRACK, RecordType } from '../journal/layout.ts';
import { JournalWriter } from '../journal/writer.ts';
import type { JournalWriterOptions } from '../journal/writer.ts';
import type { PacketRing, RingAddress } from './packet-ring.ts';
import { newTrackState, progressOf } from './track-state.ts';
import type { TrackState } from './track-state.ts';
import { writeRecorderState } from './recorder-state.ts';
import { TrackSilence, hasGoneQuiet } from './track-silence.ts';
import { TrackTable, isSameStream } from './track-table.ts';
import { UnclaimedPackets } from './unclaimed-packets.ts';

/** A little less than four turns of 100 ms, which are never exact. */
const RING_BLOCK_US = 350_000;
/** A page that says it sends and does not is not waited for any longer than this with special care. */
const AWAITED_US = 2_000_000;
const RTP_VERSION = 2;
const MIN_PACKET_BYTES = 8;
/** A full disk has to have this much again before a write is tried: less, and the next block would fail at once. */
export const RESUME_FREE_BYTES = 256 * 1024;

export type Notify = <Name extends keyof RecorderNotifications>(name: Name, message: z.infer<RecorderNotifications[Name]>) => void;

interface OpenRecordingOptions {
  readonly journal: Omit<JournalWriterOptions, 'held' | 'onSealed' | 'onFailed' | 'onWritten'>;
  readonly held: readonly HeldTrack[];
  /** Since when nothing is to be written: of an earlier incarnation. */
  readonly pausedAtMs: number | null;
  readonly notify: Notify;
  readonly onSealed: (seal: ChunkSeal, path: string) => void;
  readonly onWritten: (plain: Buffer, baseUs: number) => void;
  readonly unshipped: () => number;
  /** Null where packets come as datagrams alone. */
  readonly ring: PacketRing | null;
  /** Packets are awaited: somebody is not heard until the first one is written. */
  readonly onAwaited: () => void;
  /** Chunks and bytes of earlier incarnations. */
  readonly earlierBytes: number;
}

/**
 * One recording being written: its streams, its journal, its holes. Driven from outside: `datagram` for every datagram, `look` some times as often as
 * `tick`, and that at least every 100 ms.
 */
export class OpenRecording {
  readonly recordingId: RecordingId;
  readonly writer: JournalWriter;
  readonly #options: OpenRecordingOptions;
  readonly #clock: Clock;
  readonly #tracks = new TrackTable();
  readonly #silence: TrackSilence;
  readonly #unclaimed = new UnclaimedPackets();
  #ring: PacketRing | null;
  #socket: Socket | null = null;
  #rtpPort: number | null = null;
  #chunkSeq: number;
  #head: string;
  #writtenAtUs = 0;
  #stopped: { reason: StopReason; atMs: number; atUs: number } | null = null;
  #lastPacketUs: number;
  #droppedPackets = 0;
  #pausedAtMs: number | null;
  #flushFromUs = 0;
  /** As it stands in the recorder's state. */
  #toldWorker: string | null = null;

  constructor(options: OpenRecordingOptions) {
    this.#options = options;
    this.#clock = options.journal.clock;
    this.recordingId = options.journal.recordingId;
    this.#silence = new TrackSilence({
      wallMs: () => this.#clock.wallMs(),
      toWallMs: this.#wallOf,
      noteGap: (...gap) => this.noteGap(...gap),
    });
    this.#chunkSeq = options.journal.nextSeq - 1;
    this.#head = options.journal.previousHead;
    this.#lastPacketUs = this.#clock.monoUs();
    this.#pausedAtMs = options.pausedAtMs;
    this.#ring = options.ring;
    for (const { index, track, paused, closed } of options.held) {
      this.#place({ ...newTrackState(index, track, this.#clock.monoUs()), paused, closed });
    }
    this.writer = new JournalWriter({
      ...options.journal,
      held: () => ({ type: 'tracks.held', tracks: this.#tracks.held }),
      onSealed: (seal, path) => this.#sealed(seal, path),
      onFailed: (error) => this.#failed(error.code === 'ENOSPC' || error.code === 'EDQUOT' ? 'disk_full' : 'write_failed'),
      onWritten: options.onWritten,
    });
  }

  get rtpPort(): number {
    return this.#rtpPort as number;
  }

  get ring(): RingAddress | null {
    return this.#ring?.address ?? null;
  }

  /** Whether the first packet of a stream, or the first after a pause, has yet to come. */
  get awaited(): boolean {
    const nowUs = this.#clock.monoUs();
    return this.#tracks.tracks.some(
      (state) => !state.paused && !state.closed && state.expectedFromUs > state.lastPacketUs && nowUs - state.expectedFromUs < AWAITED_US,
    );
  }

  get stopped(): StopReason | null {
    return this.#stopped?.reason ?? null;
  }

  /** When the last packet came, or the recording was opened. */
  get lastPacketUs(): number {
    return this.#lastPacketUs;
  }

  listenOn(socket: Socket, port: number): void {
    this.#socket = socket;
    this.#rtpPort = port;
    this.#remember();
  }

  /** Every datagram of the recording's port. */
  readonly datagram = (bytes: Buffer, receivedUs = this.#clock.monoUs()): void => this.#packet(bytes, receivedUs);

  /** Takes in what has come by the ring. */
  look(): void {
    if (!this.#ring) return;
    const nowUs = this.#clock.monoUs();
    const lost = this.#ring.read(nowUs, this.#packet);
    // They came behind what the ring still held, and up to now.
    if (lost > 0) this.noteGap(null, this.#wallOf(this.#lastPacketUs), this.#wallOf(nowUs), 'service_down');
  }

  declareTrack(track: RecordedTrack): void {
    const known = this.#tracks.find(track.trackId);
    if (known && isSameStream(known.track, track)) {
      if (known.closed) throw new AppError('wrong_state');
      if (JSON.stringify(known.track.layer) !== JSON.stringify(track.layer)) this.setLayer(track.trackId, track.layer);
      return;
    }
    const index = this.#tracks.nextIndex;
    this.look();
    const state = this.#place(newTrackState(index, track, this.#clock.monoUs()));
    this.#options.onAwaited();
    this.writer.event({ type: 'track.declared', index: state.index, track });
    for (const packet of this.#unclaimed.claim(track.ssrc)) this.#take(state, packet.bytes, packet.arrivedUs);
    this.#remember();
  }

  pauseTrack(trackId: TrackId, paused: boolean): void {
    const state = this.#tracks.get(trackId);
    if (state.paused === paused || state.closed) return;
    this.look();
    this.#silence.end(state);
    state.paused = paused;
    state.expectedFromUs = this.#clock.monoUs();
    this.writer.event({ type: paused ? 'track.paused' : 'track.resumed', trackId });
    if (!paused) this.#options.onAwaited();
    this.#remember();
  }

  /** Writes nothing of any track until it is resumed; the stretch between is stated as what it is. */
  pauseWriting(paused: boolean): void {
    if (paused === (this.#pausedAtMs !== null)) return;
    // What came before belongs to how it was before.
    this.look();
    const nowMs = this.#clock.wallMs();
    for (const state of this.#tracks.tracks) this.#silence.end(state);
    if (this.#pausedAtMs === null) {
      this.writer.event({ type: 'writing.paused', wallMs: Math.round(nowMs) });
      this.#pausedAtMs = nowMs;
    } else {
      this.writer.event({ type: 'writing.unpaused', pausedAtMs: Math.round(this.#pausedAtMs) });
      this.noteGap(null, this.#pausedAtMs, nowMs, 'paused_by_step');
      this.#pausedAtMs = null;
      const nowUs = this.#clock.monoUs();
      for (const state of this.#tracks.tracks) state.expectedFromUs = nowUs;
    }
    this.#remember();
    this.#options.notify('recording.progressed', this.progress());
  }

  closeTrack(trackId: TrackId): void {
    const state = this.#tracks.get(trackId);
    if (state.closed) return;
    this.look();
    this.#silence.end(state);
    state.closed = true;
    this.writer.event({ type: 'track.closed', trackId });
    this.#remember();
  }

  setLayer(trackId: TrackId, layer: RecordedLayer | null): void {
    const state = this.#tracks.get(trackId);
    state.track = { ...state.track, layer };
    this.writer.event({ type: 'track.layer', trackId, layer });
    this.#remember();
  }

  event(event: JournalEvent): void {
    this.writer.event(event);
  }

  /** The stream with this index in the journal. */
  trackAt(index: number): RecordedTrack | null {
    return this.#tracks.at(index)?.track ?? null;
  }

  trackOf(trackId: TrackId): RecordedTrack | null {
    return this.#tracks.find(trackId)?.track ?? null;
  }

  /** Writes what has gathered and looks for holes. */
  tick(): void {
    const nowUs = this.#clock.monoUs();
    this.#unclaimed.expire(nowUs);
    if (nowUs >= this.#flushFromUs || this.writer.due) this.#flush(nowUs);
    if (this.#pausedAtMs !== null) return;
    for (const state of this.#tracks.tracks) this.#silence.look(state, nowUs);
  }

  /** Whoever forwards a camera can take another layer of it, if told before a gap has come of it. */
  lookForQuiet(): void {
    if (this.#pausedAtMs !== null) return;
    const nowUs = this.#clock.monoUs();
    const quiet = this.#tracks.tracks.filter((state) => hasGoneQuiet(state, nowUs));
    if (quiet.length > 0) this.#options.notify('recording.progressed', this.progress());
  }

  /** Stops writing because space is running out; whole chunks stay whole. */
  stopWriting(reason: StopReason): void {
    if (this.#stopped) return;
    this.writer.stop();
    this.#failed(reason);
  }

  /** Tries to write again. Does nothing while the disk refuses. */
  tryToResume(): void {
    const stopped = this.#stopped;
    if (!stopped) return;
    const droppedPackets = this.writer.droppedPackets;
    if (!this.writer.resume()) return;
    this.#stopped = null;
    this.#droppedPackets += droppedPackets;
    const atMs = this.#clock.wallMs();
    this.writer.event({ type: 'writing.resumed', stoppedAtMs: stopped.atMs, droppedPackets, reason: stopped.reason });
    this.noteGap(null, stopped.atMs, atMs, stopped.reason);
    this.#remember();
    this.#options.notify('recording.recovered', { recordingId: this.recordingId, stoppedAtMs: stopped.atMs, atMs, droppedPackets });
  }

  /** States a hole, in the journal and to the node. */
  noteGap(trackId: TrackId | null, fromMs: number, toMs: number | null, cause: GapCause): void {
    const gap = { trackId, fromMs: Math.round(fromMs), toMs: toMs === null ? null : Math.round(toMs), cause };
    this.writer.event({ type: 'gap.noted', ...gap });
    this.#options.notify('recording.gap_noted', { recordingId: this.recordingId, ...gap });
  }

  progress(): RecordingProgress {
    const toWallMs = this.#wallOf;
    return {
      recordingId: this.recordingId,
      state: this.#state(),
      epoch: this.#options.journal.epoch,
      writtenAtMs: this.#writtenAtUs > 0 ? toWallMs(this.#writtenAtUs) : null,
      chunkSeq: this.#chunkSeq,
      head: this.#head,
      unshippedChunks: this.#options.unshipped(),
      paused: this.#pausedAtMs !== null,
      unclaimedPackets: this.#unclaimed.lost,
      droppedPackets: this.#droppedPackets + (this.#stopped ? this.writer.droppedPackets : 0),
      tracks: this.#tracks.tracks.filter((state) => !state.closed).map((state) => progressOf(state, toWallMs)),
    };
  }

  /** Ends the recording for good. */
  async close(reason: string): Promise<{ readonly chunks: number; readonly sizeBytes: number; readonly head: string }> {
    this.#socket?.close();
    this.#socket = null;
    this.look();
    this.#letGoOfRing();
    this.tryToResume();
    this.pauseWriting(false);
    for (const state of this.#tracks.tracks) this.#silence.end(state);
    const { head, chunks } = await this.writer.close({ type: 'journal.closed', recordingId: this.recordingId, reason });
    this.#remember('closed', reason);
    return { head, chunks, sizeBytes: this.#options.earlierBytes + this.writer.writtenBytes };
  }

  /** Lets go of the recording without ending it: the next incarnation goes on with it. */
  async suspend(): Promise<void> {
    this.#socket?.close();
    this.#socket = null;
    this.look();
    await this.writer.suspend();
    this.#ring?.free();
    this.#letGoOfRing();
  }

  #letGoOfRing(): void {
    this.#ring?.close();
    this.#ring = null;
  }

  /** What is no RTP or RTCP is dropped. */
  readonly #packet = (bytes: Buffer, arrivedUs: number): void => {
    if (bytes.length < MIN_PACKET_BYTES || (bytes[0] as number) >> 6 !== RTP_VERSION) return;
    this.#lastPacketUs = arrivedUs;
    if (this.#pausedAtMs !== null) return;
    // RFC 5761 §4: second byte 192 … 223 is RTCP.
    const second = bytes[1] as number;
    if (second >= 192 && second <= 223) {
      this.writer.packet(RecordType.rtcp, NO_TRACK, bytes, arrivedUs);
      return;
    }
    if (bytes.length < 12) return;
    const ssrc = bytes.readUInt32BE(8);
    const state = this.#tracks.withSsrc(ssrc);
    if (state) this.#take(state, bytes, arrivedUs);
    else this.#unclaimed.add(ssrc, bytes, arrivedUs);
  };

  #take(state: TrackState, bytes: Buffer, arrivedUs: number): void {
    state.packets += 1;
    state.bytes += bytes.length;
    if (!this.#stopped) state.gathered += 1;
    state.lastPacketUs = arrivedUs;
    state.quietTold = false;
    if (state.gapFromMs !== null) this.#silence.end(state);
    this.writer.packet(RecordType.rtp, state.index, bytes, arrivedUs);
    // Nobody hears anybody before it is written.
    if (state.packets === 1 && this.writer.flush()) this.#settleWritten(arrivedUs);
  }

  #flush(nowUs: number): void {
    const ring = this.#ring;
    if (this.writer.flush()) this.#settleWritten(nowUs);
    if (!ring?.workerAddress) return;
    // What is not written yet is still in the ring for the next incarnation: blocks may be larger, each costs about the same.
    this.#flushFromUs = nowUs + RING_BLOCK_US;
    // Written, or dropped because the disk refuses.
    ring.free();
    this.#rememberWorker(ring.workerAddress.path);
  }

  #settleWritten(nowUs: number): void {
    let firstOfTrack = false;
    for (const state of this.#tracks.streams) {
      if (state.gathered === 0) continue;
      firstOfTrack ||= state.writtenPackets === 0;
      state.writtenPackets += state.gathered;
      state.gathered = 0;
      state.lastWrittenUs = state.lastPacketUs;
      this.#writtenAtUs = nowUs;
    }
    // Whoever waits for the recording to be confirmed is told at once.
    if (firstOfTrack) this.#options.notify('recording.progressed', this.progress());
  }

  #sealed(seal: ChunkSeal, path: string): void {
    this.#chunkSeq = seal.seq;
    this.#head = seal.head;
    this.#options.onSealed(seal, path);
    this.#options.notify('recording.chunk_closed', seal);
  }

  #failed(reason: StopReason): void {
    const atMs = this.#clock.wallMs();
    this.#stopped = { reason, atMs, atUs: this.#clock.monoUs() };
    for (const state of this.#tracks.streams) state.gathered = 0;
    this.#options.notify('recording.failed', { recordingId: this.recordingId, reason, atMs });
  }

  #state(): WritingState {
    if (this.#stopped) return 'stopped';
    return this.#writtenAtUs > 0 ? 'writing' : 'waiting';
  }

  /** Where a monotonic time of the recent past lies on the wall clock as it stands now. */
  readonly #wallOf = (us: number): number => Math.max(0, Math.round(this.#clock.wallMs() - (this.#clock.monoUs() - us) / 1000));

  #place(state: TrackState): TrackState {
    const earlier = this.#tracks.find(state.track.trackId);
    // The earlier leg's packets may still be on their way; they keep their place, but no hole is looked for in it any more.
    if (earlier) this.#silence.end(earlier);
    this.#tracks.place(state);
    return state;
  }

  /** So that the next incarnation finds the ring: the worker that has it is known once it has written. */
  #rememberWorker(path: string): void {
    if (path === this.#toldWorker) return;
    this.#toldWorker = path;
    this.#remember();
  }

  #remember(status: 'open' | 'closed' = 'open', closedReason: string | null = null): void {
    try {
      writeRecorderState(this.#options.journal.dir, {
        format: 'guichet.recorder/1',
        recordingId: this.recordingId,
        status,
        rtpPort: this.#rtpPort,
        ring: this.#ring?.workerAddress ?? null,
        closedReason,
        shippedAtMs: null,
        pausedAtMs: this.#pausedAtMs,
        tracks: this.#tracks.held,
      });
    } catch {
      // The disk is full: that is told by the journal itself, and this is written again once there is room.
    }
  }
}
