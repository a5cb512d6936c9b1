import { newId, type ParticipantId, type RoomPass, type RoomPlan, type TrackSource } from '@guichet/protocol';
import { type LaunchedChromium, launchChromium } from '../../../../e2e/kit/chromium.ts';
import { SeededRandom } from '../../../../e2e/kit/seeded-random.ts';
import { UdpFaultProxy } from '../../../../e2e/kit/udp-fault-proxy.ts';
import { ControlCounter } from './control-counter.ts';
import { MediaNode } from './media-node.ts';
import { PageServer } from './page-server.ts';
import type { PageReport } from './page/page.ts';
import { TcpGate } from './tcp-gate.ts';
import { until } from './until.ts';

type Page = Awaited<ReturnType<LaunchedChromium['context']['newPage']>>;

interface PageWish {
  readonly participantId?: ParticipantId;
  readonly throughProxy?: boolean;
}

/** A browser that shows one page after the other. */
class LabBrowser {
  readonly page: Page;
  readonly close: () => Promise<void>;
  getPass: (pageKey: string) => Promise<RoomPass> = () => Promise.reject(new Error('No room yet'));

  static async launch(): Promise<LabBrowser> {
    const chromium = await launchChromium();
    const page = chromium.context.pages()[0] ?? (await chromium.context.newPage());
    const browser = new LabBrowser(page, chromium.close);
    await page.exposeFunction('getPass', (pageKey: string) => browser.getPass(pageKey));
    return browser;
  }

  private constructor(page: Page, close: () => Promise<void>) {
    this.page = page;
    this.close = close;
  }
}

/** Real browser, real node, real worker; signalling and media pass through what can break them. */
export class RoomLab {
  readonly counter: ControlCounter;
  readonly node: MediaNode;
  readonly gate: TcpGate;
  readonly proxy: UdpFaultProxy;
  readonly #pages: PageServer;
  readonly #browsers = new Set<LabBrowser>();
  readonly #idle: LabBrowser[] = [];
  readonly #open = new Set<LabPage>();

  static async start(): Promise<RoomLab> {
    const counter = await ControlCounter.start();
    const node = await MediaNode.start(counter);
    const gate = await TcpGate.start(node.signallingPort);
    const proxy = await UdpFaultProxy.start({ upstream: { address: '127.0.0.1', port: node.mediaPort }, random: new SeededRandom(1) });
    return new RoomLab(counter, node, gate, proxy, await PageServer.start());
  }

  private constructor(counter: ControlCounter, node: MediaNode, gate: TcpGate, proxy: UdpFaultProxy, pages: PageServer) {
    this.counter = counter;
    this.node = node;
    this.gate = gate;
    this.proxy = proxy;
    this.#pages = pages;
  }

  async openRoom(purpose: RoomPlan['purpose'] = 'call'): Promise<RoomPlan> {
    const plan: RoomPlan = { roomId: newId('rom'), purpose, maxPeers: 4, recording: null };
    await this.counter.command('room.open', plan);
    return plan;
  }

  /**
   * A page that has not entered yet, in a browser of its own: a tab behind another one is slowed down. `throughProxy`: its media passes
   * the UDP proxy instead of going straight to the worker.
   */
  async page(plan: RoomPlan, { participantId = newId('par'), throughProxy = false }: PageWish = {}): Promise<LabPage> {
    const browser = this.#idle.pop() ?? (await LabBrowser.launch());
    this.#browsers.add(browser);
    const signallingUrl = `http://127.0.0.1:${this.gate.port}`;
    browser.getPass = (pageKey) => this.counter.pass({ roomId: plan.roomId, participantId, pageKey, signallingUrl });
    const through = throughProxy ? `?media=${this.node.mediaPort}&proxy=${this.proxy.port}` : '';
    await browser.page.goto(`${this.#pages.url}${through}`);
    await browser.page.waitForFunction(() => 'lab' in window);
    const page = new LabPage(browser.page, participantId, async () => {
      if (!this.#open.delete(page)) return;
      await browser.page.goto('about:blank');
      this.#idle.push(browser);
    });
    this.#open.add(page);
    return page;
  }

  /** Every page leaves; their browsers are used again. */
  async clear(): Promise<void> {
    for (const page of this.#open) await page.close();
  }

  /** Two people who see each other, in a room of their own; those of the time before have left. */
  async two(wish: Pick<PageWish, 'throughProxy'> = {}): Promise<{ one: LabPage; other: LabPage; plan: RoomPlan }> {
    await this.clear();
    const plan = await this.openRoom();
    const [one, other] = [await this.page(plan, wish), await this.page(plan, wish)];
    await one.enter();
    await other.enter();
    await Promise.all([one.seesPictures("the other's picture"), other.seesPictures("the one's picture")]);
    return { one, other, plan };
  }

  async close(): Promise<void> {
    for (const browser of this.#browsers) await browser.close();
    this.#pages.close();
    this.gate.close();
    this.proxy.close();
    await this.node.stop();
    await this.counter.close();
  }
}

export class LabPage {
  readonly page: Page;
  readonly participantId: ParticipantId;

  /** Leaves its browser to another page. */
  readonly close: () => Promise<void>;

  constructor(page: Page, participantId: ParticipantId, close: () => Promise<void>) {
    this.close = close;
    this.page = page;
    this.participantId = participantId;
  }

  enter(sources: TrackSource[] = ['microphone', 'camera'], waitForPicture = false): Promise<number | null> {
    return this.page.evaluate(([wished, wait]) => window.lab.enter(wished, wait), [sources, waitForPicture] as const);
  }

  report(): Promise<PageReport> {
    return this.page.evaluate(() => window.lab.report());
  }

  /** Polls the page's report until it is as wished. */
  sees(what: string, fits: (report: PageReport) => unknown, withinMs = 10_000): Promise<PageReport> {
    return until(
      what,
      async () => {
        const report = await this.report();
        return fits(report) ? report : null;
      },
      withinMs,
    ).catch(async (error: unknown) => {
      const { view, log, quality, levelsHeard } = await this.report();
      throw new Error(`${String(error)}; seen: ${JSON.stringify({ view, quality: quality.slice(-2), levelsHeard, log: log.slice(-12) })}`, {
        cause: error,
      });
    });
  }

  /** More pictures than there are now arrive. */
  async seesPictures(what: string, count = 5, withinMs = 10_000): Promise<PageReport> {
    const { nowMs } = await this.report();
    return this.sees(what, ({ frameTimesMs }) => frameTimesMs.filter((at) => at > nowMs).length >= count, withinMs);
  }
}

/** The longest time without a picture after `fromMs`, up to the last one. */
export function longestGapMs({ frameTimesMs }: PageReport, fromMs: number): number {
  const times = [...frameTimesMs.filter((at) => at <= fromMs).slice(-1), ...frameTimesMs.filter((at) => at > fromMs)];
  return Math.max(0, ...times.slice(1).map((at, index) => at - (times[index] ?? at)));
}
