import { useEffect, useState } from 'react';

/** Re-renders every `intervalMs` and returns what `nowMs` says then; stands still while `running` is false. */
export function useNow(intervalMs: number, nowMs: () => number = Date.now, running = true): number {
  const [now, setNow] = useState(nowMs);
  useEffect(() => {
    if (!running) return;
    setNow(nowMs());
    const timer = setInterval(() => setNow(nowMs()), intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs, nowMs, running]);
  return now;
}
