import type { StaffPage } from '@guichet/e2e/kit/staff-page.ts';
import { absolute, type Figure, percentile } from '../figures.ts';
import type { Standing } from '../review.ts';

type Page = StaffPage['page'];

const LIMIT_MS = 40;
const EVERY_MS = 250;
/** After play was pressed, or a jump, the elements fall in within this. */
const FALLS_IN_MS = 1_500;

/** How far apart the parties are on the recording's clock while it plays at 1×, and after each of twenty jumps to random places. Seed printed. */
export async function drift(
  page: Page,
  { url, recordings }: Standing,
  minutes: number,
  progress: (line: string) => void,
): Promise<readonly Figure[]> {
  const recording = recordings.find((candidate) => candidate.minutes === 10);
  if (recording === undefined) throw new Error('There is no recording of ten minutes');
  await page.goto(`${url}/console/recordings/${recording.recordingId}`);
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLMediaElement>('video, audio')].every(({ readyState }) => readyState >= 3),
  );
  const play = page.getByRole('button', { name: /^(Play|播放)$/ });
  await play.click();
  await page.waitForTimeout(FALLS_IN_MS);
  const steady: number[] = [];
  for (let minute = 0; minute < minutes; minute++) {
    const looks = await spreads(page, 60_000 - (minute === 0 ? 2 * FALLS_IN_MS : 0));
    steady.push(...looks);
    progress(`drift: minute ${minute + 1}: p95 ${percentile(looks, 0.95).toFixed(0)} ms, worst ${Math.max(...looks).toFixed(0)} ms`);
  }
  const seed = 20_261_122;
  progress(`drift: twenty jumps, seed ${seed}`);
  const after: number[] = [];
  let random = seed;
  for (let jump = 0; jump < 20; jump++) {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    const box = await page.getByRole('slider').boundingBox();
    if (box === null) throw new Error('There is no timeline');
    await page.mouse.click(box.x + box.width * (0.02 + (random / 2 ** 32) * 0.9), box.y + 10);
    if (await play.isVisible()) await play.click();
    await page.waitForTimeout(FALLS_IN_MS);
    after.push(...(await spreads(page, 1_500)));
  }
  return [
    figure(`drift between parties at 1× over ${minutes} minutes, p99 of ${steady.length} looks`, percentile(steady, 0.99)),
    figure(`drift between parties at 1× over ${minutes} minutes, median`, percentile(steady, 0.5)),
    figure(`drift between parties after 20 random jumps, p95 of ${after.length} looks`, percentile(after, 0.95)),
  ];
}

const figure = (what: string, ours: number): Figure => absolute({ what, ours, unit: 'ms', limit: { below: LIMIT_MS } });

/** The greatest distance between any two elements on the recording's clock, at every look. All tracks of the seeded sale begin at 0. */
const spreads = (page: Page, forMs: number): Promise<number[]> =>
  page.evaluate(
    async ({ everyMs, lengthMs }) => {
      const found: number[] = [];
      const until = performance.now() + lengthMs;
      while (performance.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, everyMs));
        const running = [...document.querySelectorAll<HTMLMediaElement>('video, audio')].filter(({ paused }) => !paused);
        if (running.length < 2) continue;
        const at = running.map(({ currentTime }) => currentTime * 1_000);
        found.push(Math.max(...at) - Math.min(...at));
      }
      return found;
    },
    { everyMs: EVERY_MS, lengthMs: forMs },
  );
