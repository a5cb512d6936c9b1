import { useEffect, useState } from 'react';

/** What most cameras give, until this one has shown something. */
const USUAL = 4 / 3;

/** Width over height of what a video element shows, as it is: a phone that is turned gives another. */
export function useCameraAspect(video: HTMLVideoElement | null): number {
  const [aspect, setAspect] = useState(USUAL);
  useEffect(() => {
    if (video === null) return undefined;
    const look = () => {
      if (video.videoWidth > 0 && video.videoHeight > 0) setAspect(video.videoWidth / video.videoHeight);
    };
    look();
    video.addEventListener('loadedmetadata', look);
    video.addEventListener('resize', look);
    return () => {
      video.removeEventListener('loadedmetadata', look);
      video.removeEventListener('resize', look);
    };
  }, [video]);
  return aspect;
}
