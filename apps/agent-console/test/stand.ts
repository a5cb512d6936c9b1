import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from '@playwright/test';
import { build, type Plugin } from 'vite';
import { FixtureCounter, type Scenario } from './fixture-counter.ts';
import { desk, staff } from './fixtures.ts';
import { makeCameraFile, makeMedia } from './media.ts';

const APP = join(import.meta.dirname, '..');
const EXECUTABLE = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

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

export const scenario = (change: Partial<Scenario> = {}): Scenario => ({
  staff: staff('agent'),
  desk: desk(),
  scene: null,
  recordings: [],
  detail: null,
  events: [],
  nodes: [],
  refuse: {},
  hang: new Set(),
  ...change,
});

/** Puts a module in the place of a package for everyone but that module, which builds on the package. */
const standIn = (name: string, path: string): Plugin => ({
  name: 'stand-in',
  enforce: 'pre',
  resolveId: (source, importer) => (source === name && importer !== path ? path : null),
});

/** The console as it is built, in a real browser, before a counter made of fixtures; only the room client is a stand-in. */
export class Stand {
  readonly counter: FixtureCounter;
  readonly origin: string;
  readonly #browser: Browser;
  readonly #folder: string;

  static async open(): Promise<Stand> {
    const folder = await mkdtemp(join(tmpdir(), 'guichet-console-'));
    const console = join(folder, 'console');
    await build({
      root: APP,
      configFile: join(APP, 'vite.config.ts'),
      logLevel: 'error',
      plugins: [standIn('@guichet/rtc-client', join(import.meta.dirname, 'fake-room-client.ts'))],
      build: { outDir: console },
    });
    const media = join(folder, 'media');
    await mkdir(media);
    const drawing = await chromium.launch({ executablePath: EXECUTABLE, headless: false, args: ARGS });
    await makeMedia(drawing, media);
    await drawing.close();
    const camera = await makeCameraFile(media);
    const browser = await chromium.launch({
      executablePath: EXECUTABLE,
      headless: false,
      args: [...ARGS, `--use-file-for-fake-video-capture=${camera}`],
    });
    const counter = new FixtureCounter(scenario(), { console, art: join(import.meta.dirname, 'art'), media });
    return new Stand(counter, await counter.listen(), browser, folder);
  }

  private constructor(counter: FixtureCounter, origin: string, browser: Browser, folder: string) {
    this.counter = counter;
    this.origin = origin;
    this.#browser = browser;
    this.#folder = folder;
  }

  /** A browser of its own: one language, one theme, one size. */
  async context(
    options: { language?: 'zh-CN' | 'en'; theme?: 'light' | 'dark'; width?: number; height?: number } = {},
  ): Promise<BrowserContext> {
    const { language = 'zh-CN', theme = 'light', width = 1440, height = 900 } = options;
    return this.#browser.newContext({
      viewport: { width, height },
      locale: language,
      colorScheme: theme,
      permissions: ['camera', 'microphone'],
    });
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.counter.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
