import type {
  PayloadOf,
  RecordedLayer,
  RecordedTrackInput,
  RecorderRequests,
  RecordingId,
  TapFrameHead,
  TrackId,
  WrapKey,
} from '@guichet/protocol';
import { RecorderClient } from '@guichet/recording/service';
import type { Logger } from 'pino';
import { comingSound, type Sound, type WantedSound } from './coming-sound.ts';
import { comingStills, type WantedStills } from './coming-stills.ts';
import type { Recorder, RecordingListener, SoundListener } from './recorder.ts';

const STATUS_EVERY_MS = 5_000;
const MAX_UNHEARD_RECORDINGS = 500;
const MAX_UNHEARD_FACTS = 100;

/** The connection to the recording service: passes on what it says of a recording to the room that is recorded. */
export class RecorderLink implements Recorder {
  readonly #client: RecorderClient;
  readonly #log: Logger;
  readonly #listeners = new Map<RecordingId, RecordingListener>();
  readonly #statusTimer: NodeJS.Timeout;
  /** Facts of recordings whose room is not open yet: after a restart of the node the service may be faster. */
  readonly #unheard = new Map<RecordingId, ((listener: RecordingListener) => void)[]>();
  #freeDiskBytes: number | null = null;
  #storeBehind = false;

  constructor(socketPath: string, log: Logger) {
    this.#log = log;
    this.#client = new RecorderClient(socketPath);
    this.#client.on('connected', () => this.#connectionChanged(true));
    this.#client.on('disconnected', () => this.#connectionChanged(false));
    this.#client.on('recording.progressed', (progress) => this.#listeners.get(progress.recordingId)?.progressed(progress));
    this.#client.on('recording.chunk_closed', (seal) => this.#tell(seal.recordingId, (listener) => listener.chunkClosed(seal)));
    this.#client.on('recording.gap_noted', (gap) => this.#tell(gap.recordingId, (listener) => listener.gapNoted(gap)));
    this.#client.on('recording.failed', (failure) => this.#listeners.get(failure.recordingId)?.failed(failure));
    this.#client.on('recording.recovered', ({ recordingId }) => this.#listeners.get(recordingId)?.recovered());
    this.#client.on('recording.closed', (facts) => this.#listeners.get(facts.recordingId)?.closed(facts));
    this.#client.on('disk.low', ({ freeBytes }) => (this.#freeDiskBytes = freeBytes));
    this.#client.on('disk.recovered', ({ freeBytes }) => (this.#freeDiskBytes = freeBytes));
    this.#client.on('store.behind', () => this.#setStoreBehind(true));
    this.#client.on('store.caught_up', () => this.#setStoreBehind(false));
    this.#statusTimer = setInterval(() => void this.#askStatus(), STATUS_EVERY_MS);
    this.#statusTimer.unref();
  }

  get connected(): boolean {
    return this.#client.connected;
  }

  get freeDiskBytes(): number | null {
    return this.#freeDiskBytes;
  }

  open(recordingId: RecordingId, wrapKey: WrapKey, wrapKeyId: string): ReturnType<Recorder['open']> {
    return this.#client.open(recordingId, wrapKey, wrapKeyId);
  }

  declareTrack(recordingId: RecordingId, track: RecordedTrackInput): Promise<void> {
    return this.#client.declareTrack(recordingId, track);
  }

  pauseTrack(recordingId: RecordingId, trackId: TrackId): Promise<void> {
    return this.#client.pauseTrack(recordingId, trackId);
  }

  resumeTrack(recordingId: RecordingId, trackId: TrackId): Promise<void> {
    return this.#client.resumeTrack(recordingId, trackId);
  }

  pauseWriting(recordingId: RecordingId, paused: boolean): Promise<void> {
    return this.#client.pauseWriting(recordingId, paused);
  }

  closeTrack(recordingId: RecordingId, trackId: TrackId): Promise<void> {
    return this.#client.closeTrack(recordingId, trackId);
  }

  setLayer(recordingId: RecordingId, trackId: TrackId, layer: RecordedLayer | null): Promise<void> {
    return this.#client.setLayer(recordingId, trackId, layer);
  }

  event(recordingId: RecordingId, type: string, data: PayloadOf<RecorderRequests['recorder.event']>['data']): Promise<void> {
    return this.#client.event(recordingId, type, data);
  }

  close(recordingId: RecordingId, reason: string): ReturnType<Recorder['close']> {
    return this.#client.close(recordingId, reason);
  }

  watchForStills(wanted: WantedStills): ReturnType<Recorder['watchForStills']> {
    return comingStills(this.#client, wanted);
  }

  listenForSound(wanted: WantedSound): Promise<Sound> {
    return comingSound(this.#client, wanted);
  }

  measureSound(recordingId: RecordingId, trackId: TrackId, { onMeasure, onEnd }: SoundListener): ReturnType<Recorder['measureSound']> {
    const onFrame = (head: TapFrameHead) => {
      if (head.type === 'sound') onMeasure(head.measure);
    };
    return this.#client.tap({ name: 'tap.sound', payload: { recordingId, trackId } }, { onFrame, onEnd });
  }

  listen(recordingId: RecordingId, listener: RecordingListener): () => void {
    this.#listeners.set(recordingId, listener);
    for (const fact of this.#unheard.get(recordingId) ?? []) fact(listener);
    this.#unheard.delete(recordingId);
    return () => {
      if (this.#listeners.get(recordingId) === listener) this.#listeners.delete(recordingId);
    };
  }

  disconnect(): void {
    clearInterval(this.#statusTimer);
    this.#client.disconnect();
  }

  #tell(recordingId: RecordingId, fact: (listener: RecordingListener) => void): void {
    const listener = this.#listeners.get(recordingId);
    if (listener) return fact(listener);
    if (this.#unheard.size >= MAX_UNHEARD_RECORDINGS && !this.#unheard.has(recordingId)) return;
    const facts = this.#unheard.get(recordingId) ?? [];
    if (facts.length < MAX_UNHEARD_FACTS) this.#unheard.set(recordingId, [...facts, fact]);
  }

  #connectionChanged(connected: boolean): void {
    if (connected) this.#log.info('recording service connected');
    else this.#log.error('recording service lost');
    for (const listener of this.#listeners.values()) listener.connectionChanged(connected);
    if (connected) void this.#askStatus();
  }

  #setStoreBehind(behind: boolean): void {
    if (this.#storeBehind === behind) return;
    this.#storeBehind = behind;
    for (const listener of this.#listeners.values()) listener.storeBehind(behind);
  }

  async #askStatus(): Promise<void> {
    if (!this.connected) return;
    try {
      const status = await this.#client.status();
      this.#freeDiskBytes = status.freeDiskBytes;
      this.#setStoreBehind(!status.storeReachable);
    } catch {
      // Gone meanwhile: `disconnected` says so.
    }
  }
}
