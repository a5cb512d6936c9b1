import { EventEmitter } from 'node:events';
import {
  AppError,
  type RecordingId,
  type RoomPlan,
  type RoomRecordingState,
  type StopReason,
  type TrackId,
  type TrackMeasures,
  type TrackProgress,
  WrapKey,
} from '@guichet/protocol';
import type { LivePicture } from '@guichet/recording/live';
import type { Logger } from 'pino';
import { RoomGauges } from '../measures/room-gauges.ts';
import type { RecordingFact } from './facts.ts';
import type { Sound, WantedSound } from './coming-sound.ts';
import type { WantedStills } from './coming-stills.ts';
import { RecordingGate } from './gate.ts';
import { RecordedTrack } from './recorded-track.ts';
import type { Recorder, RecorderEntrance, RecordingListener, Still } from './recorder.ts';
import { judgeRecording, troubleOfGap } from './recording-state.ts';
import { RecordingEnd } from './recording-end.ts';
import { RecordingTap } from './recording-tap.ts';
import type { RoomMedia } from './room-media.ts';
import { Settler } from './settler.ts';
import { everyTogether } from './shared-ticker.ts';
import type { Track } from './track.ts';

const JUDGE_EVERY_MS = 250;
/** The service speaks twice a second; after so long without a word it hangs. */
const SERVICE_QUIET_AFTER_MS = 1_500;
/** Browsers leave a request for a keyframe unanswered that comes too soon after another: whoever waits for one asks again. */
const KEYFRAME_AGAIN_MS = 500;
/** What a tap takes is a few milliseconds. */
const TAP_WITHIN_MS = 300;
/** After a pause, packets that are to be written come within this time; nobody is waited for longer. */
const RESUMED_WITHIN_MS = 2_000;
/** A gap that begins or ends this close to a worker's death was caused by it. */
const REBUILD_MARGIN_MS = 1_000;

interface RoomRecordingEvents {
  changed: [state: RoomRecordingState];
  gate: [];
  /** Nothing comes of that simulcast layer. */
  layerSilent: [trackId: TrackId, layer: number];
}

export interface RoomRecordingOptions {
  readonly plan: NonNullable<RoomPlan['recording']>;
  readonly recorder: Recorder;
  /** Local ports for taps, none of which is a worker's media port. */
  readonly tapPorts: { readonly min: number; readonly max: number };
  /** Whether a track that is not published may yet be: of a page that has not come back since the node was killed. */
  readonly expects: (trackId: TrackId) => boolean;
  readonly report: (fact: RecordingFact) => void;
  readonly log: Logger;
}

/**
 * The recording of one room: sends its tracks to the recording service, holds the gate, and knows at any moment whether the recording is true.
 * It brings the service to what is wanted again and again, so that it does not matter which of the two, or the worker, was away.
 */
export class RoomRecording extends EventEmitter<RoomRecordingEvents> implements RecordingListener {
  readonly recordingId: RecordingId;
  readonly #options: RoomRecordingOptions;
  readonly #gate = new RecordingGate();
  readonly #tracks = new Map<TrackId, RecordedTrack>();
  readonly #ended = new Set<TrackId>();
  readonly #bornAtMs = Date.now();
  readonly #settler: Settler;
  readonly #stopJudging: () => void;
  readonly #stopListening: () => void;
  /** Null: nobody asked for it. */
  readonly #gauges: RoomGauges | null;
  #media: RoomMedia | null = null;
  #tap: RecordingTap | null = null;
  #entrance: RecorderEntrance | null = null;
  #refused: 'disk_low' | 'write_failed' | null = null;
  #stopped: StopReason | null = null;
  #storeBehind = false;
  #paused = false;
  #resumedAtMs = 0;
  #heardAtMs = performance.now();
  #lastWrittenAtMs: number | null = null;
  #workerLost: { readonly atMs: number; backAtMs: number | null } | null = null;
  #state: RoomRecordingState = { status: 'starting', trouble: null, lastWrittenAtMs: null };
  #closing = false;
  #end: RecordingEnd | null = null;

  constructor(options: RoomRecordingOptions) {
    super();
    this.#options = options;
    this.recordingId = options.plan.recordingId;
    const { plan, recorder, log } = options;
    this.#gauges = plan.measured === true ? new RoomGauges({ recordingId: plan.recordingId, recorder, log }) : null;
    this.#settler = new Settler({
      ready: () => recorder.connected,
      pass: () => this.#pass(),
      failed: (error) => this.#notSettled(error),
    });
    this.#stopListening = options.recorder.listen(this.recordingId, this);
    this.#stopJudging = everyTogether(JUDGE_EVERY_MS, () => this.#judge());
    this.#settler.settle();
  }

  get state(): RoomRecordingState {
    return { ...this.#state, lastWrittenAtMs: this.#lastWrittenAtMs };
  }

  /** Says how the recording stands though nothing has changed: whoever listens may have missed it. */
  reportState(): void {
    if (!this.#closing) this.#options.report({ type: 'recording.status', ...this.state });
  }

  /** Whether others may hear or see the track. */
  passes(trackId: TrackId): boolean {
    return this.#gate.passes(trackId);
  }

  /** The room has a worker, the first or another one. */
  attach(media: RoomMedia): void {
    this.#media = media;
    this.#gauges?.attach(media);
    if (this.#workerLost) {
      this.#workerLost.backAtMs = Date.now();
      // For whoever reads the journal: why its streams go on under other numbers.
      void this.#options.recorder.event(this.recordingId, 'worker.replaced', { generation: media.generation }).catch(() => undefined);
    }
    this.#settler.settle();
  }

  /** The worker died. Tracks stay: their pages publish them again. */
  detach(): void {
    this.#media = null;
    this.#gauges?.detach();
    this.#tap = null;
    this.#workerLost = { atMs: Date.now(), backAtMs: null };
    for (const recorded of this.#tracks.values()) recorded.interrupt();
    this.#judge();
  }

  /**
   * A track that is to be recorded was published, for the first time or again on another worker. Of a picture it resolves when the first packet would be
   * recorded: a sender that waits for that spares everybody a keyframe more. With a recording service that is away it waits only so long.
   */
  async trackStarted(track: Track): Promise<void> {
    const nowMs = performance.now();
    const known = this.#tracks.get(track.id);
    if (known) {
      known.restored(nowMs);
    } else {
      const { recorder } = this.#options;
      this.#tracks.set(track.id, new RecordedTrack({ recordingId: this.recordingId, track, recorder, nowMs }));
      this.#gate.add(track.id, track.participantId, !track.paused);
      this.#gauges?.trackStarted(track);
    }
    this.#settler.settle();
    if (track.kind === 'video') await this.#tracks.get(track.id)?.tappedWithin(TAP_WITHIN_MS);
  }

  /** Pictures of what is recorded of a track, from now on, at least one. @throws AppError `not_found`, `recorder_unreachable`, `unavailable` */
  async takeStills(wanted: Omit<WantedStills, 'recordingId'>): Promise<readonly Still[]> {
    const { trackId } = wanted;
    const recorded = this.#tracks.get(trackId);
    if (!recorded?.running) throw new AppError('not_found');
    const { stills, begun } = await this.#options.recorder.watchForStills({ ...wanted, recordingId: this.recordingId });
    recorded.askForKeyframe();
    const again = setInterval(() => recorded.askForKeyframe(), KEYFRAME_AGAIN_MS);
    void begun.then(() => clearInterval(again));
    return stills;
  }

  /** Sound of what is recorded of a microphone, from now on. @throws AppError `not_found`, `recorder_unreachable`, `unavailable` */
  async takeSound(wanted: Omit<WantedSound, 'recordingId'>): Promise<Sound> {
    if (this.#tracks.get(wanted.trackId)?.running !== true) throw new AppError('not_found');
    return this.#options.recorder.listenForSound({ ...wanted, recordingId: this.recordingId });
  }

  /** What was measured of its tracks since this was last called. */
  takeMeasures(): TrackMeasures[] {
    // What is not written is nobody's to look at.
    const measures = this.#gauges?.takeMeasures() ?? [];
    return this.#paused ? [] : measures;
  }

  /** The newest small picture of a camera. @throws AppError `not_found` */
  latestPicture(trackId: TrackId): LivePicture {
    if (!this.#gauges || this.#paused) throw new AppError('not_found');
    return this.#gauges.latestPicture(trackId);
  }

  /** Nothing is written until it is resumed. Resolves when the service does so; @throws AppError `recorder_unreachable`, `not_found` */
  async pause(paused: boolean): Promise<void> {
    await this.#options.recorder.pauseWriting(this.recordingId, paused);
    if (paused) this.#paused = true;
    else this.#resumedAtMs = Date.now();
    this.#judge();
  }

  trackPaused(track: Track): void {
    const recorded = this.#tracks.get(track.id);
    if (!recorded) return;
    recorded.pauseChanged(performance.now());
    this.#changeGate(() => this.#gate.setActive(track.id, !track.paused));
    this.#settler.settle();
  }

  trackEnded(trackId: TrackId): void {
    const recorded = this.#tracks.get(trackId);
    if (!recorded) return;
    if (recorded.interrupted) this.#reportRebuildGap(trackId, Date.now());
    recorded.close();
    this.#tracks.delete(trackId);
    this.#gauges?.trackEnded(trackId);
    this.#ended.add(trackId);
    this.#changeGate(() => this.#gate.remove(trackId));
    this.#settler.settle();
  }

  /** The room is over: seals the recording and reports its end. Resolves when that is known, or given up. */
  async close(reason: string): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    this.#letGo();
    const { recorder, report, log } = this.#options;
    this.#end = new RecordingEnd({ recordingId: this.recordingId, recorder, report, log });
    await this.#end.reach(reason);
    this.#stopListening();
  }

  /** The node stops, the recording stays open: it goes on when the room is opened again, or is closed with it. */
  async park(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    const { recorder } = this.#options;
    const trackIds = [...this.#tracks.keys(), ...this.#ended];
    this.#letGo();
    this.#stopListening();
    if (!recorder.connected) return;
    const { recordingId } = this;
    await Promise.allSettled(trackIds.map((trackId) => recorder.closeTrack(recordingId, trackId)));
    await recorder.event(recordingId, 'node.stopped', {}).catch(() => undefined);
  }

  connectionChanged(connected: boolean): void {
    this.#heardAtMs = performance.now();
    if (!connected) {
      this.#entrance = null;
      for (const recorded of this.#tracks.values()) recorded.forget();
    }
    this.#judge();
    this.#settler.settle();
  }

  progressed(progress: Parameters<RecordingListener['progressed']>[0]): void {
    const nowMs = performance.now();
    this.#heardAtMs = nowMs;
    if (progress.state === 'stopped') this.#stopped ??= 'write_failed';
    else this.#stopped = null;
    if (progress.writtenAtMs !== null) this.#lastWrittenAtMs = progress.writtenAtMs;
    // What was resumed counts as paused until the first packet after it is written, lest it looks silent for that moment.
    const isBack = (progress.writtenAtMs ?? 0) >= this.#resumedAtMs || Date.now() - this.#resumedAtMs > RESUMED_WITHIN_MS;
    this.#paused = progress.paused || (this.#paused && !isBack);
    this.#endForgotten(progress.tracks);
    this.#changeGate(() => {
      for (const track of progress.tracks) {
        const recorded = this.#tracks.get(track.trackId);
        const silentLayer = recorded?.leaveSilentLayer(track, nowMs) ?? null;
        if (silentLayer !== null) {
          this.emit('layerSilent', track.trackId, silentLayer);
          this.#settler.settle();
        }
        const written = recorded?.progressed(track, nowMs);
        if (!written) continue;
        this.#gate.confirm(track.trackId);
        if (written.afterInterruption) this.#reportRebuildGap(track.trackId, written.atMs);
      }
    });
    this.#judge();
  }

  chunkClosed(seal: Parameters<RecordingListener['chunkClosed']>[0]): void {
    const { seq, sizeBytes, sha256, head, signature } = seal;
    this.#options.report({ type: 'recording.chunk_closed', seq, sizeBytes, hash: sha256, head, signature });
  }

  gapNoted(gap: Parameters<RecordingListener['gapNoted']>[0]): void {
    const { trackId, fromMs, toMs, cause } = gap;
    // It is noted again when it has ended. What a worker's death took away is reported by whoever knows of that.
    if (toMs === null || (cause === 'track_silent' && this.#isRebuild(fromMs, toMs))) return;
    const trouble = cause === 'track_silent' && fromMs < this.#bornAtMs ? 'node_away' : troubleOfGap(cause);
    this.#options.report({ type: 'recording.gap', trackId, fromMs, toMs, trouble });
  }

  failed(failure: Parameters<RecordingListener['failed']>[0]): void {
    this.#stopped = failure.reason;
    this.#judge();
  }

  recovered(): void {
    this.#stopped = null;
    for (const recorded of this.#tracks.values()) recorded.forget();
    this.#settler.settle();
  }

  closed(facts: Parameters<RecordingListener['closed']>[0]): void {
    const { chunks, sizeBytes, head } = facts;
    this.#end?.confirm({ type: 'recording.closed', chunks, sizeBytes, head, complete: true });
    if (!this.#closing) {
      // Closed under our hands: nothing that comes now is written.
      this.#entrance = null;
      this.#stopped = 'write_failed';
      this.#judge();
    }
  }

  storeBehind(behind: boolean): void {
    this.#storeBehind = behind;
    this.#judge();
  }

  async #pass(): Promise<void> {
    const { recorder } = this.#options;
    const { recordingId } = this;
    this.#entrance ??= await this.#open();
    const tap = await this.#useTap(this.#entrance);
    await Promise.all([...this.#tracks.values()].map((recorded) => recorded.settle(tap, () => this.#settler.settle())));
    for (const trackId of this.#ended) {
      await recorder.closeTrack(recordingId, trackId).catch(ignoreUnknown);
      this.#ended.delete(trackId);
    }
  }

  async #open(): Promise<RecorderEntrance> {
    const { recorder, plan, log } = this.#options;
    const wrapKey = WrapKey.parse(plan.wrapKey);
    const { resumed, ...entrance } = await recorder.open(this.recordingId, wrapKey, plan.wrapKeyId);
    this.#refused = null;
    log.info({ recordingId: this.recordingId, resumed }, 'recording opened');
    return entrance;
  }

  async #useTap(entrance: RecorderEntrance): Promise<RecordingTap | null> {
    const media = this.#media;
    if (!media || media.closed) return null;
    if (this.#tap && !this.#tap.closed && this.#tap.leadsTo(entrance) && this.#tap.router === media.router) return this.#tap;
    // A transport is connected once: the service came back with another port or ring, or the worker is another one.
    this.#tap?.close();
    const tap = await RecordingTap.create(media.router, entrance, this.#options.tapPorts);
    if (this.#media !== media || this.#closing) {
      tap.close();
      return null;
    }
    this.#tap = tap;
    return tap;
  }

  /** @returns whether to try again */
  #notSettled(error: unknown): boolean {
    if (this.#media?.closed) return false;
    const { code } = AppError.from(error);
    if (code === 'disk_low') this.#refused = 'disk_low';
    // A recording that the service has closed is never written to again.
    else if (code === 'wrong_state' && this.#entrance === null) this.#refused = 'write_failed';
    else this.#options.log.warn({ err: error, recordingId: this.recordingId }, 'the recording could not be brought up to date yet');
    if (code === 'not_found') this.connectionChanged(false);
    this.#judge();
    return true;
  }

  #letGo(): void {
    this.#stopJudging();
    this.#gauges?.close();
    this.#settler.stop();
    for (const recorded of this.#tracks.values()) recorded.close();
    this.#tracks.clear();
    this.#tap?.close();
    this.#tap = null;
  }

  #changeGate(change: () => void): void {
    const before = this.#gate.opened;
    change();
    // Single tracks are confirmed one by one after it opened, so a change inside counts as well.
    if (before || this.#gate.opened) this.emit('gate');
  }

  #judge(): void {
    if (this.#closing) return;
    const nowMs = performance.now();
    const { recorder } = this.#options;
    const quiet = this.#entrance !== null && nowMs - this.#heardAtMs > SERVICE_QUIET_AFTER_MS;
    const { status, trouble } = judgeRecording({
      confirmed: this.#gate.opened,
      recorderAway: !recorder.connected || quiet,
      refused: this.#refused,
      stopped: this.#stopped,
      storeBehind: this.#storeBehind,
      paused: this.#paused,
      tracks: [...this.#tracks.values()].map((recorded) => recorded.facts(nowMs)),
    });
    if (status === this.#state.status && trouble === this.#state.trouble) return;
    this.#state = { status, trouble, lastWrittenAtMs: this.#lastWrittenAtMs };
    this.#options.log.info({ recordingId: this.recordingId, status, trouble }, 'recording state changed');
    this.#options.report({ type: 'recording.status', status, trouble, lastWrittenAtMs: this.#lastWrittenAtMs });
    this.emit('changed', this.state);
  }

  /** Tracks of an earlier life of the node whose pages did not come back. */
  #endForgotten(tracks: readonly TrackProgress[]): void {
    const forgotten = tracks.filter(
      ({ trackId }) => !this.#tracks.has(trackId) && !this.#ended.has(trackId) && !this.#options.expects(trackId),
    );
    if (forgotten.length === 0 || this.#closing) return;
    for (const { trackId } of forgotten) this.#ended.add(trackId);
    this.#settler.settle();
  }

  #reportRebuildGap(trackId: TrackId, toMs: number): void {
    const fromMs = Math.min(toMs, this.#workerLost?.atMs ?? toMs);
    this.#options.report({ type: 'recording.gap', trackId, fromMs, toMs, trouble: 'worker_restarted' });
  }

  #isRebuild(fromMs: number, toMs: number): boolean {
    if (!this.#workerLost) return false;
    const { atMs, backAtMs } = this.#workerLost;
    return fromMs < (backAtMs ?? Infinity) + REBUILD_MARGIN_MS && toMs > atMs - REBUILD_MARGIN_MS;
  }
}

/** A track that the service does not know has been closed as far as it is concerned. */
function ignoreUnknown(error: unknown): void {
  if (AppError.from(error).code !== 'not_found') throw error;
}
