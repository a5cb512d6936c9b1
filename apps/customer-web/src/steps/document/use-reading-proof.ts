import { useEffect, useRef } from 'react';
import type { StepPartProps } from '../flow/step-part.ts';
import type { ReadingClock } from './reading-clock.ts';

const REPORT_EVERY_MS = 5_000;

/** Tells the counter what of a page was before the reader's eyes. Returns what to call when its foot was. */
export function useReadingProof(
  clock: ReadingClock,
  page: number,
  isShown: boolean,
  report: StepPartProps['note'],
): (page: number) => void {
  const bringing = useRef<'no' | 'yes' | 'once_more'>('no');
  const bring = useRef(async () => {});
  bring.current = async () => {
    if (bringing.current !== 'no') {
      bringing.current = 'once_more';
      return;
    }
    bringing.current = 'yes';
    let isTaken = true;
    for (const read of clock.take(performance.now())) {
      if (await report('read', read, 'silent')) continue;
      clock.putBack(read);
      isTaken = false;
    }
    const isAsked = (bringing.current as string) === 'once_more';
    bringing.current = 'no';
    // What was not taken waits for the next round; what came meanwhile does not.
    if (isAsked && isTaken) void bring.current();
  };
  useEffect(() => {
    const look = () => clock.show(isShown && document.visibilityState === 'visible' ? page : null, performance.now());
    look();
    // Of the page before; when the document was left nothing is sent any more, for the step may be over.
    void bring.current();
    document.addEventListener('visibilitychange', look);
    const timer = setInterval(() => void bring.current(), REPORT_EVERY_MS);
    return () => {
      clock.show(null, performance.now());
      document.removeEventListener('visibilitychange', look);
      clearInterval(timer);
    };
  }, [clock, page, isShown]);
  return useRef((read: number) => {
    clock.reachEnd(read);
    void bring.current();
  }).current;
}
