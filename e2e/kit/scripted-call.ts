import { newId, type RoomPass, type SessionId } from '@guichet/protocol';
import { type CandidateOverride, type LoadCodec, loadCodec, PageIdentity } from '@guichet/rtc-peer';
import { ApiAgent, ApiCustomer } from './api-page.ts';
import type { Installation } from './installation.ts';
import { LoadPeer } from './load-peer.ts';
import { Pacer } from './pacer.ts';
import type { PrivateValues } from './private-values.ts';
import { OpusFrames } from './rtp/opus-frames.ts';
import { Vp8Frames } from './rtp/vp8-frames.ts';
import type { SeededRandom } from './seeded-random.ts';
import { until } from './until.ts';

const WATCH_EVERY_MS = 50;
const REACHABLE_WITHIN_MS = 300;
let nextSsrc = 1_000;

/** Whether a node listens: asking one that does not would cost a request's whole deadline. */
async function isReachable(signallingUrl: string): Promise<boolean> {
  try {
    return (await fetch(new URL('/healthz', signallingUrl), { signal: AbortSignal.timeout(REACHABLE_WITHIN_MS) })).ok;
  } catch {
    return false;
  }
}

export interface PartyOptions {
  readonly getPass: (pageKey: string) => Promise<RoomPass>;
  readonly random: SeededRandom;
  readonly privateValues: PrivateValues;
  readonly pacer: Pacer;
  readonly candidateOverride?: CandidateOverride;
  readonly decodes?: readonly LoadCodec[];
}

/** One person's media that does what a page does: resumes on a new socket, and joins anew when the node does not know it any more. */
export class SteadyParty {
  readonly #options: PartyOptions;
  #peer: LoadPeer | undefined;
  #signallingUrl = '';
  #closed = false;
  readonly #watching: Promise<void>;

  constructor(options: PartyOptions) {
    this.#options = options;
    this.#watching = this.#watch();
  }

  get peer(): LoadPeer | undefined {
    return this.#peer;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#peer?.close();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    while (!this.#closed) {
      const peer = this.#peer;
      if (!peer) await this.#join().catch(() => undefined);
      else if (!peer.connected && peer.endReason === undefined) await this.#resume(peer);
      await new Promise((resolve) => setTimeout(resolve, WATCH_EVERY_MS));
    }
  }

  async #join(): Promise<void> {
    const { getPass, random, privateValues, pacer, candidateOverride, decodes } = this.#options;
    const identity = await PageIdentity.create();
    const pass = await getPass(identity.thumbprint);
    privateValues.note('room token', pass.token);
    this.#signallingUrl = pass.signallingUrl;
    const firstSsrc = (nextSsrc += 10);
    const peer = await LoadPeer.join({
      pass,
      identity,
      pacer,
      firstSsrc,
      streams: [
        { source: 'microphone', codec: loadCodec.opus, frames: () => new OpusFrames(random), framesPerSecond: 50 },
        {
          source: 'camera',
          codec: loadCodec.vp8,
          frames: () => new Vp8Frames(random, { keyFrameInterval: 40, frameBytes: 1_000, widthPx: 640, heightPx: 360 }),
          framesPerSecond: 20,
        },
      ],
      ...(candidateOverride ? { candidateOverride } : {}),
      ...(decodes ? { decodes } : {}),
    });
    if (this.#closed) peer.close();
    else this.#peer = peer;
  }

  async #resume(peer: LoadPeer): Promise<void> {
    if (!(await isReachable(this.#signallingUrl))) return;
    try {
      await peer.resume();
    } catch (error) {
      // The node that knew it is gone: what it was is over. Anything else is tried again.
      if (error instanceof Error && error.message === 'peer_unknown') {
        peer.close();
        this.#peer = undefined;
      }
    }
  }
}

interface ScriptedCallOptions {
  readonly installation: Installation;
  readonly random: SeededRandom;
  /** Between the pages' media and the node. */
  readonly candidateOverride?: CandidateOverride;
  /** What the customer's page decodes; by default all that there is. */
  readonly customerDecodes?: readonly LoadCodec[];
}

/** A customer and an agent in a recorded call, without browsers: real sessions, sockets, ICE, DTLS and SRTP. */
export class ScriptedCall {
  readonly customer: ApiCustomer;
  readonly agent: ApiAgent;
  readonly customerMedia: SteadyParty;
  readonly agentMedia: SteadyParty;
  readonly pacer: Pacer;
  readonly #values: PrivateValues;

  /** Resolves once both are recorded and hear each other. */
  static async start(options: ScriptedCallOptions): Promise<ScriptedCall> {
    const call = await ScriptedCall.begin(options);
    await until('both are recorded and hear each other', () => call.flowing, 30_000);
    return call;
  }

  /** Resolves when the agent has taken the customer: their pages are on their way into the room. */
  static async begin({ installation, random, candidateOverride, customerDecodes }: ScriptedCallOptions): Promise<ScriptedCall> {
    const { privateValues } = installation;
    const agent = await ApiAgent.signIn(installation, installation.login('agent'));
    await until('the agent is at the desk', async () => {
      agent.view ??= await agent.request('desk.get', {}).catch(() => undefined);
      return agent.view !== undefined;
    });
    await agent.request('status.choose', { status: 'idle' });
    const customer = await ApiCustomer.enter(installation, privateValues.makeUpCustomer(random));
    await until('the customer is connected', () => customer.connected);
    for (const { kind, textVersion, language } of customer.view?.notices ?? []) {
      await customer.request('consent.decide', { kind, textVersion, language, decision: 'accepted' });
    }
    await customer.request('ticket.take', {});
    await until('the agent is rung', () => agent.view?.offer != null, 30_000);
    const offerId = agent.view?.offer?.offerId;
    if (!offerId) throw new Error('The offer went away');
    await agent.request('offer.accept', { offerId });
    const options = { random, privateValues, ...(candidateOverride ? { candidateOverride } : {}) };
    return new ScriptedCall(customer, agent, options, customerDecodes);
  }

  private constructor(
    customer: ApiCustomer,
    agent: ApiAgent,
    options: Omit<PartyOptions, 'getPass' | 'pacer'>,
    customerDecodes?: readonly LoadCodec[],
  ) {
    this.#values = options.privateValues;
    this.customer = customer;
    this.agent = agent;
    this.pacer = new Pacer();
    const common = { ...options, pacer: this.pacer };
    this.customerMedia = new SteadyParty({
      ...common,
      ...(customerDecodes ? { decodes: customerDecodes } : {}),
      getPass: (pageKey) => customer.request('call.join', { pageKey }),
    });
    this.agentMedia = new SteadyParty({
      ...common,
      getPass: (pageKey) => {
        const sessionId = agent.view?.workbench?.sessionId;
        if (!sessionId) throw new Error('The agent has no session yet');
        return agent.request('call.join', { sessionId, pageKey });
      },
    });
  }

  get recordingId(): string {
    const recordingId = this.customer.view?.recording?.recordingId;
    if (!recordingId) throw new Error('The call has no recording');
    return recordingId;
  }

  /** One of them has received something of the other. */
  get heardSomething(): boolean {
    return this.#received().some((count) => count > 0);
  }

  /** Each receives the other's sound, and the counter says that both are recorded. */
  get flowing(): boolean {
    const [one, two] = [this.customerMedia.peer, this.agentMedia.peer];
    if (!one || !two || this.customer.view?.recording?.status !== 'recording') return false;
    return one.packetsFrom(two.participantId, 'microphone') > 5 && two.packetsFrom(one.participantId, 'microphone') > 5;
  }

  /** Waits until packets that were sent from now on arrive on both sides again. @returns how long that took, in milliseconds */
  async untilMediaFlows(deadlineMs = 20_000): Promise<number> {
    const startedAt = performance.now();
    const before = this.#received();
    await until(
      'media flows again',
      () => {
        const now = this.#received();
        return now.every((count, index) => count > (before[index] ?? 0) + 10 || (count > 10 && count < (before[index] ?? 0)));
      },
      deadlineMs,
    );
    return performance.now() - startedAt;
  }

  /** Sends a message that the counter acknowledged. @returns its id */
  async say(text: string, from: 'customer' | 'agent' = 'customer', messageId = newId('msg')): Promise<string> {
    const message = { messageId, text: this.#values.markedText('message', text) };
    if (from === 'customer') await this.customer.request('chat.send', message);
    else await this.agent.request('chat.send', { ...message, sessionId: this.#sessionId });
    return messageId;
  }

  /** The agent hangs up and wraps up. */
  async end(): Promise<void> {
    const sessionId = this.#sessionId;
    await this.agent.request('call.end', { sessionId });
    await this.agent.request('wrapUp.save', { sessionId, notes: this.#values.markedText('notes', 'Asked'), outcome: 'done' });
    await this.close();
  }

  async close(): Promise<void> {
    await Promise.all([this.customerMedia.close(), this.agentMedia.close()]);
    this.customer.close();
    this.agent.close();
  }

  get #sessionId(): SessionId {
    const sessionId = this.agent.view?.workbench?.sessionId;
    if (!sessionId) throw new Error('The agent has lost the session');
    return sessionId;
  }

  #received(): number[] {
    const [one, two] = [this.customerMedia.peer, this.agentMedia.peer];
    if (!one || !two) return [0, 0];
    return [one.packetsFrom(two.participantId, 'microphone'), two.packetsFrom(one.participantId, 'microphone')];
  }
}
