import { AppError, type NetworkSample, newId, type ParticipantId, type RoomRecordingState, type TrackSource } from '@guichet/protocol';
import type { LocalTrack, QualitySample, RemotePeer, RemoteTrack, RoomClientEvents, RoomView } from '../index.ts';

// Stands in for the media plane where only pages are looked at: everything else of rtc-client is the real thing.
export * from '../index.ts';

/** What a fixture counter writes into the pass: who is there and what is wrong with them. */
interface Scene {
  readonly self: ParticipantId;
  readonly peers: readonly { id: ParticipantId; art: string; screen?: boolean; camera?: 'live' | 'frozen' | 'off'; gone?: boolean }[];
  readonly state?: RoomView['state'];
  readonly recording?: RoomRecordingState['status'] | undefined;
  readonly loss?: number;
  /** What the check of the line comes to; null where it can't be measured. */
  readonly line?: NetworkSample | null | 'measuring';
}

/** A picture that moves a little, so that frames keep coming; `still` stops after the first. */
function pictureOf(art: string, still: boolean): MediaStreamTrack {
  const canvas = Object.assign(document.createElement('canvas'), { width: 960, height: 540 });
  const context = canvas.getContext('2d');
  const image = Object.assign(new Image(), { src: `/fixture/${art}.png` });
  const [track] = canvas.captureStream(still ? 0 : 4).getVideoTracks();
  if (context === null || track === undefined) throw new Error('no canvas');
  let frame = 0;
  const draw = () => {
    context.drawImage(image, 0, 0, 960, 540);
    context.fillStyle = frame++ % 2 === 0 ? '#00000001' : '#ffffff01';
    context.fillRect(0, 0, 4, 4);
  };
  image.addEventListener('load', () => {
    draw();
    if (still) setTimeout(() => (track as CanvasCaptureMediaStreamTrack).requestFrame(), 50);
    else setInterval(draw, 250);
  });
  return track;
}

interface Pass {
  readonly signallingUrl: string;
}

const sceneOf = ({ signallingUrl }: Pass): Scene => JSON.parse(new URL(signallingUrl).searchParams.get('scene') ?? '{}') as Scene;

/** The scene says what is measured; at once, but for a measurement that is to be seen while it goes on. */
export async function checkLine({
  getPass,
  onProgress,
}: {
  getPass: () => Promise<Pass>;
  onProgress?: (sample: NetworkSample | null, share: number) => void;
}): Promise<NetworkSample> {
  const { line } = sceneOf(await getPass());
  if (line === 'measuring') {
    onProgress?.(null, 0.4);
    return new Promise(() => undefined);
  }
  if (line == null) throw new AppError('unavailable');
  return line;
}

export class RoomClient {
  #view: RoomView = {
    state: 'idle',
    media: 'new',
    interruptedSinceMs: null,
    reconnecting: null,
    end: null,
    participantId: null,
    grants: null,
    peers: [],
    local: [],
    recording: { status: 'none', trouble: null, lastWrittenAtMs: null },
    held: false,
  };
  readonly #watchers = new Set<() => void>();
  readonly #listeners = new Map<string, Set<unknown>>();
  readonly #timers: ReturnType<typeof setInterval>[] = [];

  readonly view = (): RoomView => this.#view;
  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  on<Name extends keyof RoomClientEvents>(name: Name, listener: (...args: RoomClientEvents[Name]) => void): () => void {
    const all = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, all.add(listener));
    return () => all.delete(listener);
  }

  async connect(getPass: () => Promise<Pass>): Promise<void> {
    const scene = sceneOf(await getPass());
    const track = (participantId: ParticipantId, source: TrackSource, media: MediaStreamTrack | null, paused = false): RemoteTrack => ({
      trackId: newId('trk'),
      participantId,
      kind: source === 'microphone' ? 'audio' : 'video',
      source,
      paused,
      media,
      subscriptionId: null,
      spatialLayer: 2,
    });
    const peers: RemotePeer[] = scene.peers.map((peer) => ({
      participantId: peer.id,
      connected: peer.gone !== true,
      awaySinceMs: peer.gone === true ? Date.now() - 6_000 : null,
      tracks: [
        track(peer.id, 'camera', peer.camera === 'off' ? null : pictureOf(peer.art, peer.camera === 'frozen'), peer.camera === 'off'),
        track(peer.id, 'microphone', null),
        ...(peer.screen === true ? [track(peer.id, 'screen', pictureOf('screen', false))] : []),
      ],
    }));
    const state = scene.state ?? 'connected';
    this.#show({
      state,
      media: state === 'reconnecting' ? 'interrupted' : 'connected',
      participantId: scene.self,
      peers,
      interruptedSinceMs: state === 'reconnecting' ? Date.now() - 5_000 : null,
      recording: { status: scene.recording ?? 'recording', trouble: null, lastWrittenAtMs: Date.now() - 500 },
    });
    const sample: QualitySample = {
      rttMs: 46,
      uplinkLossRatio: scene.loss ?? 0.004,
      downlinkLossRatio: 0,
      uplinkKbps: 1_800,
      downlinkKbps: 1_450,
      jitterMs: 4,
      freezeCount: 0,
      freezeMs: 0,
      concealedRatio: 0,
      availableUplinkKbps: 2_400,
      score: 4.3,
      framesPerSecond: 24,
    };
    this.#every(500, () => {
      if (state === 'connected') this.#emit('quality', sample);
      this.#emit(
        'levels',
        scene.peers.slice(0, 1).map(({ id }) => ({ participantId: id, level: -22 })),
      );
    });
    this.#every(1_000, () => this.#show({ recording: { ...this.#view.recording, lastWrittenAtMs: Date.now() - 300 } }));
  }

  async publish(source: TrackSource, media: MediaStreamTrack, { muted = false }: { muted?: boolean } = {}): Promise<void> {
    const own: LocalTrack = { source, media, muted, trackId: newId('trk') };
    this.#show({ local: [...this.#view.local.filter((track) => track.source !== source), own] });
  }

  async setMuted(source: TrackSource, muted: boolean): Promise<void> {
    this.#show({ local: this.#view.local.map((track) => (track.source === source ? { ...track, muted } : track)) });
  }

  async unpublish(source: TrackSource): Promise<void> {
    this.#show({ local: this.#view.local.filter((track) => track.source !== source) });
  }

  showIn(): () => void {
    return () => undefined;
  }

  retryNow(): void {}

  async leave(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#show({ state: 'ended', end: { reason: 'left', error: null } });
  }

  #every(ms: number, work: () => void): void {
    this.#timers.push(setInterval(work, ms));
  }

  #emit<Name extends keyof RoomClientEvents>(name: Name, ...args: RoomClientEvents[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) (listener as (...values: unknown[]) => void)(...args);
  }

  #show(change: Partial<RoomView>): void {
    this.#view = { ...this.#view, ...change };
    for (const watcher of [...this.#watchers]) watcher();
  }
}
