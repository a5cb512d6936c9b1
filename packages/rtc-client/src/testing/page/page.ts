import type { RoomPass, TrackSource } from '@guichet/protocol';
import { redirectMedia } from './redirect-media.ts';
import { checkLine, createPageIdentity, LocalMedia, type QualitySample, RoomClient, type RoomView } from '../../index.ts';

/** What tests see of a page; everything in it can cross to the test's process. */
export interface PageReport {
  readonly view: Omit<RoomView, 'local' | 'peers'> & {
    readonly local: { source: TrackSource; muted: boolean; trackId: string | null }[];
    readonly remote: { source: TrackSource; paused: boolean; arriving: boolean; spatialLayer: number | null; trackId: string }[];
    readonly peersConnected: boolean[];
  };
  readonly log: { text: string; fields: Record<string, unknown> }[];
  readonly quality: QualitySample[];
  readonly levelsHeard: number;
  /** Pictures shown so far, counted at the element, and when each came (performance.now). */
  readonly frameTimesMs: number[];
  readonly nowMs: number;
}

declare global {
  interface Window {
    readonly getPass: (pageKey: string) => Promise<RoomPass>;
    readonly lab: typeof lab;
  }
}

const asked = new URLSearchParams(location.search);
if (asked.has('proxy')) redirectMedia(Number(asked.get('media')), Number(asked.get('proxy')));

const picture = document.querySelector('video');
if (!picture) throw new Error('The page has no picture');
const identity = createPageIdentity();
const log: PageReport['log'] = [];
const write = (fields: object, text: string) => log.push({ text, fields: { ...fields } });
const quality: QualitySample[] = [];
const frameTimesMs: number[] = [];
let levelsHeard = 0;
let client: RoomClient | null = null;
let devices: LocalMedia | null = null;
let stopShowing: (() => void) | null = null;
const heard = new Set<MediaStreamTrack>();
let shown: MediaStreamTrack | null = null;

const onFrame = () => {
  frameTimesMs.push(performance.now());
  picture.requestVideoFrameCallback(onFrame);
};
picture.requestVideoFrameCallback(onFrame);

function room(): RoomClient {
  if (!client) throw new Error('Not in a room');
  return client;
}

function show(view: RoomView): void {
  for (const track of view.peers.flatMap((peer) => peer.tracks)) {
    if (track.kind !== 'audio' || !track.media || heard.has(track.media)) continue;
    heard.add(track.media);
    const sound = new Audio();
    sound.srcObject = new MediaStream([track.media]);
    void sound.play();
  }
  const camera = view.peers.flatMap((peer) => peer.tracks).find((track) => track.source === 'camera');
  if (!camera?.media || camera.media === shown || !picture) return;
  shown = camera.media;
  picture.srcObject = new MediaStream([camera.media]);
  stopShowing?.();
  stopShowing = room().showIn(camera.trackId, picture);
}

async function media(wish: MediaStreamConstraints): Promise<MediaStreamTrack> {
  const [track] = (await navigator.mediaDevices.getUserMedia(wish)).getTracks();
  if (!track) throw new Error('No track');
  return track;
}

/** As large as in an app, but slower: two browsers that encode three layers each are much for a small machine. */
const CAMERA = { video: { width: 1280, height: 720, frameRate: 12 } };

const lab = {
  /** @returns milliseconds from the wish to enter until the first picture of somebody else was shown; null without one in 10 s */
  async enter(sources: TrackSource[], waitForPicture = false): Promise<number | null> {
    const { thumbprint } = await identity;
    const tracks = await Promise.all(
      sources.map(async (source) => [source, await media(source === 'camera' ? CAMERA : { audio: true })] as const),
    );
    client = new RoomClient({ identity: await identity, logger: { debug: write, info: write, warn: write }, qualityIntervalMs: 1_000 });
    client.subscribe(() => show(room().view()));
    client.on('quality', (sample) => quality.push(sample));
    client.on('levels', () => (levelsHeard += 1));
    const beganAtMs = performance.now();
    const entered = client.connect(() => window.getPass(thumbprint));
    for (const [source, track] of tracks) void client.publish(source, track);
    await entered;
    if (!waitForPicture) return null;
    while (frameTimesMs.length === 0 && performance.now() - beganAtMs < 10_000) await new Promise((resolve) => setTimeout(resolve, 5));
    const [firstAtMs] = frameTimesMs;
    return firstAtMs === undefined ? null : firstAtMs - beganAtMs;
  },
  /** Publishes as the apps do: whatever the page's devices give. */
  async enterWithDevices(): Promise<void> {
    devices = new LocalMedia();
    await Promise.all([devices.openMicrophone(), devices.openCamera()]);
    client = new RoomClient({ identity: await identity, logger: { debug: write, info: write, warn: write } });
    client.subscribe(() => show(room().view()));
    devices.publishTo(client);
    const { thumbprint } = await identity;
    await client.connect(() => window.getPass(thumbprint));
  },
  setCameraMuted: (muted: boolean) => devices?.setCameraMuted(muted),
  /** As when it is pulled out: the track ends, and nobody stopped it. */
  loseCamera(): void {
    const track = devices?.view().camera.track;
    track?.stop();
    track?.dispatchEvent(new Event('ended'));
  },
  camera(): { status: string; state: string; id: string } {
    const camera = devices?.view().camera;
    return { status: camera?.status ?? '', state: camera?.track?.readyState ?? 'closed', id: camera?.track?.id ?? '' };
  },
  closeDevices: () => devices?.close(),
  mute: (source: TrackSource, muted: boolean) => room().setMuted(source, muted),
  /** Chromium's own test sound is a short beep in much silence; this one goes on. */
  speak: async () => {
    const context = new AudioContext();
    const destination = context.createMediaStreamDestination();
    const tone = new OscillatorNode(context, { frequency: 300 });
    tone.connect(new GainNode(context, { gain: 0.3 })).connect(destination);
    tone.start();
    const [track] = destination.stream.getAudioTracks();
    if (track) await room().publish('microphone', track);
  },
  unpublish: (source: TrackSource) => room().unpublish(source),
  /** Another camera under the same track. */
  exchangeCamera: async () => room().publish('camera', await media({ video: { width: 640, height: 360, frameRate: 12 } })),
  leave: () => room().leave(),
  sizePicture(widthPx: number, heightPx: number): void {
    picture.style.width = `${widthPx}px`;
    picture.style.height = `${heightPx}px`;
  },
  checkLine: async () =>
    checkLine({
      identity: await identity,
      getPass: async () => window.getPass((await identity).thumbprint),
      tracks: { microphone: await media({ audio: true }), camera: await media(CAMERA) },
      logger: { debug: write, info: write, warn: write },
    }),
  report(): PageReport {
    const { local, peers, ...view } = room().view();
    return {
      view: {
        ...view,
        local: local.map(({ source, muted, trackId }) => ({ source, muted, trackId })),
        remote: peers
          .flatMap((peer) => peer.tracks)
          .map(({ source, paused, media: arriving, spatialLayer, trackId }) => ({
            source,
            paused,
            arriving: arriving !== null,
            spatialLayer,
            trackId,
          })),
        peersConnected: peers.map((peer) => peer.connected),
      },
      log,
      quality,
      levelsHeard,
      frameTimesMs,
      nowMs: performance.now(),
    };
  },
};
Object.assign(window, { lab });
