import {
  AppError,
  type LeaveReason,
  type NetworkSample,
  type NodeReport,
  type ParticipantId,
  type RoomGrants,
  type RoomId,
  type RoomPlan,
  type RoomSnapshot,
} from '@guichet/protocol';
import type { Logger } from 'pino';
import { Audience } from './audience.ts';
import type { PeerFact, RoomFact } from './facts.ts';
import { Peer, type PeerLink } from './peer.ts';
import { ExpectedTracks, type LeftBehind, NOTHING_LEFT } from './left-behind.ts';
import type { Recorder } from './recorder.ts';
import { RoomMedia } from './room-media.ts';
import { RoomRecording } from './room-recording.ts';
import { ScoreBoard } from './score-board.ts';
import { TaskQueue } from './task-queue.ts';
import { type ExchangeRoom, TrackExchange } from './track-exchange.ts';
import type { Track } from './track.ts';
import type { WorkerPool } from './worker-pool.ts';

/** How long pages have to publish again after a worker died; what is missing then has ended. */
const REPUBLISH_WITHIN_MS = 20_000;
/** A room in which one person tries out their line is of no use to anybody once it has been empty for so long. */
const EMPTY_CHECK_ROOM_MS = 60_000;

export interface RoomDeps {
  readonly pool: WorkerPool;
  readonly recorder: Recorder;
  /** Local ports that recordings are sent from. */
  readonly tapPorts: { readonly min: number; readonly max: number };
  readonly report: (report: NodeReport) => void;
  /** Something changed that has to outlive a kill of the node. */
  readonly remember: () => void;
  readonly graceMs: number;
  readonly log: Logger;
}

/** What a verified room token says of who joins. */
export interface Entrant {
  readonly participantId: ParticipantId;
  readonly grants: RoomGrants;
  readonly keyThumbprint: string;
  readonly tokenIssuedAtMs: number;
}

/** A room: who is in it, what they share, whether it is recorded. Lives on one worker at a time and survives its death. */
export class Room {
  readonly id: RoomId;
  readonly plan: RoomPlan;
  readonly exchange: TrackExchange;
  readonly recording: RoomRecording | null;
  /** Resolves when the room is closed and so is its recording. */
  readonly finished: Promise<void>;
  readonly #deps: RoomDeps;
  readonly #log: Logger;
  readonly #queue = new TaskQueue();
  readonly #peers = new Audience();
  readonly #held: Set<ParticipantId>;
  readonly #expected: ExpectedTracks;
  readonly #removedAtMs = new Map<ParticipantId, number>();
  readonly #scores: ScoreBoard;
  #media: RoomMedia | null = null;
  #generation = 0;
  #closed = false;
  #republishTimer: NodeJS.Timeout | null = null;
  #emptyTimer: NodeJS.Timeout | null = null;
  #finish: () => void = () => undefined;

  /** @param left what is known of the room from before the node was killed */
  static async open(plan: RoomPlan, deps: RoomDeps, left: LeftBehind = NOTHING_LEFT): Promise<Room> {
    const room = new Room(plan, deps, left);
    await room.#queue.run(() => room.#useMedia());
    room.#watchEmptiness();
    return room;
  }

  private constructor(plan: RoomPlan, deps: RoomDeps, left: LeftBehind) {
    this.id = plan.roomId;
    this.plan = plan;
    this.#deps = deps;
    this.#log = deps.log.child({ roomId: plan.roomId });
    this.#held = new Set(left.held);
    this.#expected = new ExpectedTracks(left.tracks);
    this.finished = new Promise((resolve) => (this.#finish = resolve));
    this.#scores = new ScoreBoard(() => this.peers);
    this.exchange = new TrackExchange(this.#forExchange(), this.#log);
    this.recording = plan.recording === null ? null : this.#record(plan.recording);
  }

  get peers(): readonly Peer[] {
    return this.#peers.all;
  }

  get media(): RoomMedia | null {
    return this.#media;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** What the node needs to go on with the room, should it be killed now. */
  get leftBehind(): LeftBehind {
    const tracks = this.peers.flatMap((peer) =>
      [...peer.tracks.values()].map(({ id, participantId, source }) => ({ trackId: id, participantId, source })),
    );
    return { held: [...this.#held], tracks: [...this.#expected.all, ...tracks] };
  }

  peer(participantId: ParticipantId): Peer | null {
    return this.#peers.find(participantId);
  }

  /** Lets a page in. Another page of the same participant is told that it was replaced. */
  join(entrant: Entrant, link: PeerLink, signal: AbortSignal): Promise<Peer> {
    return this.#queue.run(async () => {
      this.#checkEntry(entrant);
      const media = this.#media;
      if (!media) throw new AppError('unavailable');
      const peerMedia = await media.createPeerMedia();
      if (signal.aborted || this.#closed || this.#media !== media) {
        peerMedia.close();
        throw new AppError(this.#closed ? 'not_found' : 'unavailable');
      }
      const { participantId, keyThumbprint, grants } = entrant;
      return this.#enter(new Peer({ participantId, keyThumbprint, grants, media: peerMedia, link }));
    });
  }

  /** The same page on another socket. Its media was never touched. */
  resume(peer: Peer, link: PeerLink): void {
    peer.link?.drop();
    if (peer.graceTimer) clearTimeout(peer.graceTimer);
    const awayMs = peer.awaySinceMs === null ? 0 : Math.round(performance.now() - peer.awaySinceMs);
    const wasAway = peer.link === null;
    peer.link = link;
    peer.awaySinceMs = null;
    peer.graceTimer = null;
    this.#report({ type: 'peer.resumed', participantId: peer.participantId, awayMs });
    if (wasAway) this.#peers.tellConnection(peer);
    // The worker died while the page was away: it publishes only now.
    if (peer.liveTracks.length < peer.tracks.size) this.#awaitPublishing();
    this.#log.info({ participantId: peer.participantId, awayMs }, 'peer resumed');
  }

  /** The socket is gone; the place and the media are kept for a while. */
  disconnected(peer: Peer, link: PeerLink): void {
    if (peer.closed || peer.link !== link) return;
    peer.link = null;
    peer.awaySinceMs = performance.now();
    peer.graceTimer = setTimeout(() => this.#end(peer, 'timed_out'), this.#deps.graceMs);
    this.#report({ type: 'peer.disconnected', participantId: peer.participantId });
    this.#peers.tellConnection(peer);
  }

  leave(peer: Peer): void {
    this.#end(peer, 'left');
  }

  reportQuality(peer: Peer, sample: NetworkSample): void {
    this.#report({ type: 'quality.sampled', participantId: peer.participantId, sample });
  }

  /** Puts a participant out, and refuses the tokens that it has already been given. */
  remove(participantId: ParticipantId): void {
    this.#removedAtMs.set(participantId, Date.now());
    const peer = this.#peers.find(participantId);
    if (!peer) return;
    const { link } = peer;
    this.#end(peer, 'removed');
    link?.end('removed');
  }

  hold(participantId: ParticipantId, held: boolean): void {
    if (this.#held.has(participantId) === held) return;
    if (held) this.#held.add(participantId);
    else this.#held.delete(participantId);
    this.#peers.find(participantId)?.link?.notify('hold.changed', { held });
    this.exchange.refreshFlow();
  }

  snapshot(peer: Peer): RoomSnapshot {
    const { media } = peer;
    if (!media) throw new AppError('unavailable');
    return {
      participantId: peer.participantId,
      grants: peer.grants,
      media: media.setup,
      peers: this.peers.filter((other) => other !== peer && !other.grants.hidden).map((other) => other.described),
      ownTracks: peer.liveTracks.map((track) => track.published),
      recording: this.recording?.state ?? { status: 'none', trouble: null, lastWrittenAtMs: null },
      held: this.#held.has(peer.participantId),
    };
  }

  /** Ends the room and its recording. */
  close(reason: string): void {
    if (!this.#shut('room_closed')) return;
    this.#report({ type: 'room.closed', reason });
    this.#log.info({ reason }, 'room closed');
    void (this.recording?.close(reason) ?? Promise.resolve()).then(() => this.#finish());
  }

  /** The node stops: everybody is told, the recording stays open. */
  async stop(): Promise<void> {
    if (!this.#shut('node_stopped')) return;
    this.#report({ type: 'room.closed', reason: 'node_stopped' });
    await this.recording?.park();
    this.#finish();
  }

  #checkEntry({ participantId, tokenIssuedAtMs }: Entrant): void {
    if (this.#closed) throw new AppError('not_found');
    if (tokenIssuedAtMs <= (this.#removedAtMs.get(participantId) ?? -Infinity)) throw new AppError('token_invalid');
    if (!this.#peers.find(participantId) && this.#peers.size >= this.plan.maxPeers) throw new AppError('room_full');
  }

  #enter(peer: Peer): Peer {
    const { participantId, grants } = peer;
    const former = this.#peers.find(participantId);
    const knownToOthers = former !== null && !former.grants.hidden;
    const wasAway = former?.link === null;
    if (former) this.#replace(former);
    this.#peers.add(peer);
    this.#watchEmptiness();
    this.#report({ type: former ? 'peer.replaced' : 'peer.joined', participantId });
    // What was said when the room was opened (that there is no room on the disk) may have come before the counter had noted the recording.
    this.recording?.reportState();
    this.#log.info({ participantId, replaced: former !== null }, 'peer joined');
    if (grants.hidden) {
      if (knownToOthers) this.#peers.tell(peer, 'peer.left', { participantId, reason: 'left' });
    } else if (!knownToOthers) {
      this.#peers.tell(peer, 'peer.joined', peer.described);
    } else if (wasAway) {
      this.#peers.tellConnection(peer);
    }
    return peer;
  }

  /** To the others the participant stays; only its tracks end. */
  #replace(former: Peer): void {
    for (const track of [...former.tracks.values()]) this.exchange.close(former, track);
    this.#peers.remove(former);
    former.close();
    former.link?.end('replaced');
  }

  #end(peer: Peer, reason: LeaveReason): void {
    if (peer.closed) return;
    for (const track of [...peer.tracks.values()]) this.exchange.close(peer, track);
    this.#peers.remove(peer);
    peer.close();
    this.#report({ type: 'peer.left', participantId: peer.participantId, reason });
    this.#log.info({ participantId: peer.participantId, reason }, 'peer left');
    if (!peer.grants.hidden) this.#peers.tell(null, 'peer.left', { participantId: peer.participantId, reason });
    this.#watchEmptiness();
  }

  #watchEmptiness(): void {
    if (this.#emptyTimer) clearTimeout(this.#emptyTimer);
    this.#emptyTimer = null;
    if (this.plan.purpose !== 'check' || this.#peers.size > 0 || this.#closed) return;
    this.#emptyTimer = setTimeout(() => this.close('empty'), EMPTY_CHECK_ROOM_MS);
    this.#emptyTimer.unref();
  }

  #shut(reason: LeaveReason): boolean {
    if (this.#closed) return false;
    this.#closed = true;
    if (this.#republishTimer) clearTimeout(this.#republishTimer);
    this.#scores.close();
    this.#expected.close();
    const links = this.peers.map((peer) => peer.link);
    for (const peer of this.peers) this.#end(peer, reason);
    for (const link of links) link?.end(reason);
    this.#media?.close();
    this.#media = null;
    return true;
  }

  /** Takes a worker, and another one should that die meanwhile. */
  async #useMedia(): Promise<void> {
    while (!this.#closed) {
      const worker = await this.#deps.pool.acquire();
      try {
        const media = await RoomMedia.create(worker, this.#generation);
        if (this.#closed) return media.close();
        for (const peer of this.peers) peer.useMedia(await media.createPeerMedia());
        if (media.closed) continue;
        this.#media = media;
        media.onLost(() => this.#lost(media));
        media.onLevels((levels) => this.#peers.tellLevels(levels, this.#held));
        this.recording?.attach(media);
        return;
      } catch (error) {
        if (worker.alive) throw error;
        this.#log.warn({ err: error }, 'the worker died while the room moved to it');
      }
    }
  }

  #lost(media: RoomMedia): void {
    if (this.#closed || this.#media !== media || this.#deps.pool.closed) return;
    this.#media = null;
    this.#generation += 1;
    for (const peer of this.peers) peer.loseMedia();
    this.recording?.detach();
    void this.#queue
      .run(() => this.#rebuild())
      .catch((error) => {
        this.#log.error({ err: error }, 'the room could not be rebuilt');
        this.close('rebuild_failed');
      });
  }

  async #rebuild(): Promise<void> {
    await this.#useMedia();
    const media = this.#media;
    if (!media || this.#closed) return;
    this.#report({ type: 'room.rebuilt', generation: media.generation });
    this.#log.warn({ generation: media.generation, worker: media.worker.index }, 'room rebuilt on another worker');
    for (const peer of this.peers) {
      if (peer.media) peer.link?.notify('room.rebuilt', peer.media.setup);
    }
    this.#awaitPublishing();
  }

  #awaitPublishing(): void {
    if (this.#republishTimer) clearTimeout(this.#republishTimer);
    this.#republishTimer = setTimeout(() => this.#dropUnpublished(), REPUBLISH_WITHIN_MS);
  }

  #dropUnpublished(): void {
    for (const peer of this.peers) {
      // Whoever is away publishes again on return, or leaves when the grace time is over.
      if (peer.link === null) continue;
      for (const track of [...peer.tracks.values()]) if (!track.producer) this.exchange.close(peer, track);
    }
  }

  #record(plan: NonNullable<RoomPlan['recording']>): RoomRecording {
    const { recorder, tapPorts } = this.#deps;
    const { recordingId } = plan;
    const recording = new RoomRecording({
      plan,
      recorder,
      tapPorts,
      log: this.#log,
      expects: (trackId) => this.#expected.has(trackId),
      report: (fact) => this.#deps.report({ ...fact, at: Date.now(), roomId: this.id, recordingId }),
    });
    recording.on('gate', () => this.exchange.refreshFlow());
    recording.on('layerSilent', (trackId, layer) => this.exchange.leaveLayer(trackId, layer));
    recording.on('changed', (state) => this.#peers.tell(null, 'recording.changed', state));
    return recording;
  }

  #forExchange(): ExchangeRoom {
    return {
      peers: () => this.peers,
      media: () => this.#media,
      selfOnly: this.plan.purpose === 'check',
      mayFlow: (track, subscriber) => this.#mayFlow(track, subscriber),
      broadcast: (except, ...message) => this.#peers.tell(except, ...message),
      reportOf: (peer, fact: PeerFact) => this.#report({ ...fact, participantId: peer.participantId } as RoomFact),
      claimTrackId: (participantId, source) => this.#expected.claim(participantId, source),
      trackStarted: async (track, peer) => {
        this.#deps.remember();
        if (peer.grants.record) await this.recording?.trackStarted(track);
      },
      trackPaused: (track) => this.recording?.trackPaused(track),
      trackEnded: (track) => {
        this.#deps.remember();
        this.recording?.trackEnded(track.id);
      },
    };
  }

  #mayFlow(track: Track, subscriber: Peer): boolean {
    if (this.#held.has(track.participantId) || this.#held.has(subscriber.participantId)) return false;
    return this.recording?.passes(track.id) ?? true;
  }

  #report(fact: RoomFact): void {
    this.#deps.report({ ...fact, at: Date.now(), roomId: this.id } as NodeReport);
  }
}
