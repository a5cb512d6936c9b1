import {
  afterFailure,
  afterLoss,
  AppError,
  backOffMs,
  type Entry,
  type EntryPlan,
  firstEntry,
  type LeaveReason,
  type MediaSetup,
  type RoomPass,
  type TrackId,
  type TrackSource,
  withDeadline,
} from '@guichet/protocol';
import { MediaLink } from './media-link.ts';
import type { PageIdentity } from './page-identity.ts';
import { PeerSignalling } from './peer-signalling.ts';
import { type Outlet, publishStreams, type StreamPlan } from './publish-streams.ts';
import { RtpForwarder } from './rtp-forwarder.ts';
import type { CandidateOverride } from './sdp.ts';
import { type LoadCodec, loadCodec } from './stream-parameters.ts';

export interface PublishedStream {
  readonly source: TrackSource;
  readonly codec: LoadCodec;
  /** dBov of the packets as they are sent, for audio: what the node's speaker detection goes by. */
  readonly audioLevelDbov?: () => number;
}

type Pass = Pick<RoomPass, 'signallingUrl' | 'token' | 'participantId'>;

export interface PublishingPeerOptions {
  /** A fresh pass each time, to wherever the room is by then. Rejects with a retryable AppError when it can be asked for again. */
  readonly getPass: () => Promise<Pass>;
  /** The key that passes are bound to. */
  readonly identity: PageIdentity;
  readonly streams: readonly PublishedStream[];
  /** Each stream gets one of its own whenever it is published. */
  readonly nextSsrc: () => number;
  /** The local address media is sent from; by default the loopback. */
  readonly bindAddress?: string;
  /** Where a node is reached instead of where it says: for tests. */
  readonly candidateOverride?: CandidateOverride;
  /** Takes a certificate of nobody's store: for tests. */
  readonly trustAnyCertificate?: boolean;
  /** Somebody cannot decode the stream. Resolves to whether packets of that codec come from now on; without it, or when not, nothing changes. */
  readonly onCodecWanted?: (source: TrackSource, codec: LoadCodec) => Promise<boolean>;
  /** What it sends reaches nobody from now on, until `present()`. */
  readonly onInterrupted?: () => void;
  /** It is out of the room for good and has let go of everything. */
  readonly onEnded: (why: LeaveReason | 'lost') => void;
}

const PASS_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 500;
/**
 * A node reports on what it receives about once a second. libdatachannel knows no ICE restart, so a link on which nothing comes any more is
 * given up for a new one; ICE itself would take half a minute to notice.
 */
const SILENT_AFTER_MS = 5_000;

/**
 * A participant without a browser that only sends: joins with a room pass and publishes streams whose packets are handed to it. Like a page it
 * comes back by itself after whatever happens to the socket, the network, the worker or the node, until it leaves or is told that it is over.
 */
export class PublishingPeer {
  readonly #options: PublishingPeerOptions;
  readonly #forwarders = new Map<TrackSource, RtpForwarder>();
  readonly #trackIds = new Map<TrackSource, TrackId>();
  readonly #codecs: Map<TrackSource, LoadCodec>;
  readonly #settled = new Set<TrackSource>();
  readonly #waiting = new Set<{ readonly resolve: () => void; readonly reject: (error: AppError) => void }>();
  readonly #watch: NodeJS.Timeout;
  #pass: Pass | null = null;
  #signalling: PeerSignalling | null = null;
  #setup: MediaSetup | null = null;
  #link: MediaLink | null = null;
  #midCount = 0;
  #heardAtMs = 0;
  #present = false;
  #returning = false;
  #work: Promise<void> = Promise.resolve();
  #closed = false;

  /** Resolves when it is published and its link is up; rejects with an AppError when it is refused for good. */
  static async join(options: PublishingPeerOptions): Promise<PublishingPeer> {
    const peer = new PublishingPeer(options);
    try {
      await peer.#inTurn(() => peer.#getIn(firstEntry));
      await peer.present();
      return peer;
    } catch (error) {
      peer.close();
      throw error;
    }
  }

  private constructor(options: PublishingPeerOptions) {
    this.#options = options;
    this.#codecs = new Map(options.streams.map(({ source, codec }) => [source, codec]));
    this.#watch = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /** Sends one RTP packet of an encoder; dropped while there is no link, as a picture that nobody could see. */
  send(source: TrackSource, packet: Buffer, capturedAtMs: number): void {
    this.#forwarders.get(source)?.forward(packet, capturedAtMs);
  }

  /** Resolves once what it sends reaches the node, as far as anybody knows; rejects with `wrong_state` when it is over. */
  async present(): Promise<void> {
    if (this.#closed) throw new AppError('wrong_state');
    if (this.#present && this.#signalling?.connected === true) return;
    await new Promise<void>((resolve, reject) => this.#waiting.add({ resolve, reject }));
  }

  /** Leaves as a person does. */
  async leave(): Promise<void> {
    await this.#signalling?.request('peer.leave', {}).catch(() => undefined);
    this.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#watch);
    this.#dropMedia();
    this.#signalling?.close();
    for (const { reject } of this.#waiting) reject(new AppError('wrong_state'));
    this.#waiting.clear();
  }

  /** Tries until it is in, or until there is nothing left to try. @throws AppError why there is not */
  async #getIn(start: EntryPlan): Promise<void> {
    let plan = start;
    while (!this.#closed) {
      const failed = await this.#enter(plan.entry);
      if (failed === null) {
        if (this.#signalling?.connected === true) return this.#arrive();
        // It was lost again on the way in.
        plan = afterLoss(this.#link !== null);
        continue;
      }
      const { code, entry } = failed.error;
      const mediaIntact = this.#link !== null;
      const next = afterFailure(plan, { code, retryable: entry.retryable, by: failed.by, mediaIntact });
      if (next === null) throw failed.error;
      plan = next;
      await new Promise((resolve) => setTimeout(resolve, backOffMs(plan.failures)));
    }
  }

  async #enter(entry: Entry): Promise<{ readonly error: AppError; readonly by: 'counter' | 'node' } | null> {
    if (entry === 'join' || this.#pass === null) {
      try {
        this.#pass = await withDeadline(PASS_WITHIN_MS, () => this.#options.getPass());
      } catch (thrown) {
        return { error: AppError.from(thrown), by: 'counter' };
      }
    }
    try {
      const signalling = await this.#open(this.#pass);
      const setup = entry === 'join' ? (await signalling.join(this.#pass.token)).media : await this.#resume(signalling, this.#pass);
      if (setup !== null) await this.#publish(setup);
      return null;
    } catch (thrown) {
      this.#signalling?.close();
      // Half of it is nothing to resume.
      if (!this.#present) this.#dropMedia();
      return { error: AppError.from(thrown), by: 'node' };
    }
  }

  /** @returns the room's new media where it was rebuilt meanwhile */
  async #resume(signalling: PeerSignalling, { participantId }: Pass): Promise<MediaSetup | null> {
    const generation = this.#setup?.generation ?? 0;
    const { media } = await signalling.resume(participantId, generation);
    return media.generation === generation ? null : media;
  }

  async #open({ signallingUrl }: Pass): Promise<PeerSignalling> {
    this.#signalling?.close();
    const { identity, trustAnyCertificate = false } = this.#options;
    const signalling = await PeerSignalling.open({
      signallingUrl,
      identity,
      trustAnyCertificate,
      takes: {
        'room.rebuilt': (setup) => void this.#step(() => this.#publish(setup)),
        'codec.wanted': ({ trackId, mimeType }) => void this.#step(() => this.#changeCodec(trackId, mimeType)),
        'peer.ended': ({ reason }) => this.#told(reason),
      },
      onLost: () => this.#comeBack(),
    });
    if (this.#closed) signalling.close();
    this.#signalling = signalling;
    return signalling;
  }

  async #publish(setup: MediaSetup): Promise<void> {
    this.#dropMedia();
    this.#setup = setup;
    const { bindAddress, candidateOverride } = this.#options;
    const { generation } = setup;
    const link = new MediaLink({
      name: `${this.#cname}-${generation}`,
      transport: setup.send,
      connect: async (dtlsParameters) => {
        await this.#signalling?.request('transport.connect', { direction: 'send', generation, dtlsParameters });
      },
      onLost: () => {
        if (this.#link === link) this.#startOver();
      },
      ...(bindAddress === undefined ? {} : { bindAddress }),
      ...(candidateOverride === undefined ? {} : { candidateOverride }),
    });
    this.#link = link;
    await this.#send(this.#options.streams);
    await link.connected();
    this.#heardAtMs = performance.now();
  }

  async #send(streams: readonly PublishedStream[]): Promise<void> {
    const [link, setup, signalling] = [this.#link, this.#setup, this.#signalling];
    if (link === null || setup === null || signalling === null) throw new AppError('wrong_state');
    const published = await publishStreams({
      link,
      setup,
      request: signalling.request,
      cname: this.#cname,
      plans: streams.map((stream) => ({
        ...stream,
        codec: this.#codecs.get(stream.source) ?? stream.codec,
        ssrc: this.#options.nextSsrc(),
      })),
      nextMid: () => String(this.#midCount++),
      makeSender,
      onFeedback: () => {
        this.#heardAtMs = performance.now();
      },
    });
    for (const { plan, sender, trackId } of published) {
      this.#forwarders.set(plan.source, sender);
      this.#trackIds.set(plan.source, trackId);
    }
  }

  /** The first wish stands, so that two people who have no codec in common do not make it go to and fro. */
  async #changeCodec(trackId: TrackId, mimeType: 'video/H264' | 'video/VP8'): Promise<void> {
    const stream = this.#options.streams.find(({ source }) => this.#trackIds.get(source) === trackId);
    const codec = mimeType === 'video/H264' ? loadCodec.h264 : loadCodec.vp8;
    if (stream === undefined || this.#settled.has(stream.source) || this.#codecs.get(stream.source) === codec) return;
    this.#settled.add(stream.source);
    if ((await this.#options.onCodecWanted?.(stream.source, codec)) !== true) return;
    this.#codecs.set(stream.source, codec);
    this.#forwarders.delete(stream.source);
    await this.#signalling?.request('track.close', { trackId });
    await this.#send([stream]);
  }

  #told(reason: LeaveReason): void {
    // The node stops, the room does not: the counter knows where it goes on.
    if (reason === 'node_stopped') this.#startOver();
    else this.#end(reason);
  }

  #look(): void {
    if (this.#present && this.#link !== null && performance.now() - this.#heardAtMs > SILENT_AFTER_MS) this.#startOver();
  }

  /** What there was of media is of no use any more. */
  #startOver(): void {
    this.#dropMedia();
    this.#comeBack();
  }

  /** Media goes on meanwhile, where there is any: the node keeps the place of somebody whose socket is gone. */
  #comeBack(): void {
    if (this.#returning || this.#closed || this.#setup === null) return;
    this.#returning = true;
    void this.#inTurn(async () => {
      try {
        await this.#getIn(afterLoss(this.#link !== null));
      } catch {
        this.#end('lost');
      } finally {
        this.#returning = false;
      }
    });
  }

  /** A step that the node asked for; one that fails leaves media that nobody sees, so all of it is begun anew. */
  #step(step: () => Promise<void>): Promise<void> {
    return this.#inTurn(async () => {
      await step().then(
        () => this.#arrive(),
        () => this.#startOver(),
      );
    });
  }

  /** One thing after the other. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(async () => {
      if (!this.#closed) await work();
    });
    this.#work = done.catch(() => undefined);
    return done;
  }

  #arrive(): void {
    if (this.#closed || this.#link === null) return;
    this.#present = true;
    for (const { resolve } of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #end(why: LeaveReason | 'lost'): void {
    if (this.#closed) return;
    this.close();
    this.#options.onEnded(why);
  }

  #dropMedia(): void {
    const wasPresent = this.#present;
    this.#present = false;
    this.#forwarders.clear();
    this.#trackIds.clear();
    this.#link?.close();
    this.#link = null;
    if (wasPresent && !this.#closed) this.#options.onInterrupted?.();
  }

  get #cname(): string {
    return this.#pass?.participantId ?? '';
  }
}

function makeSender({ audioLevelDbov: dBov }: PublishedStream & StreamPlan, { described, write }: Outlet): RtpForwarder {
  const { audioLevelExtensionId: extensionId, clockRate, section } = described;
  const { ssrc, payloadType, cname } = section;
  const audioLevel = dBov === undefined || extensionId === undefined ? {} : { audioLevel: { extensionId, dBov } };
  return new RtpForwarder({ ssrc, payloadType, clockRate, cname, write, ...audioLevel });
}
