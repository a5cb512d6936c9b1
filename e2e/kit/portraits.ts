import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { launchChromium } from './chromium.ts';
import { runTool } from './run-tool.ts';

const ART = resolve(import.meta.dirname, '../../packages/ui/src/art');
const SIZE = { width: 640, height: 360 };
const FRAMES_PER_SECOND = 10;

type Portrait = 'agent' | 'customer';

/** What cameras show in journeys whose pages are looked at: a drawn person, who costs a browser little to encode. */
export class Portraits {
  readonly #folder: string;

  static async draw(): Promise<Portraits> {
    const folder = await mkdtemp(join(tmpdir(), 'guichet-portraits-'));
    const browser = await launchChromium({ viewport: SIZE });
    try {
      const page = await browser.context.newPage();
      for (const who of ['agent', 'customer'] as const) {
        const svg = await readFile(join(ART, `${who}.svg`), 'utf8');
        await page.setContent(`<style>html, body { margin: 0 } svg { display: block; width: 100vw; height: 100vh }</style>${svg}`);
        const still = join(folder, `${who}.png`);
        await page.screenshot({ path: still });
        const input = ['-v', 'error', '-nostdin', '-y', '-loop', '1', '-framerate', String(FRAMES_PER_SECOND), '-i', still];
        await runTool(ffmpeg.path, [...input, '-t', '2', '-pix_fmt', 'yuv420p', join(folder, `${who}.y4m`)], 60_000);
      }
    } finally {
      await browser.close();
    }
    return new Portraits(folder);
  }

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** The file of a fake camera. */
  of(who: Portrait): string {
    return join(this.#folder, `${who}.y4m`);
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
