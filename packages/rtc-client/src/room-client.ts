import {
  afterFailure,
  afterLoss,
  AppError,
  assertNever,
  backOffMs,
  type Entry,
  type EntryPlan,
  firstEntry,
  type LeaveReason,
  type MediaSetup,
  type NodeId,
  type RoomPass,
  type RoomSnapshot,
  type TrackId,
  type TrackSource,
  withDeadline,
} from '@guichet/protocol';
import { type ConnectionEvent, nextConnectionState } from './connection-state.ts';
import { Emitter } from './emitter.ts';
import { introduce } from './introduce.ts';
import { IceKeeper } from './ice-keeper.ts';
import { LocalTracks } from './local-tracks.ts';
import { type RtcLogger, silentLogger } from './logger.ts';
import { MediaSession } from './media-session.ts';
import { watchNetwork } from './network-watch.ts';
import { QualitySampler } from './quality/sampler.ts';
import { RemoteRoom } from './remote-room.ts';
import type { GetPass, RoomClientEvents, RoomClientOptions } from './room-client-options.ts';
import { emptyRoomView, type QualitySample, type RoomEnd, type RoomView } from './room-view.ts';
import { type Ask, type Notice, Signalling } from './signalling.ts';
import { Subscriptions } from './subscriptions.ts';
import { Waiting } from './waiting.ts';

const QUALITY_EVERY_MS = 2_000;
const PASS_DEADLINE_MS = 15_000;
/** A node that does not answer a plain question this long is not there. */
const PROBE_DEADLINE_MS = 2_000;
const LEAVE_DEADLINE_MS = 1_000;

/**
 * One page's stay in one room: enters it, publishes, subscribes, measures, and comes back by itself after whatever happens to the
 * socket, the network, the worker or the node, until it leaves or is told that it is over. Needs a browser.
 */
export class RoomClient {
  readonly #identity: RoomClientOptions['identity'];
  readonly #log: RtcLogger;
  readonly #qualityIntervalMs: number;
  readonly #events = new Emitter<RoomClientEvents>();
  readonly #watchers = new Set<() => void>();
  readonly #remote = new RemoteRoom();
  readonly #local: LocalTracks;
  readonly #subscriptions: Subscriptions;
  readonly #wait = new Waiting();
  readonly #stopWatching: () => void;
  #view: RoomView = emptyRoomView;
  #getPass: GetPass | null = null;
  #pass: RoomPass | null = null;
  #signalling: Signalling | null = null;
  #session: MediaSession | null = null;
  #keeper: IceKeeper | null = null;
  #sampler: QualitySampler | null = null;
  #sessionNodeId: NodeId | null = null;
  /** Counts sessions, so that one that was still being made when the next began is recognised. */
  #sessionNumber = 0;
  #rejoin = false;

  constructor({ identity, logger = silentLogger, qualityIntervalMs = QUALITY_EVERY_MS }: RoomClientOptions) {
    this.#identity = identity;
    this.#log = logger;
    this.#qualityIntervalMs = qualityIntervalMs;
    this.#local = new LocalTracks({ ask: this.#ask, log: logger, onChange: () => this.#show({ local: this.#local.view }) });
    this.#subscriptions = new Subscriptions({
      remote: this.#remote,
      session: () => this.#session,
      ask: this.#ask,
      log: logger,
      onChange: () => this.#showPeers(),
      onOutOfStep: () => this.#giveUpSocket('the session is out of step'),
    });
    this.#stopWatching = watchNetwork({ onChange: (reason) => this.#networkChanged(reason), onAwake: () => void this.#probe() });
  }

  /** The present view; the same object until something changes. */
  readonly view = (): RoomView => this.#view;

  /** Calls back after every change of the view. @returns what stops that */
  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  on<Name extends keyof RoomClientEvents>(name: Name, listener: (...args: RoomClientEvents[Name]) => void): () => void {
    return this.#events.on(name, listener);
  }

  /** Enters the room and stays. @throws AppError why it was over before it began; after the first entry the view and `ended` tell */
  connect(getPass: GetPass): Promise<void> {
    if (this.#getPass) throw new AppError('wrong_state');
    this.#getPass = getPass;
    this.#move('connect_asked');
    return new Promise((resolve, reject) => {
      const settle = this.subscribe(() => {
        if (this.#view.state === 'connecting') return;
        settle();
        if (this.#view.end) reject(this.#view.end.error ?? new AppError('wrong_state'));
        else resolve();
      });
      void this.#stay();
    });
  }

  /** Tries to come back now instead of waiting for the next attempt. */
  retryNow(): void {
    if (this.#view.state === 'connecting' || this.#view.state === 'reconnecting') this.#wait.wake();
    else if (this.#view.media === 'interrupted') void this.#keeper?.restart('asked for');
  }

  /**
   * Publishes a track, or goes on with another device under the same source. Without a connection it is carried out on return; so it
   * is after every interruption. The caller keeps the track and stops it.
   *
   * @throws AppError `forbidden` when the pass does not grant the source, or what else the node refused
   */
  async publish(source: TrackSource, track: MediaStreamTrack, { muted }: { muted?: boolean | undefined } = {}): Promise<void> {
    if (this.#view.grants && !this.#view.grants.publish.includes(source)) throw new AppError('forbidden');
    this.#local.put(source, track, muted);
    await this.#local.sync();
  }

  /** Stops sending at once, or goes on; the node and the others are told. */
  async setMuted(source: TrackSource, muted: boolean): Promise<void> {
    this.#local.mute(source, muted);
    await this.#local.sync();
  }

  async unpublish(source: TrackSource): Promise<void> {
    this.#local.remove(source);
    await this.#local.sync();
  }

  /** Says that an element shows a track: the node then sends a picture as large as it is seen, and none where it is not. */
  showIn(trackId: TrackId, element: Element): () => void {
    return this.#subscriptions.showIn(trackId, element);
  }

  /** Goes for good. */
  async leave(): Promise<void> {
    if (this.#view.state === 'ended') return;
    const signalling = this.#signalling;
    if (signalling?.open && this.#view.state === 'connected') {
      await signalling.ask('peer.leave', {}, LEAVE_DEADLINE_MS).catch(() => undefined);
    }
    this.#finish({ reason: 'left', error: null });
  }

  readonly #ask: Ask = (name, payload, deadlineMs) => {
    if (!this.#signalling) return Promise.reject(new AppError('unavailable'));
    return this.#signalling.ask(name, payload, deadlineMs);
  };

  get #over(): boolean {
    return this.#view.state === 'ended';
  }

  /** The whole stay: in, until lost, back in. */
  async #stay(): Promise<void> {
    let plan: EntryPlan = firstEntry;
    while (!this.#over) {
      const lost = await this.#enter(plan);
      if (this.#over) return;
      if (lost.error === null) {
        this.#log.info({ reason: lost.reason }, 'signalling lost');
        this.#move('socket_lost');
        plan = afterLoss(!this.#rejoin && this.#session?.intact === true);
        this.#rejoin = false;
      } else {
        const { error, by } = lost;
        this.#log.debug({ code: error.code, by, entry: plan.entry, failures: plan.failures }, 'attempt failed');
        const next = afterFailure(plan, {
          code: error.code,
          retryable: error.entry.retryable,
          by,
          mediaIntact: this.#session?.intact === true,
        });
        if (!next) return this.#finish({ reason: error.code === 'codec_unsupported' ? 'unsupported' : 'refused', error });
        plan = next;
      }
      if (this.#view.state === 'reconnecting') {
        this.#show({ reconnecting: { sinceMs: this.#view.reconnecting?.sinceMs ?? Date.now(), attempt: plan.failures + 1 } });
      }
      const waitMs = Math.max(backOffMs(plan.failures + 1), lost.error?.retryAfterMs ?? 0);
      await this.#wait.for(waitMs);
    }
  }

  /** One attempt and, when it succeeds, the stay on that socket. */
  async #enter({ entry }: EntryPlan): Promise<{ error: null; reason: string } | { error: AppError; by: 'counter' | 'node' }> {
    if (entry === 'join') {
      try {
        const getPass = this.#getPass;
        if (!getPass) throw new AppError('wrong_state');
        this.#pass = await withDeadline(PASS_DEADLINE_MS, () => getPass());
      } catch (thrown) {
        return { error: AppError.from(thrown), by: 'counter' };
      }
    }
    try {
      const signalling = await this.#openAndEnter(entry);
      return { error: null, reason: await signalling.lost };
    } catch (thrown) {
      return { error: AppError.from(thrown), by: 'node' };
    }
  }

  async #openAndEnter(entry: Entry): Promise<Signalling> {
    const pass = this.#pass;
    if (!pass || this.#over) throw new AppError('wrong_state');
    const signalling = await Signalling.open(pass.signallingUrl, this.#log);
    try {
      const { participantId } = this.#view;
      const session = this.#sessionNodeId === pass.nodeId && this.#session?.intact === true ? this.#session : null;
      const present = participantId && session ? { participantId, generation: session.generation } : null;
      const snapshot = await introduce(signalling, { identity: this.#identity, pass, entry, present });
      if (this.#over) throw new AppError('wrong_state');
      await this.#settleIn(signalling, snapshot, pass, session);
      return signalling;
    } catch (thrown) {
      signalling.close('could not enter');
      if (this.#signalling === signalling) this.#signalling = null;
      throw thrown;
    }
  }

  async #settleIn(signalling: Signalling, snapshot: RoomSnapshot, pass: RoomPass, session: MediaSession | null): Promise<void> {
    this.#signalling = signalling;
    // A join gives new transports, of whatever generation.
    const resumed = session?.intact === true && session.transportId === snapshot.media.send.id;
    if (!resumed) await this.#useSession(snapshot.media, pass);
    if (this.#over) throw new AppError('wrong_state');
    for (const track of this.#remote.reset(snapshot.peers)) if (track.subscriptionId) this.#session?.unsubscribe(track.subscriptionId);
    if (resumed) this.#local.compare(snapshot.ownTracks);
    this.#show({
      participantId: snapshot.participantId,
      grants: snapshot.grants,
      peers: this.#remote.peers,
      recording: snapshot.recording,
      held: snapshot.held,
      reconnecting: null,
    });
    this.#move('entered');
    this.#log.info({ resumed, generation: snapshot.media.generation, peers: snapshot.peers.length }, 'in the room');
    signalling.deliverTo((notice) => this.#take(notice));
    // The socket was away, so the network may have been another one for a moment: 30 ms of precaution.
    if (resumed) void this.#keeper?.restart('back on another socket');
    else void this.#announce();
    this.#sync();
  }

  /** Replaces the session by one for a new join or a new generation of the room. */
  async #useSession(setup: MediaSetup, pass: RoomPass): Promise<void> {
    this.#dropSession();
    const number = ++this.#sessionNumber;
    const session = await MediaSession.create({
      setup,
      iceServers: pass.iceServers,
      ask: this.#ask,
      log: this.#log,
      onConnectionChange: () => {
        if (this.#sessionNumber === number) this.#keeper?.changed();
      },
      onTrackEnded: (source) => this.#events.emit('trackEnded', source),
    });
    if (this.#sessionNumber !== number || this.#over) return session.close();
    this.#session = session;
    this.#sessionNodeId = pass.nodeId;
    this.#local.useSession(session);
    this.#keeper = new IceKeeper({
      session,
      log: this.#log,
      onState: (state) => this.#showMedia(state),
      onSilent: () => this.#signalling?.close('the node does not answer'),
    });
    this.#sampler = new QualitySampler(session, this.#qualityIntervalMs, (sample) => this.#measured(sample));
  }

  #dropSession(): void {
    this.#sessionNumber += 1;
    this.#keeper?.close();
    this.#sampler?.close();
    this.#session?.close();
    this.#keeper = null;
    this.#sampler = null;
    this.#session = null;
    this.#local.useSession(null);
    this.#remote.dropEnds();
    this.#show({ peers: this.#remote.peers });
    // With nothing to send and nothing to receive no transport is ever used, so nothing would end the interruption.
    const inUse = this.#view.local.length > 0 || this.#remote.tracks.length > 0;
    if (this.#view.media !== 'new') this.#showMedia(inUse ? 'interrupted' : 'new');
  }

  async #announce(): Promise<void> {
    try {
      await this.#session?.announce();
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (error.code === 'codec_unsupported') this.#finish({ reason: 'unsupported', error });
      else this.#giveUpSocket(`not ready: ${error.code}`);
    }
  }

  /** Errors of the line are mended on return; a refusal was thrown to whoever asked for the track, or is in the log. */
  #sync(): void {
    void this.#local
      .sync()
      .catch(() => undefined)
      .then(() => {
        if (this.#session && !this.#session.intact && !this.#session.closed) this.#giveUpSocket('the session is out of step');
      });
  }

  #giveUpSocket(reason: string): void {
    this.#rejoin = true;
    this.#signalling?.close(reason);
  }

  #take(notice: Notice): void {
    if (this.#over) return;
    switch (notice.name) {
      case 'peer.joined':
        this.#remote.join(notice.message);
        return this.#showPeers();
      case 'peer.connection':
        this.#remote.setConnected(notice.message.participantId, notice.message.connected);
        return this.#showPeers();
      case 'peer.left':
        this.#remote.leave(notice.message.participantId);
        return this.#showPeers();
      case 'track.published':
        this.#remote.publish(notice.message);
        return this.#showPeers();
      case 'track.changed':
        this.#remote.changeTrack(notice.message.trackId, { paused: notice.message.paused });
        return this.#showPeers();
      case 'track.ended':
        return this.#subscriptions.endTrack(notice.message.trackId);
      case 'codec.wanted':
        this.#local.wantCodec(notice.message.mimeType);
        return this.#sync();
      case 'subscription.offered':
        return void this.#subscriptions.take(notice.message);
      case 'subscription.ended':
        return this.#subscriptions.end(notice.message.subscriptionId);
      case 'subscription.layer':
        return this.#subscriptions.changeLayer(notice.message.subscriptionId, notice.message.spatialLayer);
      case 'speaker.levels':
        return this.#events.emit('levels', notice.message.levels);
      case 'quality.scores':
        return;
      case 'recording.changed':
        return this.#show({ recording: notice.message });
      case 'hold.changed':
        return this.#show({ held: notice.message.held });
      case 'room.rebuilt':
        return void this.#rebuild(notice.message);
      case 'peer.ended':
        return this.#ended(notice.message.reason);
      default:
        assertNever(notice);
    }
  }

  /** The worker died and the room goes on, on another one. */
  async #rebuild(setup: MediaSetup): Promise<void> {
    const pass = this.#pass;
    if (!pass) return;
    this.#log.info({ generation: setup.generation }, 'the room moved to another worker');
    try {
      await this.#useSession(setup, pass);
      if (this.#session?.generation !== setup.generation) return;
      void this.#announce();
      this.#sync();
    } catch (thrown) {
      this.#giveUpSocket(`no media: ${AppError.from(thrown).code}`);
    }
  }

  #ended(reason: LeaveReason): void {
    // The node stops, the room does not: the counter knows where it goes on.
    if (reason === 'node_stopped') this.#giveUpSocket('the node stops');
    else this.#finish({ reason, error: null });
  }

  #measured(sample: QualitySample): void {
    this.#events.emit('quality', sample);
    const { availableUplinkKbps: _, score: __, framesPerSecond: ___, ...reported } = sample;
    this.#ask('quality.report', reported).catch(() => undefined);
  }

  #networkChanged(reason: string): void {
    if (this.#over) return;
    if (this.#view.state === 'connected') void this.#keeper?.restart(reason);
    else this.#wait.wake();
  }

  /** A socket that was frozen with the page can look open for a minute. */
  async #probe(): Promise<void> {
    const signalling = this.#signalling;
    if (this.#view.state !== 'connected' || !signalling) return this.#wait.wake();
    try {
      await signalling.ask('peer.challenge', {}, PROBE_DEADLINE_MS);
    } catch (thrown) {
      if (AppError.from(thrown).code === 'deadline_exceeded') signalling.close('asleep');
    }
  }

  #finish(end: RoomEnd): void {
    if (this.#over) return;
    this.#dropSession();
    this.#signalling?.close(end.reason);
    this.#signalling = null;
    this.#subscriptions.close();
    this.#stopWatching();
    this.#show({ end, reconnecting: null, peers: [] });
    this.#move('over');
    this.#log.info({ reason: end.reason, code: end.error?.code }, 'out of the room');
    this.#wait.wake();
    this.#events.emit('ended', end);
  }

  #move(event: ConnectionEvent): void {
    const from = this.#view.state;
    const to = nextConnectionState(from, event);
    if (to === from) return;
    this.#show({ state: to, reconnecting: to === 'reconnecting' ? { sinceMs: Date.now(), attempt: 1 } : null });
    this.#log.info({ from, to }, 'connection state');
    this.#events.emit('state', to, from);
  }

  #showMedia(media: RoomView['media']): void {
    const from = this.#view.media;
    if (from === media) return;
    this.#show({ media, interruptedSinceMs: media === 'interrupted' ? Date.now() : null });
    this.#log.info({ from, to: media }, 'media state');
    this.#events.emit('media', media, from);
  }

  #showPeers(): void {
    this.#show({ peers: this.#remote.peers });
  }

  #show(change: Partial<RoomView>): void {
    this.#view = { ...this.#view, ...change };
    for (const watcher of this.#watchers) watcher();
  }
}
