import type {
  LeaveReason,
  ParticipantId,
  PeerNotifications,
  RoomGrants,
  RoomPeer,
  RtpCapabilities,
  SubscriptionId,
  TrackId,
  TrackSource,
} from '@guichet/protocol';
import { AppError } from '@guichet/protocol';
import type { z } from 'zod';
import type { PeerMedia } from './peer-media.ts';
import type { Subscription } from './subscription.ts';
import type { Track } from './track.ts';

/** A notification's name and what it carries. */
export type Notification = {
  [Name in keyof PeerNotifications]: [name: Name, message: z.infer<PeerNotifications[Name]>];
}[keyof PeerNotifications];

/** A peer's socket, as the media plane sees it. */
export interface PeerLink {
  notify(...notification: Notification): void;
  /** Says why it is over, then closes the socket. */
  end(reason: LeaveReason): void;
  /** Closes the socket without a word: its page has a newer one. */
  drop(): void;
}

interface PeerOptions {
  readonly participantId: ParticipantId;
  /** RFC 7638 thumbprint of the key of the page that joined. */
  readonly keyThumbprint: string;
  readonly grants: RoomGrants;
  readonly media: PeerMedia;
  readonly link: PeerLink;
}

/** A page in a room: who it is, its socket (while there is one), its transports (while there is a worker), its tracks and subscriptions. */
export class Peer {
  readonly participantId: ParticipantId;
  readonly keyThumbprint: string;
  readonly grants: RoomGrants;
  readonly tracks = new Map<TrackId, Track>();
  readonly subscriptions = new Map<SubscriptionId, Subscription>();
  /** Sources whose publishing is under way: a second request for one of them is out of order. */
  readonly publishing = new Set<TrackSource>();
  /** Producers whose offer to this peer is under way. */
  readonly offering = new Set<string>();
  /** What the browser can decode; null until it has said so for its present transports. */
  capabilities: RtpCapabilities | null = null;
  link: PeerLink | null;
  /** Monotonic milliseconds at which the socket was lost. */
  awaySinceMs: number | null = null;
  graceTimer: NodeJS.Timeout | null = null;
  #media: PeerMedia | null;
  #closed = false;

  constructor(options: PeerOptions) {
    this.participantId = options.participantId;
    this.keyThumbprint = options.keyThumbprint;
    this.grants = options.grants;
    this.#media = options.media;
    this.link = options.link;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get media(): PeerMedia | null {
    return this.#media;
  }

  /** @throws AppError `wrong_state` when the transports are not of that generation (any more) */
  mediaOf(generation: number): PeerMedia {
    if (!this.#media || this.#media.generation !== generation) throw new AppError('wrong_state');
    return this.#media;
  }

  get described(): RoomPeer {
    return { participantId: this.participantId, connected: this.link !== null, tracks: this.liveTracks.map((track) => track.published) };
  }

  /** The tracks that a worker holds. */
  get liveTracks(): Track[] {
    return [...this.tracks.values()].filter((track) => track.producer !== null);
  }

  /** @throws AppError `not_found` for a track that isn't this peer's */
  track(trackId: TrackId): Track {
    const track = this.tracks.get(trackId);
    if (!track) throw new AppError('not_found');
    return track;
  }

  /** @throws AppError `not_found` for a subscription that isn't this peer's */
  subscription(subscriptionId: SubscriptionId): Subscription {
    const subscription = this.subscriptions.get(subscriptionId);
    if (!subscription) throw new AppError('not_found');
    return subscription;
  }

  /** The worker is gone: transports, producers and consumers with it. */
  loseMedia(): void {
    this.#media?.close();
    this.#media = null;
    this.capabilities = null;
    this.subscriptions.clear();
    for (const track of this.tracks.values()) track.suspend();
  }

  useMedia(media: PeerMedia): void {
    if (this.#closed) media.close();
    else this.#media = media;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.graceTimer) clearTimeout(this.graceTimer);
    for (const subscription of this.subscriptions.values()) subscription.close();
    this.subscriptions.clear();
    for (const track of this.tracks.values()) track.close();
    this.tracks.clear();
    this.#media?.close();
    this.#media = null;
  }
}
