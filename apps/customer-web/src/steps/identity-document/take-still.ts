import { MAX_STILL_BYTES } from '@guichet/protocol';

/** A picture of this moment, and the SHA-256 by which it is announced. */
export interface Still {
  readonly jpeg: Blob;
  readonly hash: string;
}

/** A camera that takes longer is left alone: the document is still held up, and the recorded video is looked at meanwhile. */
const PHOTO_WITHIN_MS = 1_500;
const FRAME_WITHIN_MS = 1_000;
/** A photo has to be worth its while: phones stop their video for a moment to take one. */
const FINER_THAN_VIDEO = 1.3;
/** No document is printed finer. */
const MOST_SIDE_PX = 4_096;
/** One after the other, until the picture is small enough. */
const TRIES = [
  { quality: 0.92, share: 1 },
  { quality: 0.8, share: 1 },
  { quality: 0.8, share: 0.6 },
] as const;

/** Of W3C's Image Capture as much as is used here; only some browsers have it. */
interface PhotoTaker {
  getPhotoCapabilities(): Promise<{ readonly imageWidth?: { readonly max?: number } }>;
  takePhoto(): Promise<Blob>;
}
type PhotoTakerClass = new (track: MediaStreamTrack) => PhotoTaker;

/**
 * What the camera sees, at its full resolution: a photo where the camera takes finer ones than its video is, a frame of its own video otherwise. It is
 * drawn anew, so that nothing of the file that a camera makes (place, device) goes along. Null where none could be taken.
 */
export async function takeStill(track: MediaStreamTrack): Promise<Still | null> {
  try {
    const picture = (await within(PHOTO_WITHIN_MS, photoOf(track)).catch(() => null)) ?? (await frameOf(track));
    const jpeg = picture === null ? null : await jpegOf(picture);
    return jpeg === null ? null : { jpeg, hash: await sha256(jpeg) };
  } catch {
    return null;
  }
}

async function photoOf(track: MediaStreamTrack): Promise<ImageBitmap | null> {
  const { ImageCapture } = globalThis as { readonly ImageCapture?: PhotoTakerClass };
  if (ImageCapture === undefined) return null;
  const taker = new ImageCapture(track);
  const { imageWidth } = await taker.getPhotoCapabilities();
  const { width = 0, height = 0 } = track.getSettings();
  if ((imageWidth?.max ?? 0) < FINER_THAN_VIDEO * Math.max(width, height)) return null;
  return createImageBitmap(await taker.takePhoto());
}

async function frameOf(track: MediaStreamTrack): Promise<HTMLVideoElement | null> {
  const video: HTMLVideoElement = Object.assign(document.createElement('video'), { muted: true, playsInline: true });
  video.srcObject = new MediaStream([track]);
  try {
    await within(FRAME_WITHIN_MS, video.play());
    return video.videoWidth === 0 ? null : video;
  } catch {
    return null;
  }
}

async function jpegOf(picture: ImageBitmap | HTMLVideoElement): Promise<Blob | null> {
  const [width, height] = picture instanceof HTMLVideoElement ? [picture.videoWidth, picture.videoHeight] : [picture.width, picture.height];
  const largest = Math.min(1, MOST_SIDE_PX / Math.max(width, height));
  try {
    // Drawn once: what is made smaller afterwards shows the same moment.
    const whole = drawn(picture, width * largest, height * largest);
    for (const { quality, share } of TRIES) {
      const canvas = share === 1 ? whole : drawn(whole, whole.width * share, whole.height * share);
      const jpeg = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality));
      if (jpeg !== null && jpeg.size <= MAX_STILL_BYTES) return jpeg;
    }
    return null;
  } finally {
    if (picture instanceof HTMLVideoElement) picture.srcObject = null;
    else picture.close();
  }
}

function drawn(picture: CanvasImageSource, width: number, height: number): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement('canvas'), { width: Math.round(width), height: Math.round(height) });
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function sha256(blob: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Too late')), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
