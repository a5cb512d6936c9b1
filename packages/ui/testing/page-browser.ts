import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, type BrowserServer, chromium } from '@playwright/test';
import { findChromium } from '../../../e2e/kit/chromium.ts';

const run = promisify(execFile);
const ART = { customer: '../src/art/customer.svg', agent: '../src/art/agent.svg', screen: 'art/screen.svg' } as const;
export const FFMPEG = (createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg') as { path: string }).path;

const ARGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  '--font-render-hinting=none',
];

/** Where a running browser is found, and a folder that lives as long as it does; plain data, so that it can be handed to other processes. */
export interface PageBrowserPlace {
  readonly endpoint: string;
  /** Holds the drawings as `agent.png`, `customer.png`, `screen.png`. */
  readonly folder: string;
}

/** The one browser that all tests of pages share; its fake camera shows the drawing of an agent. */
export class PageBrowser {
  readonly place: PageBrowserPlace;
  readonly #server: BrowserServer;

  static async start(): Promise<PageBrowser> {
    const executablePath = findChromium();
    if (executablePath === undefined) throw new Error('No Chromium was found: install the package "chromium" or set CHROMIUM_PATH');
    const folder = await mkdtemp(join(tmpdir(), 'guichet-pages-'));
    // The file is opened when the first page asks for a camera: by then it is drawn.
    const camera = join(folder, 'camera.y4m');
    const server = await chromium.launchServer({
      executablePath,
      headless: false,
      args: [...ARGS, `--use-file-for-fake-video-capture=${camera}`],
    });
    const drawing = await chromium.connect(server.wsEndpoint());
    await draw(drawing, folder);
    await drawing.close();
    const picture = ['-loop', '1', '-framerate', '5', '-t', '2', '-i', join(folder, 'agent.png')];
    await run(FFMPEG, ['-loglevel', 'error', '-y', ...picture, '-vf', 'scale=640:360,format=yuv420p', camera]);
    return new PageBrowser({ endpoint: server.wsEndpoint(), folder }, server);
  }

  private constructor(place: PageBrowserPlace, server: BrowserServer) {
    this.place = place;
    this.#server = server;
  }

  async close(): Promise<void> {
    await this.#server.close();
    await rm(this.place.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

async function draw(browser: Browser, folder: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  for (const [name, path] of Object.entries(ART)) {
    await page.goto(`file://${join(import.meta.dirname, path)}`);
    await page.screenshot({ path: join(folder, `${name}.png`) });
  }
  await page.context().close();
}
