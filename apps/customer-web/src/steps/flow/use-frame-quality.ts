import { useEffect, useRef, useState } from 'react';
import { type FrameHint, type GrayFrame, hasDocument, hintOf } from './frame-quality.ts';

const LOOK_EVERY_MS = 300;
const WIDTH = 160;
/** Good for so long, and nobody has to press anything. */
const GOOD_FOR_MS = 1_500;

interface FrameQuality {
  readonly hint: FrameHint;
  /** A document lies in the frame. */
  readonly hasDocument: boolean;
}
const UNKNOWN: FrameQuality = { hint: null, hasDocument: false };

interface Watched {
  readonly track: MediaStreamTrack | null;
  /** Width over height of what is to be shown; null: a face. */
  readonly aspect: number | null;
  /** Another side was shown before: it has to leave the frame, or be turned, before the next one can be good. */
  readonly afterAnother?: boolean;
  /** Called once when a document has been in the frame, and good, for a while. */
  readonly onGood?: () => void;
}

/** Looks at the camera's own picture, here in the page alone, and says what could be better. Nothing of it is sent, and nothing is decided by it. */
export function useFrameQuality({ track, aspect, afterAnother = false, onGood }: Watched): FrameQuality {
  const [quality, setQuality] = useState(UNKNOWN);
  const onGoodRef = useRef(onGood);
  onGoodRef.current = onGood;
  useEffect(() => {
    setQuality(UNKNOWN);
    if (track === null) return undefined;
    const video: HTMLVideoElement = Object.assign(document.createElement('video'), { muted: true, playsInline: true });
    video.srcObject = new MediaStream([track]);
    void video.play().catch(() => undefined);
    const canvas = document.createElement('canvas');
    let before: GrayFrame | null = null;
    let goodSinceMs: number | null = null;
    let isAnother = !afterAnother;
    const timer = setInterval(() => {
      const frame = grayOf(video, canvas);
      if (frame === null) return;
      const hint = hintOf(frame, before);
      const found = aspect !== null && hasDocument(frame, aspect);
      before = frame;
      setQuality((last) => (last.hint === hint && last.hasDocument === found ? last : { hint, hasDocument: found }));
      isAnother ||= hint === 'hold_still' || !found;
      if (hint !== null || !found || !isAnother) {
        goodSinceMs = null;
        return;
      }
      goodSinceMs ??= performance.now();
      if (performance.now() - goodSinceMs < GOOD_FOR_MS) return;
      clearInterval(timer);
      onGoodRef.current?.();
    }, LOOK_EVERY_MS);
    return () => {
      clearInterval(timer);
      video.srcObject = null;
    };
  }, [track, aspect, afterAnother]);
  return quality;
}

/** Null until the camera shows something. */
function grayOf(video: HTMLVideoElement, canvas: HTMLCanvasElement): GrayFrame | null {
  const { videoWidth, videoHeight } = video;
  if (videoWidth === 0 || videoHeight === 0) return null;
  const height = Math.round((WIDTH * videoHeight) / videoWidth);
  Object.assign(canvas, { width: WIDTH, height });
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  if (brush === null) return null;
  brush.drawImage(video, 0, 0, WIDTH, height);
  const { data } = brush.getImageData(0, 0, WIDTH, height);
  // Rec. ITU-R BT.601 luma.
  const gray = Uint8Array.from({ length: WIDTH * height }, (_, pixel) => {
    const at = pixel * 4;
    return 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
  });
  return { width: WIDTH, height, gray };
}
