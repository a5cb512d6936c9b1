import type { BrowserContext, Page } from '@playwright/test';

/** How long one picture stands: a head moves about as fast. */
export const PICTURE_MS = 250;
/** As often as a camera of a phone gives one. */
const FRAME_MS = 50;

declare global {
  interface Window {
    showPictures?: (urls: readonly string[], order: PictureOrder) => Promise<number>;
    holdPicture?: () => number;
  }
}

/** `round`: one after the other, again and again, as a film that is played in a loop; `alive`: any of them, held by a hand, as nothing that lives comes twice alike. */
export type PictureOrder = 'round' | 'alive';

/** Gives every page of a browser a camera that shows what a test hands it; the microphone stays what it was. */
export async function givePuppetCamera(context: BrowserContext, size = { width: 640, height: 480 }): Promise<void> {
  await context.addInitScript(
    ({ pictureMs, frameMs, width, height }: { pictureMs: number; frameMs: number; width: number; height: number }) => {
      const canvas = document.createElement('canvas');
      Object.assign(canvas, { width, height });
      const brush = canvas.getContext('2d');
      let pictures: readonly HTMLImageElement[] = [];
      let tick = 0;
      let alive = false;
      let held = false;
      let shown = 0;
      let hand = { x: 0, y: 0 };
      window.showPictures = async (urls, order) => {
        const loaded = urls.map((url) => Object.assign(new Image(), { src: url }));
        await Promise.all(loaded.map((image) => image.decode()));
        pictures = loaded;
        alive = order === 'alive';
        held = false;
        hand = { x: 0, y: 0 };
        tick = 0;
        return Date.now();
      };
      window.holdPicture = () => {
        held = true;
        return Date.now();
      };
      const sway = (at: number) => Math.max(-12, Math.min(12, at + (Math.random() - 0.5) * 6));
      setInterval(() => {
        const turn = Math.floor((tick * frameMs) / pictureMs);
        const isNext = !held && (tick === 0 || turn !== Math.floor(((tick - 1) * frameMs) / pictureMs));
        if (isNext) shown = alive ? Math.floor(Math.random() * pictures.length) : turn % Math.max(1, pictures.length);
        if (isNext && alive) hand = { x: sway(hand.x), y: sway(hand.y) };
        const picture = pictures[shown];
        tick += 1;
        if (brush === null) return;
        // Wider than the picture by what the hand moves: there is no border to be seen.
        const around = alive ? 12 : 0;
        if (picture) brush.drawImage(picture, hand.x - around, hand.y - around, canvas.width + 2 * around, canvas.height + 2 * around);
        else brush.fillRect(0, 0, canvas.width, canvas.height);
        // A canvas that nobody paints on is not sent at all; what is painted is less than a codec keeps, as of a camera that has frozen.
        brush.fillStyle = `rgb(${90 + (tick % 2)} 90 90)`;
        brush.fillRect(0, 0, 4, 4);
      }, frameMs);
      const devices = navigator.mediaDevices;
      const ask = devices.getUserMedia.bind(devices);
      devices.getUserMedia = async (wanted) => {
        const given = await ask(wanted);
        if (given.getVideoTracks().length === 0) return given;
        const [puppet] = canvas.captureStream(1_000 / frameMs).getVideoTracks();
        if (puppet === undefined) return given;
        for (const track of given.getVideoTracks()) {
          // The page knows its camera by what the real one says of itself.
          const settings = { ...track.getSettings(), width: canvas.width, height: canvas.height };
          puppet.getSettings = () => settings;
          track.stop();
        }
        return new MediaStream([...given.getAudioTracks(), puppet]);
      };
    },
    { pictureMs: PICTURE_MS, frameMs: FRAME_MS, ...size },
  );
}

/** The camera hangs: it gives the picture of this moment, until it is told what to show. @returns from when on, Unix ms */
export async function holdPicture(page: Page): Promise<number> {
  const sinceMs = await page.evaluate(() => window.holdPicture?.());
  if (sinceMs === undefined) throw new Error('This page has no camera that could hang');
  return sinceMs;
}

/** What the camera shows from now on: JPEGs. @returns from when on, Unix ms */
export async function showPictures(page: Page, pictures: readonly Buffer[], order: PictureOrder = 'round'): Promise<number> {
  const urls = pictures.map((jpeg) => `data:image/jpeg;base64,${jpeg.toString('base64')}`);
  const sinceMs = await page.evaluate(([given, how]) => window.showPictures?.(given, how), [urls, order] as const);
  if (sinceMs === undefined) throw new Error('This page has no camera to be told what it shows');
  return sinceMs;
}
