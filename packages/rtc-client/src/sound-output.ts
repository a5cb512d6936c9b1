type SinkElement = HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> };

/** Plays what is heard of a call, on the speaker that was chosen. Elements of its own: pictures stay muted. */
export class SoundOutput {
  readonly #elements = new Map<MediaStreamTrack, SinkElement>();
  readonly #watchers = new Set<() => void>();
  #blocked = false;
  #muted = false;
  #speakerId = '';

  /** The browser plays nothing before the user has touched the page: show a button that calls `unblock`. */
  readonly blocked = (): boolean => this.#blocked;
  readonly muted = (): boolean => this.#muted;

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** Plays exactly these from now on. */
  play(tracks: readonly MediaStreamTrack[]): void {
    for (const [track, element] of this.#elements) {
      if (tracks.includes(track)) continue;
      element.srcObject = null;
      this.#elements.delete(track);
    }
    for (const track of tracks) {
      if (this.#elements.has(track)) continue;
      const element: SinkElement = new Audio();
      element.srcObject = new MediaStream([track]);
      element.autoplay = true;
      element.muted = this.#muted;
      this.#elements.set(track, element);
      void this.#useSpeaker(element);
      void this.#start(element);
    }
  }

  /** To be called out of a click. */
  async unblock(): Promise<void> {
    this.#setBlocked(false);
    await Promise.all([...this.#elements.values()].map((element) => this.#start(element)));
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    for (const element of this.#elements.values()) element.muted = muted;
    this.#tell();
  }

  /** `speakerId` as `listDevices` names it; the empty text is the system's own choice. */
  async chooseSpeaker(speakerId: string): Promise<void> {
    this.#speakerId = speakerId;
    await Promise.all([...this.#elements.values()].map((element) => this.#useSpeaker(element)));
  }

  close(): void {
    this.play([]);
    this.#watchers.clear();
  }

  async #useSpeaker(element: SinkElement): Promise<void> {
    // Safari on phones has no choice of speakers; the system has.
    if (element.setSinkId) await element.setSinkId(this.#speakerId).catch(() => undefined);
  }

  async #start(element: SinkElement): Promise<void> {
    try {
      await element.play();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.#setBlocked(true);
    }
  }

  #setBlocked(blocked: boolean): void {
    if (this.#blocked === blocked) return;
    this.#blocked = blocked;
    this.#tell();
  }

  #tell(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}

export const canChooseSpeaker = (): boolean => 'setSinkId' in HTMLMediaElement.prototype;
