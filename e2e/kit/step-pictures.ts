import { cp, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';

const FOLDER = resolve(import.meta.dirname, '../pictures');
const FIGURES = 'figures.json';
const THEMES = ['light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

/** How every step of a journey looks on every page: files for whoever wants to look, kept out of the repository. */
export class StepPictures {
  readonly #folder: string;
  readonly #themes: readonly Theme[];
  #count = 0;

  /** Into `e2e/pictures/<journey>`, without what an earlier run left there; by day and by night, unless one of them is enough. */
  static async into(journey: string, themes: readonly Theme[] = THEMES): Promise<StepPictures> {
    const folder = join(FOLDER, journey);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    return new StepPictures(folder, themes);
  }

  private constructor(folder: string, themes: readonly Theme[]) {
    this.#folder = folder;
    this.#themes = themes;
  }

  /** Beside the pictures, for whoever asks why they look so: the logs of an installation. */
  async keepLogs(dataDir: string): Promise<void> {
    await cp(join(dataDir, 'logs'), join(this.#folder, 'logs'), { recursive: true });
  }

  /** Beside the pictures, for whoever counts: what was measured meanwhile. */
  async keepFigures(figures: unknown): Promise<void> {
    await writeFile(join(this.#folder, FIGURES), JSON.stringify(figures));
  }

  /** What journeys whose names begin so measured when they were last made. */
  static async figuresOf(journeys: string): Promise<unknown[]> {
    const found: unknown[] = [];
    for await (const path of glob(`${journeys}*/${FIGURES}`, { cwd: FOLDER })) {
      found.push(JSON.parse(await readFile(join(FOLDER, path), 'utf8')) as unknown);
    }
    return found;
  }

  /** One moment as all of these pages show it; the name of a page is part of the file's. */
  async take(moment: string, pages: Readonly<Record<string, Page>>): Promise<void> {
    const number = String(++this.#count).padStart(2, '0');
    for (const [who, page] of Object.entries(pages)) {
      for (const theme of this.#themes) {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
        await page.evaluate(isPainted, theme);
        await page.screenshot({ animations: 'disabled', path: join(this.#folder, `${number}-${moment}-${who}-${theme}.png`) });
      }
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: null });
    }
  }
}

/** Runs in the page: resolves when it has been drawn in that theme. */
async function isPainted(theme: string): Promise<void> {
  const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  for (let frames = 0; frames < 120 && document.documentElement.dataset['theme'] !== theme; frames++) await nextFrame();
  await nextFrame();
  await nextFrame();
}
