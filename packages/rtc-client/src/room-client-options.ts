import type { ConnectionState, MediaState } from './connection-state.ts';
import type { RtcLogger } from './logger.ts';
import type { PageIdentity } from './page-identity.ts';
import type { QualitySample, RoomEnd, SpeakerLevel } from './room-view.ts';
import type { RoomPass, TrackSource } from '@guichet/protocol';

/** Asks the counter for a fresh pass. Called for the first entry and again when the node no longer knows the page. */
export type GetPass = () => Promise<RoomPass>;

export interface RoomClientOptions {
  readonly identity: PageIdentity;
  readonly logger?: RtcLogger | undefined;
  /** Time between two looks at the statistics; each is reported to the node. */
  readonly qualityIntervalMs?: number | undefined;
}

/** What a client tells besides its `RoomView`. Everything else is a change of the view (`subscribe`). */
export interface RoomClientEvents {
  /** Each transition of the connection, once. */
  state: [to: ConnectionState, from: ConnectionState];
  media: [to: MediaState, from: MediaState];
  /** The stay in the room is over, for good. */
  ended: [end: RoomEnd];
  quality: [sample: QualitySample];
  /** Loudest first, about ten times a second while anybody speaks; empty in silence. */
  levels: [levels: readonly SpeakerLevel[]];
  /** A device was pulled out or taken away by the system: the track delivers nothing any more. */
  trackEnded: [source: TrackSource];
}
