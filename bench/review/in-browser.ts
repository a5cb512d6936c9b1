import type { StaffPage } from '@guichet/e2e/kit/staff-page.ts';

type Page = StaffPage['page'];

/** From the address to all parties ready to play and the lanes drawn, ms; the page itself is warm, as it is for whoever works through a list. */
export async function openings(page: Page, url: string, rounds: number): Promise<number[]> {
  const took: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    await page.goto('about:blank');
    const began = performance.now();
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForFunction(
      () => {
        const media = [...document.querySelectorAll<HTMLMediaElement>('video, audio')];
        return document.querySelector('[data-lane]') !== null && media.length >= 3 && media.every(({ readyState }) => readyState >= 3);
      },
      undefined,
      { polling: 20 },
    );
    if (round > 0) took.push(performance.now() - began);
  }
  return took;
}

/** From a jump to every party standing there with its picture decoded, ms. */
export async function seeks(page: Page, url: string, rounds: number): Promise<number[]> {
  if (page.url() !== url) await page.goto(url);
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLMediaElement>('video, audio')].every(({ readyState }) => readyState >= 3),
  );
  const took: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // Near and far, forwards and back, the same each time.
    const share = ((round * 0.618_034 + 0.13) % 1) * 0.96 + 0.02;
    const box = await page.getByRole('slider').boundingBox();
    if (box === null) throw new Error('There is no timeline');
    await page.evaluate(() =>
      addEventListener('pointerdown', ({ timeStamp }) => performance.mark('jump', { startTime: timeStamp }), { once: true }),
    );
    await page.mouse.click(box.x + box.width * share, box.y + 10);
    took.push(await page.evaluate(arrival, share));
  }
  return took;
}

/** Runs in the page: from the press to every element standing where it should. */
async function arrival(share: number): Promise<number> {
  const media = [...document.querySelectorAll<HTMLMediaElement>('video, audio')];
  const began = performance.getEntriesByName('jump').at(-1)?.startTime ?? 0;
  for (;;) {
    const there = media.every(
      ({ currentTime, duration, seeking, readyState }) => !seeking && readyState >= 2 && Math.abs(currentTime / duration - share) < 0.01,
    );
    if (there) return performance.now() - began;
    if (performance.now() - began > 10_000) throw new Error('A jump did not come to its end');
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}
