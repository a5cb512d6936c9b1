import type { TrackSource } from '@guichet/protocol';
import {
  DeviceError,
  type DeviceList,
  type DeviceTrouble,
  listDevices,
  onDevicesChanged,
  openCamera,
  openMicrophone,
  openScreen,
} from './devices.ts';
import type { RoomClient } from './room-client.ts';

/** How one source of this page stands. */
export interface SourceView {
  readonly status: 'off' | 'opening' | 'live' | 'failed';
  /** Null unless `live`. */
  readonly track: MediaStreamTrack | null;
  /** Why it `failed`; null otherwise. */
  readonly trouble: DeviceTrouble | null;
  /** The user switched it off: the microphone stays open and unheard, the camera is really closed, so that its lamp goes out. */
  readonly muted: boolean;
  /** The system took the device away for the moment (a phone call, another app): nothing arrives from it. */
  readonly interrupted: boolean;
  readonly deviceId: string | null;
}

export interface LocalMediaView {
  readonly microphone: SourceView;
  readonly camera: SourceView;
  readonly screen: SourceView;
  readonly devices: DeviceList;
  /** Which way the camera looks, on a phone. */
  readonly facingMode: 'user' | 'environment';
}

const OFF: SourceView = { status: 'off', track: null, trouble: null, muted: false, interrupted: false, deviceId: null };
const NO_DEVICES: DeviceList = { microphones: [], cameras: [], speakers: [] };

/**
 * The microphone, camera and screen of this page: opened when asked for, exchanged, and found again after they were pulled out.
 * Knows no room; `publishTo` joins it to one.
 */
export class LocalMedia {
  #view: LocalMediaView = { microphone: OFF, camera: OFF, screen: OFF, devices: NO_DEVICES, facingMode: 'user' };
  readonly #watchers = new Set<() => void>();
  readonly #queues = new Map<TrackSource, Promise<unknown>>();
  readonly #stopWatching: () => void;
  #closed = false;

  constructor() {
    this.#stopWatching = onDevicesChanged(() => void this.#devicesChanged());
  }

  readonly view = (): LocalMediaView => this.#view;

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** Opens the microphone, or another one. What went wrong stands in the view. */
  openMicrophone(deviceId?: string): Promise<void> {
    return this.#open('microphone', () => openMicrophone({ microphoneId: deviceId }));
  }

  /** Opens the camera, or another one. Many phones have only one open at a time, so the former is closed first. */
  openCamera(deviceId?: string): Promise<void> {
    return this.#open('camera', () => {
      this.#view.camera.track?.stop();
      return openCamera({ cameraId: deviceId, facingMode: this.#view.facingMode });
    });
  }

  /** Front or back, on a phone. */
  switchCamera(): Promise<void> {
    this.#show({ facingMode: this.#view.facingMode === 'user' ? 'environment' : 'user' });
    return this.openCamera();
  }

  setMicrophoneMuted(muted: boolean): void {
    this.#set('microphone', { muted });
  }

  async setCameraMuted(muted: boolean): Promise<void> {
    this.#set('camera', { muted });
    if (!muted) return this.openCamera(this.#view.camera.deviceId ?? undefined);
    await this.#enqueue('camera', async () => {
      // Switched on again before its turn came.
      if (!this.#view.camera.muted) return;
      this.#view.camera.track?.stop();
      this.#set('camera', { status: 'off', track: null, trouble: null, interrupted: false });
    });
  }

  /** Must be called out of a click: browsers ask for that. */
  shareScreen(): Promise<void> {
    return this.#open('screen', openScreen);
  }

  stopScreen(): void {
    this.#view.screen.track?.stop();
    this.#set('screen', OFF);
  }

  /**
   * Publishes what is open, as it comes, changes and goes, until the returned function is called. A source the pass does not grant is
   * not published.
   */
  publishTo(room: RoomClient): () => void {
    const published = new Map<TrackSource, MediaStreamTrack>();
    const ignore = () => undefined;
    const bring = () => {
      for (const source of ['microphone', 'camera', 'screen'] as const) {
        const { track, muted } = this.#view[source];
        const known = published.get(source);
        if (track && track !== known) {
          published.set(source, track);
          room.publish(source, track, { muted }).catch(ignore);
        } else if (source === 'screen' && !track && known) {
          published.delete(source);
          room.unpublish(source).catch(ignore);
        } else if (known) {
          room.setMuted(source, muted).catch(ignore);
        }
      }
    };
    bring();
    return this.subscribe(bring);
  }

  /** Closes everything: no lamp stays lit. */
  close(): void {
    this.#closed = true;
    this.#stopWatching();
    for (const source of ['microphone', 'camera', 'screen'] as const) {
      this.#view[source].track?.stop();
      this.#set(source, OFF);
    }
  }

  #open(source: TrackSource, open: () => Promise<MediaStreamTrack>): Promise<void> {
    return this.#enqueue(source, async () => {
      if (this.#closed) return;
      const before = this.#view[source].track;
      if (!before) this.#set(source, { status: 'opening', trouble: null });
      try {
        const track = await open();
        if (this.#closed) return track.stop();
        this.#watch(source, track);
        // Muted stays muted for a microphone; whoever opens a camera wants to be seen.
        const muted = source === 'microphone' && this.#view.microphone.muted;
        this.#set(source, {
          status: 'live',
          track,
          trouble: null,
          muted,
          interrupted: track.muted,
          deviceId: track.getSettings().deviceId ?? null,
        });
        if (before && before !== track) before.stop();
      } catch (thrown) {
        this.#failed(source, before, thrown instanceof DeviceError ? thrown.trouble : 'unknown');
      }
      // Labels are told only once a device of the kind is in use.
      await this.#list();
    });
  }

  #failed(source: TrackSource, before: MediaStreamTrack | null, trouble: DeviceTrouble): void {
    // Whoever closes the screen picker has changed their mind, not met a fault.
    if (trouble === 'dismissed') this.#set(source, before ? {} : OFF);
    else if (before?.readyState === 'live') this.#set(source, { status: 'live', trouble });
    else this.#set(source, { status: 'failed', track: null, trouble, interrupted: false });
  }

  #watch(source: TrackSource, track: MediaStreamTrack): void {
    const mine = () => this.#view[source].track === track && !this.#closed;
    track.addEventListener('mute', () => mine() && this.#set(source, { interrupted: true }));
    track.addEventListener('unmute', () => mine() && this.#set(source, { interrupted: false }));
    track.addEventListener('ended', () => {
      if (!mine()) return;
      if (source === 'screen') this.#set('screen', OFF);
      else void this.#replaceLost(source);
    });
  }

  /** Pulled out, or taken by the system: whatever else there is takes its place. */
  #replaceLost(source: 'microphone' | 'camera'): Promise<void> {
    this.#set(source, { deviceId: null });
    return source === 'microphone' ? this.openMicrophone() : this.openCamera();
  }

  async #devicesChanged(): Promise<void> {
    await this.#list();
    for (const source of ['microphone', 'camera'] as const) {
      const { status, trouble } = this.#view[source];
      if (status === 'failed' && (trouble === 'missing' || trouble === 'busy')) await this.#replaceLost(source);
    }
  }

  async #list(): Promise<void> {
    try {
      const devices = await listDevices();
      if (!this.#closed) this.#show({ devices });
    } catch {
      // A browser that lists nothing still opens its default devices.
    }
  }

  #enqueue(source: TrackSource, work: () => Promise<void>): Promise<void> {
    const turn = (this.#queues.get(source) ?? Promise.resolve()).then(work);
    this.#queues.set(
      source,
      turn.catch(() => undefined),
    );
    return turn;
  }

  #set(source: TrackSource, change: Partial<SourceView>): void {
    this.#show({ [source]: { ...this.#view[source], ...change } });
  }

  #show(change: Partial<LocalMediaView>): void {
    this.#view = { ...this.#view, ...change };
    for (const watcher of [...this.#watchers]) watcher();
  }
}
