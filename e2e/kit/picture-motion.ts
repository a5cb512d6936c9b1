import type { Page } from '@playwright/test';

/** A region of a picture of somebody else, as shares of its sides. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The mouth in the virtual agent's picture. */
export const MOUTH: Region = { x: 280 / 640, y: 250 / 480, width: 80 / 640, height: 60 / 480 };

/** Of the frames that the large picture of somebody else shows in that time, the share that differs in a region from the one before. */
export async function movingShare(page: Page, region: Region, forMs: number): Promise<number> {
  return page.evaluate(
    async ({ x, y, width, height, ms }) => {
      const video = document.querySelector('main [data-tile] video') as HTMLVideoElement | null;
      const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 30 });
      const context = canvas.getContext('2d', { willReadFrequently: true });
      if (video === null || context === null) throw new Error('There is no picture');
      const until = performance.now() + ms;
      let before: Uint8ClampedArray | null = null;
      let [frames, moving] = [0, 0];
      while (performance.now() < until) {
        const shown = new Promise((resolve) => video.requestVideoFrameCallback(resolve));
        await Promise.race([shown, new Promise((resolve) => setTimeout(resolve, 500))]);
        const [w, h] = [video.videoWidth, video.videoHeight];
        context.drawImage(video, x * w, y * h, width * w, height * h, 0, 0, 40, 30);
        const { data } = context.getImageData(0, 0, 40, 30);
        const last = before;
        before = data;
        if (last === null) continue;
        frames++;
        const difference = data.reduce((sum, value, index) => sum + Math.abs(value - (last[index] ?? 0)), 0) / (40 * 30 * 3);
        if (difference > 3) moving++;
      }
      return frames === 0 ? 0 : moving / frames;
    },
    { ...region, ms: forMs },
  );
}
