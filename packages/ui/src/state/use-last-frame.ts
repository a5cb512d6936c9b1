import { useEffect, useRef, useState } from 'react';

/** How often what the frames say is told to React: often enough for "frozen for n s". */
const TELL_EVERY_MS = 500;

/**
 * When a video element last showed a new frame (`Date.now()`), null before the first of this track. A page in the background shows
 * no frames and isn't asked for any: that time does not count as frozen.
 */
export function useLastFrame(track: MediaStreamTrack | null): {
  videoRef: (video: HTMLVideoElement | null) => void;
  lastFrameAtMs: number | null;
} {
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const [lastFrameAtMs, setLastFrameAtMs] = useState<number | null>(null);
  const seen = useRef<number | null>(null);

  useEffect(() => {
    seen.current = null;
    setLastFrameAtMs(null);
    if (video === null || track === null) return;
    let handle = 0;
    const onFrame = () => {
      seen.current = Date.now();
      handle = video.requestVideoFrameCallback(onFrame);
    };
    handle = video.requestVideoFrameCallback(onFrame);
    const timer = setInterval(() => {
      if (document.hidden && seen.current !== null) seen.current = Date.now();
      setLastFrameAtMs(seen.current);
    }, TELL_EVERY_MS);
    const onFirst = () => setLastFrameAtMs(seen.current ?? Date.now());
    video.addEventListener('loadeddata', onFirst, { once: true });
    return () => {
      clearInterval(timer);
      video.cancelVideoFrameCallback(handle);
      video.removeEventListener('loadeddata', onFirst);
    };
  }, [video, track]);

  return { videoRef: setVideo, lastFrameAtMs };
}
