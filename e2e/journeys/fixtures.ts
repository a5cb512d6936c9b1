import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type Page, type TestInfo } from '@playwright/test';
import { type FlashBeepFiles, type FlashBeepPattern, writeFlashBeepFiles } from '../kit/flash-beep.ts';
import { Installation } from '../kit/installation.ts';

/** Long enough for a whole call: a browser that reaches the end of its file starts over, which would look like a jump. */
const SOURCE_SECONDS = 90;

interface Source {
  readonly pattern: FlashBeepPattern;
  readonly files: FlashBeepFiles;
}

interface WorkerFixtures {
  readonly installation: Installation;
  /** What camera and microphone of either side show. */
  readonly sources: { readonly customer: Source; readonly agent: Source; readonly guest: Source };
}

export const test = base.extend<object, WorkerFixtures>({
  installation: [
    async ({}, use) => {
      const installation = await Installation.start();
      await use(installation);
      await installation.close();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  sources: [
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'guichet-sources-'));
      const make = async (party: number): Promise<Source> => {
        const pattern: FlashBeepPattern = { party, widthPx: 640, heightPx: 360, framesPerSecond: 20 };
        return { pattern, files: await writeFlashBeepFiles(folder, pattern, SOURCE_SECONDS) };
      };
      await use({ customer: await make(0), agent: await make(1), guest: await make(2) });
      await rm(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
});

/** Keeps how a page looks at a moment, for whoever wants to see it: in `test-results`, beside what failed. */
export async function picture(info: TestInfo, name: string, page: Page): Promise<void> {
  await page.screenshot({ path: info.outputPath(`${name}.png`) });
}

export { expect } from '@playwright/test';
