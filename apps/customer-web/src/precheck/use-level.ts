import { meterLevel } from '@guichet/rtc-client';
import { useEffect, useState } from 'react';

/** Speech on a phone held at arm's length is well above this share of the meter; a quiet room is well below. */
const HEARD_ABOVE = 0.35;

/** How loud a microphone is (0 … 1), and whether anybody has spoken into it. */
export function useLevel(microphone: MediaStreamTrack | null): { level: number; heard: boolean } {
  const [level, setLevel] = useState(0);
  const [heard, setHeard] = useState(false);
  useEffect(() => {
    if (microphone === null) return;
    return meterLevel(microphone, (now) => {
      setLevel(now);
      if (now > HEARD_ABOVE) setHeard(true);
    });
  }, [microphone]);
  return { level, heard };
}
