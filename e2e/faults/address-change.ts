import type { Page } from '@playwright/test';
import type { ParticipantId } from '@guichet/protocol';
import { ApiAgent, openEntryLink } from '../kit/api-page.ts';
import { findChromium } from '../kit/chromium.ts';
import { CustomerPage } from '../kit/customer-page.ts';
import { Pacer } from '../kit/pacer.ts';
import { recordedCall } from '../kit/recorded-call.ts';
import { SteadyParty } from '../kit/scripted-call.ts';
import { UdpFaultProxy } from '../kit/udp-fault-proxy.ts';
import { until } from '../kit/until.ts';
import { atMost, type Fault, type FaultContext, type FaultFigures, NotEvaluated } from './fault.ts';
import { holesOf } from './missing-media.ts';
import { pause } from './pause.ts';
import { expectStated, STATED_WITHIN_MS } from './stated-gaps.ts';

const BACK_WITHIN_MS = 3_000;
/** Longer than anything may take: a stall that does not end counts in full. */
const WATCH_MS = 8_000;
/** Announced by the node in place of its own address; the proxy listens there. */
const PROXY_ADDRESS = '127.0.0.2';

/** The customer moves from one network to another: in a real browser, as how a page notices is what counts. */
export const addressChange: Fault = {
  name: "change of the customer's address",
  limit: `media back ≤ ${BACK_WITHIN_MS} ms, same session, gaps stated within ±${STATED_WITHIN_MS} ms`,
  short: false,
  async prepare() {
    if (!findChromium()) throw new NotEvaluated('no Chromium was found');
    return { options: { announcedAddresses: [PROXY_ADDRESS] }, close: async () => undefined };
  },
  async run(context): Promise<FaultFigures> {
    const { installation, random } = context;
    const { ports, dataDir } = installation.running;
    const upstream = { address: '127.0.0.1', port: ports.media };
    const proxy = await UdpFaultProxy.start({ upstream, random, listenAddress: PROXY_ADDRESS, listenPort: ports.media });
    const call = await BrowserCall.start(context);
    try {
      const before = call.identity;
      await pause(random.between(2_000, 4_000));
      proxy.changeAddresses();
      const [upMs, downMs] = await Promise.all([call.longestSilenceMs(), longestSilenceInPageMs(call.customer.page)]);
      await until('it is recorded', () => call.agent.view?.workbench?.recording?.status === 'recording', 10_000);
      const after = call.identity;
      if (JSON.stringify(after) !== JSON.stringify(before)) throw new Error('The call goes on as another one');
      await call.end();
      const recording = await recordedCall(dataDir, after.recordingId);
      const holes = await holesOf(recording);
      await expectStated(dataDir, after.recordingId, holes);
      atMost("the customer's sound stayed away (ms)", upMs, BACK_WITHIN_MS);
      atMost("the agent's sound stayed away (ms)", downMs, BACK_WITHIN_MS);
      const missingMs = Math.max(0, ...holes.map(({ fromMs, toMs }) => toMs - fromMs));
      atMost('missing media (ms)', missingMs, BACK_WITHIN_MS);
      return { upMs: Math.round(upMs), downMs: Math.round(downMs), missingMs: Math.round(missingMs) };
    } finally {
      await call.close();
      proxy.close();
    }
  },
};

/** A customer in a browser, an agent without one. */
class BrowserCall {
  readonly customer: CustomerPage;
  readonly agent: ApiAgent;
  readonly #media: SteadyParty;
  readonly #installation: FaultContext['installation'];

  static async start({ installation, random }: FaultContext): Promise<BrowserCall> {
    const { privateValues, running } = installation;
    const agent = await ApiAgent.signIn(installation, installation.login('agent'));
    await until('the agent is at the desk', async () => {
      agent.view ??= await agent.request('desk.get', {}).catch(() => undefined);
      return agent.view !== undefined;
    });
    await agent.request('status.choose', { status: 'idle' });
    const customer = await CustomerPage.open({ url: await openEntryLink(installation, privateValues.makeUpCustomer(random)) });
    try {
      await customer.queue();
      for (const { value } of await customer.context.cookies()) privateValues.note('cookie', value);
      await until('the agent is rung', () => agent.view?.offer != null, 30_000);
      const offerId = agent.view?.offer?.offerId;
      if (!offerId) throw new Error('The offer went away');
      await agent.request('offer.accept', { offerId });
      const media = new SteadyParty({
        random,
        privateValues,
        pacer: new Pacer(),
        // Only the customer's network changes.
        candidateOverride: { address: '127.0.0.1', port: running.ports.media },
        getPass: (pageKey) => {
          const sessionId = agent.view?.workbench?.sessionId;
          if (!sessionId) throw new Error('The agent has no session yet');
          return agent.request('call.join', { sessionId, pageKey });
        },
      });
      const call = new BrowserCall(customer, agent, media, installation);
      await until('both are recorded and hear each other', () => call.#heard > 50, 30_000);
      return call;
    } catch (error) {
      await customer.close();
      agent.close();
      throw error;
    }
  }

  private constructor(customer: CustomerPage, agent: ApiAgent, media: SteadyParty, installation: FaultContext['installation']) {
    this.customer = customer;
    this.agent = agent;
    this.#media = media;
    this.#installation = installation;
  }

  /** What must be the same after it. */
  get identity() {
    const workbench = this.agent.view?.workbench;
    if (!workbench?.call || !workbench.recording) throw new Error('There is no call');
    return {
      sessionId: workbench.sessionId,
      callId: workbench.call.callId,
      recordingId: workbench.recording.recordingId,
      participantId: this.#customerId,
    };
  }

  /** The longest time without a packet of the customer's sound, watched from now on. */
  async longestSilenceMs(): Promise<number> {
    const startedAt = performance.now();
    let count = this.#heard;
    let lastAt = startedAt;
    let longestMs = 0;
    while (performance.now() - startedAt < WATCH_MS) {
      await pause(10);
      const now = performance.now();
      longestMs = Math.max(longestMs, now - lastAt);
      if (this.#heard !== count) lastAt = now;
      count = this.#heard;
    }
    return longestMs;
  }

  async end(): Promise<void> {
    const { sessionId } = this.identity;
    await this.agent.request('call.end', { sessionId });
    const notes = this.#installation.privateValues.markedText('notes', 'Asked');
    await this.agent.request('wrapUp.save', { sessionId, notes, outcome: 'done' });
  }

  async close(): Promise<void> {
    await this.#media.close();
    await this.customer.close();
    this.agent.close();
  }

  get #customerId(): ParticipantId | undefined {
    return this.agent.view?.workbench?.call?.parties.find(({ role }) => role === 'customer')?.participantId;
  }

  /** Packets of the customer's sound that the agent has received. */
  get #heard(): number {
    const customerId = this.#customerId;
    return customerId === undefined ? 0 : (this.#media.peer?.packetsFrom(customerId, 'microphone') ?? 0);
  }
}

/** The longest time in which the page received no packet of the agent's sound, watched from now on. */
function longestSilenceInPageMs(page: Page): Promise<number> {
  return page.evaluate(async (watchMs) => {
    const { connections } = (window as unknown as { guichetMedia: { connections: RTCPeerConnection[] } }).guichetMedia;
    const received = async (): Promise<number> => {
      const live = connections.filter((connection) => connection.connectionState !== 'closed');
      const reports = await Promise.all(live.map((connection) => connection.getStats()));
      return reports
        .flatMap((report) => [...report.values()] as Record<string, string | number>[])
        .filter((each) => each['type'] === 'inbound-rtp' && each['kind'] === 'audio')
        .reduce((sum, each) => sum + Number(each['packetsReceived'] ?? 0), 0);
    };
    const startedAt = performance.now();
    let count = await received();
    let lastAt = startedAt;
    let longestMs = 0;
    while (performance.now() - startedAt < watchMs) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const seen = await received();
      const now = performance.now();
      longestMs = Math.max(longestMs, now - lastAt);
      if (seen !== count) lastAt = now;
      count = seen;
    }
    return longestMs;
  }, WATCH_MS);
}
