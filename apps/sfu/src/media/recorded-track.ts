import { setTimeout as delay } from 'node:timers/promises';
import type { RecordedTrackInput, RecordingId, TrackProgress } from '@guichet/protocol';
import { FIRST_LAYERS } from './nudge-layer.ts';
import type { Recorder } from './recorder.ts';
import type { TrackFacts } from './recording-state.ts';
import type { RecordingTap, TappedTrack } from './recording-tap.ts';
import type { Track } from './track.ts';

/** The service speaks every 500 ms. */
const MAX_NEWS_AGE_MS = 600;

/** The service tells of a camera that has been quiet for 200 ms at once; its clock and ours tick apart by little. */
const LAYER_SILENT_AFTER_MS = 150;

export interface Written {
  /** Wall clock of the newest packet that was written. */
  readonly atMs: number;
  /** It is the first since the worker died. */
  readonly afterInterruption: boolean;
}

interface RecordedTrackOptions {
  readonly recordingId: RecordingId;
  readonly track: Track;
  readonly recorder: Recorder;
  readonly nowMs: number;
}

/** Where the recording of one track stands, and what the recording service was told of it. */
export class RecordedTrack {
  readonly track: Track;
  readonly #recordingId: RecordingId;
  readonly #recorder: Recorder;
  #tapped: TappedTrack | null = null;
  /** The sender stopped the layer that came first before the worker could leave it. */
  #fromLowest = false;
  #declared = false;
  #toldPaused: boolean | null = null;
  #toldLayer: string | null = null;
  #confirmed = false;
  #interrupted = false;
  /** As the service counted them last, of the present leg; null after it came back, when its count may be of before. */
  #writtenPackets: number | null = 0;
  #countsFromMs: number;
  #started = Promise.withResolvers<void>();

  constructor(options: RecordedTrackOptions) {
    this.track = options.track;
    this.#recordingId = options.recordingId;
    this.#recorder = options.recorder;
    this.#countsFromMs = options.nowMs;
  }

  /** Nothing of it was written since the worker died. */
  get interrupted(): boolean {
    return this.#interrupted;
  }

  get running(): boolean {
    return !this.track.paused;
  }

  facts(nowMs: number): TrackFacts {
    return {
      running: this.running,
      interrupted: this.#interrupted,
      confirmed: this.#confirmed,
      silentMs: nowMs - this.#countsFromMs,
      screen: this.track.source === 'screen',
      dtx: this.track.dtx,
    };
  }

  /** Resolves when the track's packets are on their way to the service, or after so long. */
  async tappedWithin(ms: number): Promise<void> {
    await Promise.race([this.#started.promise, delay(ms, undefined, { ref: false })]);
  }

  /** Muted or unmuted: silence counts from now. */
  pauseChanged(nowMs: number): void {
    this.#countsFromMs = nowMs;
  }

  /** So that a picture of it can be made at once. */
  askForKeyframe(): void {
    this.#tapped?.askForKeyframe();
  }

  /** The worker died. */
  interrupt(): void {
    this.#tapped = null;
    this.#declared = false;
    this.#started = Promise.withResolvers<void>();
    // Of a muted track nothing is missing.
    this.#interrupted = this.running;
  }

  /** Published again on another worker: silence counts from now. */
  restored(nowMs: number): void {
    this.#countsFromMs = nowMs;
    // The service counts anew for the leg that is declared next.
    this.#writtenPackets = 0;
  }

  /** The service is gone; after it came back it is told everything again. */
  forget(): void {
    this.#declared = false;
    this.#toldPaused = null;
    this.#toldLayer = null;
    this.#writtenPackets = null;
  }

  /** @returns null when nothing of the track has been written since the service last spoke */
  progressed(progress: TrackProgress, nowMs: number): Written | null {
    if (!this.#declared) return null;
    const before = this.#writtenPackets;
    this.#writtenPackets = progress.writtenPackets;
    if (before === null || progress.writtenPackets <= before) return null;
    const afterInterruption = this.#interrupted;
    const atMs = progress.lastWrittenAtMs ?? Date.now();
    this.#confirmed = true;
    this.#interrupted = false;
    // The service speaks of what it wrote up to half a second ago. Its clock is ours, but a clock can be set in between.
    this.#countsFromMs = nowMs - Math.min(MAX_NEWS_AGE_MS, Math.max(0, Date.now() - atMs));
    return { atMs, afterInterruption };
  }

  /** Brings the tap and the service to how the track is now. Can be repeated; what is done already is not done again. */
  async settle(tap: RecordingTap | null, onLayer: () => void): Promise<void> {
    const { id, producer, paused } = this.track;
    const recordingId = this.#recordingId;
    if (tap && producer && !producer.closed && (this.#tapped?.producerId !== producer.id || this.#tapped.closed)) {
      this.#tapped?.close();
      this.#tapped = await tap.consume(producer, this.#fromLowest ? FIRST_LAYERS : undefined);
      this.#fromLowest = false;
      this.#tapped.on('layer', onLayer);
      this.#declared = false;
    }
    const tapped = this.#tapped;
    if (!tapped || tapped.closed) return;
    if (!this.#declared) await this.#declare(tapped);
    if (this.#toldPaused !== paused) {
      await (paused ? this.#recorder.pauseTrack(recordingId, id) : this.#recorder.resumeTrack(recordingId, id));
      this.#toldPaused = paused;
    }
    await this.#tellLayer(tapped);
  }

  /**
   * Looks whether anything comes of the simulcast layer that is recorded, and goes on with the one below when not.
   *
   * @returns the layer that was left; null when there was no reason to, or nowhere to go
   */
  leaveSilentLayer({ lastPacketAtMs }: TrackProgress, nowMs: number): number | null {
    if (!this.#declared || !this.running || this.#interrupted || lastPacketAtMs === null || this.track.source !== 'camera') return null;
    // Both: after a pause the last packet is old, and nothing is wrong yet.
    const silentMs = Math.min(Date.now() - lastPacketAtMs, nowMs - this.#countsFromMs);
    if (silentMs <= LAYER_SILENT_AFTER_MS || !this.#tapped) return null;
    const { tooYoungToSwitch } = this.#tapped;
    const left = this.#tapped.takeLowerLayer();
    if (left !== null && tooYoungToSwitch) this.#tapAnew();
    return left;
  }

  /** With the next pass the lowest layer is recorded as a stream of its own: the worker alone takes nearly two seconds to leave a layer that it has no report of. */
  #tapAnew(): void {
    this.#tapped?.close();
    this.#tapped = null;
    this.#declared = false;
    this.#writtenPackets = 0;
    this.#fromLowest = true;
  }

  close(): void {
    this.#tapped?.close();
    this.#tapped = null;
  }

  async #declare(tapped: TappedTrack): Promise<void> {
    // Declared before anything is sent, so that no packet arrives whose track is unknown.
    await this.#recorder.declareTrack(this.#recordingId, this.#describe(tapped));
    this.#declared = true;
    this.#toldPaused = null;
    this.#toldLayer = null;
    await tapped.start();
    this.#started.resolve();
  }

  async #tellLayer(tapped: TappedTrack): Promise<void> {
    const { layer } = tapped;
    const text = JSON.stringify(layer);
    if (layer === null || text === this.#toldLayer) return;
    await this.#recorder.setLayer(this.#recordingId, this.track.id, layer);
    this.#toldLayer = text;
  }

  #describe(tapped: TappedTrack): RecordedTrackInput {
    const { track } = this;
    const { codec } = tapped;
    return {
      trackId: track.id,
      participantId: track.participantId,
      kind: track.kind,
      source: track.source,
      mimeType: codec.mimeType,
      clockRate: codec.clockRate,
      ...(codec.channels === undefined ? {} : { channels: codec.channels }),
      payloadType: codec.payloadType,
      ssrc: tapped.ssrc,
      dtx: track.dtx,
      layer: tapped.layer,
    };
  }
}
