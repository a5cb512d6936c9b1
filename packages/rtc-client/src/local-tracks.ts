import { AppError, type PublishedTrack, type TrackId, type TrackSource } from '@guichet/protocol';
import { appliedSettings } from './applied-settings.ts';
import type { VideoMimeType } from './codec-choice.ts';
import type { RtcLogger } from './logger.ts';
import type { MediaSession } from './media-session.ts';
import type { LocalTrack } from './room-view.ts';
import type { Ask } from './signalling.ts';

interface Publication {
  readonly source: TrackSource;
  media: MediaStreamTrack;
  muted: boolean;
  trackId: TrackId | null;
  /** The codec that was wanted when it was published. */
  codec: VideoMimeType | null;
  /** What the node was last told. */
  toldPaused: boolean;
  toldSettings: string;
}

interface LocalTracksOptions {
  readonly ask: Ask;
  readonly log: RtcLogger;
  readonly onChange: () => void;
}

/**
 * What this page means to publish, and the work of bringing browser and node to it: after every interruption the wish is carried out
 * again, whatever had become of it. Changes run one after the other.
 */
export class LocalTracks {
  readonly #options: LocalTracksOptions;
  readonly #wished = new Map<TrackSource, Publication>();
  /** The node holds them, and nobody wants them any more. */
  readonly #leftOver = new Set<TrackId>();
  #session: MediaSession | null = null;
  #queue: Promise<void> = Promise.resolve();
  #wantedCodec: VideoMimeType | null = null;

  constructor(options: LocalTracksOptions) {
    this.#options = options;
  }

  get view(): readonly LocalTrack[] {
    return [...this.#wished.values()].map(({ source, media, muted, trackId }) => ({ source, media, muted, trackId }));
  }

  has(source: TrackSource): boolean {
    return this.#wished.has(source);
  }

  /** Publishes under a source, or goes on with another device under the same track. */
  put(source: TrackSource, media: MediaStreamTrack, muted: boolean | undefined): void {
    const known = this.#wished.get(source);
    if (known) {
      known.media = media;
      known.muted = muted ?? known.muted;
    } else {
      this.#wished.set(source, { source, media, muted: muted ?? false, trackId: null, codec: null, toldPaused: false, toldSettings: '' });
    }
    this.#options.onChange();
  }

  mute(source: TrackSource, muted: boolean): void {
    const known = this.#wished.get(source);
    if (!known || known.muted === muted) return;
    known.muted = muted;
    // At once, whatever the line does: nobody who pressed "mute" is heard a moment longer.
    this.#session?.setPaused(source, muted);
    this.#options.onChange();
  }

  remove(source: TrackSource): void {
    const known = this.#wished.get(source);
    if (!known) return;
    this.#wished.delete(source);
    if (known.trackId) this.#leftOver.add(known.trackId);
    this.#session?.unpublish(source);
    this.#options.onChange();
  }

  /**
   * Somebody in the room cannot decode the pictures sent from here: from now on they are sent with what they can, and those that are sent already
   * are published anew by the next `sync()`. The first wish stands, so that two people who have no codec in common do not make it go to and fro.
   */
  wantCodec(mimeType: VideoMimeType): void {
    this.#wantedCodec ??= mimeType;
  }

  /** Another session: nothing of what was published is there any more. */
  useSession(session: MediaSession | null): void {
    this.#session = session;
    this.#leftOver.clear();
    for (const publication of this.#wished.values()) publication.trackId = null;
    this.#options.onChange();
  }

  /** The same session on another socket: what the node says it holds is compared with what is wished. */
  compare(held: readonly PublishedTrack[]): void {
    for (const publication of this.#wished.values()) {
      const track = held.find((each) => each.source === publication.source);
      if (track && track.trackId === publication.trackId) {
        publication.toldPaused = track.paused;
      } else if (publication.trackId) {
        this.#session?.unpublish(publication.source);
        publication.trackId = null;
      }
    }
    const wanted = new Set([...this.#wished.values()].map((publication) => publication.trackId));
    for (const { trackId } of held) if (!wanted.has(trackId)) this.#leftOver.add(trackId);
    this.#options.onChange();
  }

  /** Brings browser and node to what is wished. @throws AppError the first refusal; what the line prevented is done on return */
  sync(): Promise<void> {
    const round = this.#queue.then(() => this.#bringAbout());
    this.#queue = round.catch(() => undefined);
    return round;
  }

  async #bringAbout(): Promise<void> {
    const session = this.#session;
    if (!session || session.closed) return;
    let refusal: AppError | null = null;
    const attempt = async (work: () => Promise<unknown>) => {
      try {
        await work();
      } catch (thrown) {
        const error = AppError.from(thrown);
        this.#options.log.warn({ code: error.code, generation: session.generation }, 'a track could not be brought about');
        if (error.entry.fault === 'theirs') refusal ??= error;
      }
    };
    // The wish may have come while a track was being published, when it had no name yet: so all are looked at, each time.
    for (const publication of this.#wished.values()) this.#dropOtherCodec(session, publication);
    for (const trackId of this.#leftOver) await attempt(() => this.#close(trackId));
    for (const publication of this.#wished.values()) await attempt(() => this.#publish(session, publication));
    if (refusal) throw refusal;
  }

  #dropOtherCodec(session: MediaSession, publication: Publication): void {
    const { trackId, media, source, codec } = publication;
    if (trackId === null || media.kind !== 'video' || codec === this.#wantedCodec) return;
    publication.trackId = null;
    this.#leftOver.add(trackId);
    session.unpublish(source);
  }

  async #close(trackId: TrackId): Promise<void> {
    try {
      await this.#options.ask('track.close', { trackId });
    } catch (thrown) {
      if (AppError.from(thrown).code !== 'not_found') throw thrown;
    }
    this.#leftOver.delete(trackId);
  }

  async #publish(session: MediaSession, publication: Publication): Promise<void> {
    const { source } = publication;
    const gone = () => session !== this.#session || this.#wished.get(source) !== publication;
    if (publication.trackId === null) {
      // mediasoup-client takes no track that has already ended; the page is told of that elsewhere.
      if (publication.media.readyState === 'ended') return;
      const { media, muted } = publication;
      const codec = this.#wantedCodec;
      const trackId = await session.publish(source, media, muted, codec);
      if (gone()) {
        if (session === this.#session) {
          session.unpublish(source);
          this.#leftOver.add(trackId);
          await this.#close(trackId);
        }
        return;
      }
      publication.trackId = trackId;
      publication.codec = codec;
      publication.toldPaused = muted;
      publication.toldSettings = JSON.stringify(appliedSettings(media));
      this.#options.onChange();
    }
    await session.replace(source, publication.media);
    session.setPaused(source, publication.muted);
    if (gone()) return;
    await this.#tell(publication, publication.trackId);
  }

  async #tell(publication: Publication, trackId: TrackId): Promise<void> {
    const { ask } = this.#options;
    while (publication.toldPaused !== publication.muted) {
      const { muted } = publication;
      await ask(muted ? 'track.pause' : 'track.resume', { trackId });
      publication.toldPaused = muted;
    }
    const settings = appliedSettings(publication.media);
    const text = JSON.stringify(settings);
    if (publication.toldSettings === text || publication.media.readyState === 'ended') return;
    await ask('track.settings', { trackId, settings });
    publication.toldSettings = text;
  }
}
