import { useEffect, useRef, useState } from 'react';
import type { StepPartProps } from '../flow/step-part.ts';
import { ReadingClock } from './reading-clock.ts';

const REPORT_EVERY_MS = 5_000;

/** Tells the counter what of a page was before the reader's eyes. Returns what to call when its foot was. */
export function useReadingProof(page: number, isShown: boolean, report: StepPartProps['note']): (page: number) => void {
  const [clock] = useState(() => new ReadingClock());
  const bringing = useRef(false);
  const bring = useRef(async () => {});
  bring.current = async () => {
    if (bringing.current) return;
    bringing.current = true;
    for (const read of clock.take(performance.now())) if (!(await report('read', read))) clock.putBack(read);
    bringing.current = false;
  };
  useEffect(() => {
    const look = () => clock.show(isShown && document.visibilityState === 'visible' ? page : null, performance.now());
    look();
    document.addEventListener('visibilitychange', look);
    const timer = setInterval(() => void bring.current(), REPORT_EVERY_MS);
    return () => {
      clock.show(null, performance.now());
      document.removeEventListener('visibilitychange', look);
      clearInterval(timer);
      void bring.current();
    };
  }, [clock, page, isShown]);
  return useRef((read: number) => {
    clock.reachEnd(read);
    void bring.current();
  }).current;
}
