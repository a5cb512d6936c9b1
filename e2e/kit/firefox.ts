import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { readKitConfig } from './config.ts';
import { runTool } from './run-tool.ts';

const SYSTEM_PATHS = ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'] as const;

/** `FIREFOX_PATH`, else the system's, if it runs: what Ubuntu has under that name only asks for a snap. Undefined when there is none. */
export async function findFirefox(): Promise<string | undefined> {
  const { firefoxPath } = readKitConfig();
  for (const path of firefoxPath ? [firefoxPath] : SYSTEM_PATHS) {
    const version = await runTool(path, ['--version']).catch(() => '');
    if (version.includes('Firefox')) return path;
  }
  return undefined;
}

/**
 * Each with its reason: a moving picture and a tone in place of devices, without a question; sound without a click; ICE candidates under their own
 * addresses, as nobody here answers for mDNS names; pages in English. No codec is fetched: such a Firefox has VP8 and no H264.
 */
const PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'intl.accept_languages': 'en',
  'media.gmp-manager.updateEnabled': false,
  'media.gmp-gmpopenh264.enabled': false,
} as const;

export interface LaunchedFirefox {
  readonly browser: Browser;
  readonly page: Page;
}

/** A stock Firefox with a profile of its own, driven by WebDriver BiDi: Playwright drives only a Firefox that it has patched itself. */
export async function launchFirefox(executablePath: string, viewport: { width: number; height: number }): Promise<LaunchedFirefox> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    defaultViewport: viewport,
    extraPrefsFirefox: PREFERENCES,
  });
  return { browser, page: await browser.newPage() };
}
