import { AppError, type SessionId, type TrackId } from '@guichet/protocol';
import {
  canChooseSpeaker,
  createPageIdentity,
  LocalMedia,
  type PageIdentity,
  RoomClient,
  type RoomView,
  type SourceView,
  SoundOutput,
  type SpeakerLevel,
} from '@guichet/rtc-client';
import type { DeskConnection } from '../../app/desk-connection.ts';
import { Store } from '../../app/store.ts';
import { type CallMediaState, type DeviceChoice, type DeviceKind, NO_CALL } from './call-media-state.ts';
import { levelOf, remoteParties } from './remote-parties.ts';

/** What belongs to one stay in one call. */
interface Stay {
  readonly client: RoomClient;
  readonly local: LocalMedia;
  readonly sound: SoundOutput;
  readonly stops: readonly (() => void)[];
}

/**
 * The media of the session on the workbench. It follows the desk: enters the room when a call begins, leaves when it ends, and lives
 * beside the pages, so that looking at a recording does not end a call.
 */
export class CallMedia {
  readonly state = new Store<CallMediaState>(NO_CALL);
  readonly #desk: DeskConnection;
  #identity: Promise<PageIdentity> | null = null;
  #stay: Stay | null = null;
  #levels: readonly SpeakerLevel[] = [];
  #speakerId = '';

  constructor(desk: DeskConnection) {
    this.#desk = desk;
  }

  /** Joins and leaves as the desk says. Returns the end of it, which leaves as well. */
  follow(): () => void {
    const look = () => {
      const workbench = this.#desk.desk.get()?.workbench ?? null;
      // Not only once the call stands: the counter lets nobody in before the room is open, and all else can be made ready meanwhile.
      const wanted = workbench !== null && workbench.status === 'in_call' ? workbench.sessionId : null;
      if (wanted === this.state.get().sessionId) return;
      this.#leave();
      if (wanted !== null) void this.#join(wanted);
    };
    const stop = this.#desk.desk.subscribe(look);
    let replaced = false;
    const stopLink = this.#desk.link.subscribe(() => {
      const { kind } = this.#desk.link.get();
      // Whoever takes the desk back from another window wants the call back as well.
      if (kind === 'live' && replaced && this.state.get().phase === 'replaced') this.rejoin();
      if (kind === 'live' || kind === 'replaced') replaced = kind === 'replaced';
    });
    look();
    return () => {
      stop();
      stopLink();
      this.#leave();
    };
  }

  /** After it failed or was taken over elsewhere. */
  rejoin(): void {
    const { sessionId } = this.state.get();
    if (sessionId === null) return;
    this.#leave();
    void this.#join(sessionId);
  }

  setMicrophone(on: boolean): void {
    const local = this.#stay?.local;
    local?.setMicrophoneMuted(!on);
    // A permission may have been given, or a headset plugged in, since it could not be opened.
    if (on && local?.view().microphone.track === null) void local.openMicrophone();
  }

  setCamera(on: boolean): void {
    void this.#stay?.local.setCameraMuted(!on);
  }

  async startScreen(): Promise<void> {
    await this.#stay?.local.shareScreen();
  }

  stopScreen(): void {
    this.#stay?.local.stopScreen();
  }

  chooseDevice(kind: DeviceKind, deviceId: string): void {
    const stay = this.#stay;
    if (stay === null) return;
    if (kind === 'microphone') void stay.local.openMicrophone(deviceId);
    if (kind === 'camera') void stay.local.openCamera(deviceId);
    if (kind === 'speaker') {
      this.#speakerId = deviceId;
      void stay.sound.chooseSpeaker(deviceId);
      this.#draw(stay);
    }
  }

  async startSound(): Promise<void> {
    await this.#stay?.sound.unblock();
  }

  /** Tells the node how large a picture is shown, for as long as it is; returns the end of it. */
  showIn(trackId: TrackId, element: HTMLVideoElement): () => void {
    return this.#stay?.client.showIn(trackId, element) ?? (() => undefined);
  }

  async #join(sessionId: SessionId): Promise<void> {
    this.state.set({ ...NO_CALL, sessionId, phase: 'joining' });
    try {
      this.#identity ??= createPageIdentity();
      const identity = await this.#identity;
      // The desk may have gone on while the key was being made.
      if (this.state.get().sessionId !== sessionId || this.#stay !== null) return;
      const stay = this.#begin(identity);
      // Both at once: the room is entered while the person still looks at the browser's question for the camera.
      void stay.local.openMicrophone();
      void stay.local.openCamera();
      await stay.client.connect(() => this.#desk.ask('call.join', { sessionId, pageKey: identity.thumbprint }));
    } catch (thrown) {
      const { sessionId: present, phase } = this.state.get();
      if (present === sessionId && phase === 'joining')
        this.state.update((state) => ({ ...state, phase: 'failed', error: AppError.from(thrown) }));
    }
  }

  #begin(identity: PageIdentity): Stay {
    const client = new RoomClient({ identity });
    const local = new LocalMedia();
    const sound = new SoundOutput();
    void sound.chooseSpeaker(this.#speakerId);
    const draw = () => this.#draw(stay);
    const stay: Stay = {
      client,
      local,
      sound,
      stops: [
        client.subscribe(draw),
        local.subscribe(draw),
        sound.subscribe(draw),
        local.publishTo(client),
        client.on('levels', (levels) => {
          this.#levels = levels;
          draw();
        }),
        // Taken over by another page, or put out: no lamp stays lit here.
        client.on('ended', () => {
          local.close();
          sound.close();
        }),
        client.on('quality', (network) => this.#stay === stay && this.state.update((state) => ({ ...state, network }))),
      ],
    };
    this.#stay = stay;
    draw();
    return stay;
  }

  #leave(): void {
    const stay = this.#stay;
    this.#stay = null;
    this.#levels = [];
    this.state.set(NO_CALL);
    if (stay === null) return;
    for (const stop of stay.stops) stop();
    stay.local.close();
    stay.sound.close();
    void stay.client.leave();
  }

  #draw(stay: Stay): void {
    if (this.#stay !== stay) return;
    const view = stay.client.view();
    const { microphone, camera, screen, devices } = stay.local.view();
    const remotes = remoteParties(view.peers, this.#levels);
    stay.sound.play(remotes.flatMap((party) => (party.microphone === null ? [] : [party.microphone])));
    this.state.update((state) => ({
      ...state,
      phase: phaseOf(view, state.phase),
      error: view.end?.error ?? state.error,
      interruptedSinceMs: view.interruptedSinceMs ?? view.reconnecting?.sinceMs ?? null,
      selfId: view.participantId,
      self: {
        camera: camera.track,
        cameraOn: isOn(camera),
        cameraTrouble: camera.status === 'failed' ? camera.trouble : null,
        microphoneOn: isOn(microphone),
        microphoneTrouble: microphone.status === 'failed' ? microphone.trouble : null,
        level: isOn(microphone) ? levelOf(view.participantId, this.#levels) : 0,
        screen: screen.track,
      },
      remotes,
      recording: view.recording,
      soundBlocked: stay.sound.blocked(),
      devices: {
        microphone: choices(devices.microphones, microphone.deviceId),
        camera: choices(devices.cameras, camera.deviceId),
        speaker: canChooseSpeaker() ? choices(devices.speakers, this.#speakerId === '' ? 'default' : this.#speakerId) : [],
      },
    }));
  }
}

const isOn = ({ status, muted }: SourceView): boolean => !muted && status !== 'failed';

const choices = (devices: readonly { id: string; label: string }[], chosenId: string | null): DeviceChoice[] =>
  devices.map(({ id, label }) => ({ deviceId: id, label, chosen: id === chosenId }));

function phaseOf(view: RoomView, before: CallMediaState['phase']): CallMediaState['phase'] {
  switch (view.end?.reason) {
    case undefined:
      break;
    case 'left':
      return before;
    case 'replaced':
      return 'replaced';
    case 'refused':
    case 'unsupported':
      return 'failed';
    default:
      return 'ended';
  }
  if (view.media === 'interrupted') return 'reconnecting';
  if (view.state === 'reconnecting') return view.media === 'connected' ? 'unsteady' : 'reconnecting';
  return view.state === 'connected' ? 'live' : 'joining';
}
