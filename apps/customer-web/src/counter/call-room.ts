import { AppError, type RoomPass } from '@guichet/protocol';
import {
  createPageIdentity,
  LocalMedia,
  type QualitySample,
  RoomClient,
  type RoomView,
  SoundOutput,
  type SpeakerLevel,
} from '@guichet/rtc-client';

/** What the call screen draws of the media; replaced whole after every change. */
export interface CallRoomView {
  /** Null until the page's key exists. */
  readonly room: RoomView | null;
  readonly levels: readonly SpeakerLevel[];
  readonly quality: QualitySample | null;
  /** Why the call could not be entered; null otherwise. */
  readonly failure: AppError | null;
}

/**
 * A customer's part in one call: devices, room, sound. Made when the call screen appears and closed when it goes; asks for a new pass by itself
 * when the node no longer knows the page.
 */
export class CallRoom {
  readonly media = new LocalMedia();
  readonly sound = new SoundOutput();
  readonly #getPass: (pageKey: string) => Promise<RoomPass>;
  readonly #watchers = new Set<() => void>();
  #view: CallRoomView = { room: null, levels: [], quality: null, failure: null };
  #client: RoomClient | null = null;
  #stops: (() => void)[] = [];
  #closed = false;

  constructor(getPass: (pageKey: string) => Promise<RoomPass>) {
    this.#getPass = getPass;
  }

  readonly view = (): CallRoomView => this.#view;

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  get client(): RoomClient | null {
    return this.#client;
  }

  async enter(): Promise<void> {
    this.#leaveRoom();
    this.#change({ failure: null });
    // The room is entered while the person may still be looking at the browser's questions.
    void this.media.openMicrophone();
    void this.media.openCamera();
    try {
      const identity = await createPageIdentity();
      if (this.#closed) return;
      const client = new RoomClient({ identity });
      this.#client = client;
      this.#stops = [
        client.subscribe(() => this.#draw(client)),
        client.on('levels', (levels) => this.#change({ levels })),
        client.on('quality', (quality) => this.#change({ quality })),
        this.media.publishTo(client),
      ];
      await client.connect(() => this.#getPass(identity.thumbprint));
    } catch (thrown) {
      if (!this.#closed) this.#change({ failure: AppError.from(thrown) });
    }
  }

  close(): void {
    this.#closed = true;
    this.#leaveRoom();
    this.media.close();
    this.sound.close();
    this.#watchers.clear();
  }

  #leaveRoom(): void {
    for (const stop of this.#stops.splice(0)) stop();
    void this.#client?.leave();
    this.#client = null;
  }

  #draw(client: RoomClient): void {
    const room = client.view();
    const heard = room.peers.flatMap((peer) => peer.tracks).filter((track) => track.kind === 'audio');
    this.sound.play(heard.flatMap(({ media }) => (media === null ? [] : [media])));
    this.#change({ room });
  }

  #change(change: Partial<CallRoomView>): void {
    this.#view = { ...this.#view, ...change };
    for (const watcher of [...this.#watchers]) watcher();
  }
}
