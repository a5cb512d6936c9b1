import { accessSync, constants, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from '@playwright/test';
import { readKitConfig } from './config.ts';

const systemPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'] as const;

/**
 * The browser that tests drive: `CHROMIUM_PATH`, else the system's, else the one Playwright downloaded.
 *
 * @returns undefined when there is none.
 */
export function findChromium(): string | undefined {
  const { chromiumPath } = readKitConfig();
  if (chromiumPath) return chromiumPath;
  const system = systemPaths.find(isExecutable);
  if (system) return system;
  const downloaded = chromium.executablePath();
  return downloaded && existsSync(downloaded) ? downloaded : undefined;
}

export interface ChromiumOptions {
  /** What camera and microphone show; without them Chromium's own test picture and beep. */
  readonly fakeVideoPath?: string;
  readonly fakeAudioPath?: string;
  readonly extraArgs?: readonly string[];
  /** Runs inside a network namespace, as `NetNamespace.wrapCommand` gives it. */
  readonly wrapExecutable?: (executable: string) => Promise<string>;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly locale?: string;
  readonly ignoreHttpsErrors?: boolean;
}

/**
 * Each with its reason: no window system, no user namespace for root, no GPU, a small /dev/shm; permission and
 * devices without a question; sound without a click; loopback as an ICE candidate; nothing that calls home.
 */
const commonArgs = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--allow-loopback-in-peer-connection',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
] as const;

export interface LaunchedChromium {
  readonly context: BrowserContext;
  /** Ends the browser and removes its profile. */
  close(): Promise<void>;
}

/** A browser of its own, with a profile of its own: one person at one device. */
export async function launchChromium(options: ChromiumOptions = {}): Promise<LaunchedChromium> {
  const found = findChromium();
  if (!found) throw new Error('No Chromium was found: install the package "chromium" or set CHROMIUM_PATH');
  const executablePath = options.wrapExecutable ? await options.wrapExecutable(found) : found;
  const profile = await mkdtemp(join(tmpdir(), 'guichet-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    // Playwright's own headless mode is the old one; ours is given as an argument.
    headless: false,
    args: [
      ...commonArgs,
      ...(options.fakeVideoPath ? [`--use-file-for-fake-video-capture=${options.fakeVideoPath}`] : []),
      ...(options.fakeAudioPath ? [`--use-file-for-fake-audio-capture=${options.fakeAudioPath}`] : []),
      ...(options.extraArgs ?? []),
    ],
    ...(options.viewport ? { viewport: options.viewport } : {}),
    ...(options.locale ? { locale: options.locale } : {}),
    ...(options.ignoreHttpsErrors ? { ignoreHTTPSErrors: true } : {}),
  });
  return {
    context,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
