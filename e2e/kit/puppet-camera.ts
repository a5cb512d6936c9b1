import type { BrowserContext, Page } from '@playwright/test';

/** How long one picture stands: a head moves about as fast. */
const PICTURE_MS = 250;

declare global {
  interface Window {
    showPictures?: (urls: readonly string[]) => Promise<void>;
  }
}

/** Gives every page of a browser a camera that shows what a test hands it, one picture after the other, again and again; the microphone stays what it was. */
export async function givePuppetCamera(context: BrowserContext, size = { width: 640, height: 480 }): Promise<void> {
  await context.addInitScript(
    ({ pictureMs, width, height }: { pictureMs: number; width: number; height: number }) => {
      const canvas = document.createElement('canvas');
      Object.assign(canvas, { width, height });
      const brush = canvas.getContext('2d');
      let pictures: readonly HTMLImageElement[] = [];
      let tick = 0;
      window.showPictures = async (urls) => {
        const loaded = urls.map((url) => Object.assign(new Image(), { src: url }));
        await Promise.all(loaded.map((image) => image.decode()));
        pictures = loaded;
        tick = 0;
      };
      setInterval(() => {
        const picture = pictures[Math.floor((tick * 100) / pictureMs) % Math.max(1, pictures.length)];
        tick += 1;
        if (brush === null) return;
        if (picture) brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
        else brush.fillRect(0, 0, canvas.width, canvas.height);
        // A canvas that nobody paints on is not sent at all; what is painted is less than a codec keeps, as of a camera that has frozen.
        brush.fillStyle = `rgb(${90 + (tick % 2)} 90 90)`;
        brush.fillRect(0, 0, 4, 4);
      }, 100);
      const devices = navigator.mediaDevices;
      const ask = devices.getUserMedia.bind(devices);
      devices.getUserMedia = async (wanted) => {
        const given = await ask(wanted);
        if (given.getVideoTracks().length === 0) return given;
        const [puppet] = canvas.captureStream(10).getVideoTracks();
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
    { pictureMs: PICTURE_MS, ...size },
  );
}

/** What the camera shows from now on: JPEGs. */
export async function showPictures(page: Page, pictures: readonly Buffer[]): Promise<void> {
  const urls = pictures.map((jpeg) => `data:image/jpeg;base64,${jpeg.toString('base64')}`);
  await page.evaluate((given) => window.showPictures?.(given), urls);
}
