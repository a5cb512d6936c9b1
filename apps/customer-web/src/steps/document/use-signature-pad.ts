import { useCallback, useEffect, useRef, useState } from 'react';
import SignaturePad from 'signature_pad';

/** Ink on paper, by day and by night; the colour in which the signature stands in the document. */
const INK = '#0d1f59';

/** Handwriting on a canvas that keeps its resolution and what is written on it when the device is turned. */
export function useSignaturePad() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pad = useRef<SignaturePad | null>(null);
  const [isEmpty, setEmpty] = useState(true);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const made = new SignaturePad(element, { penColor: INK, minWidth: 1, maxWidth: 3.2, throttle: 8 });
    pad.current = made;
    const look = () => setEmpty(made.isEmpty());
    made.addEventListener('beginStroke', () => setEmpty(false));
    made.addEventListener('endStroke', look);
    let before = 0;
    const fit = () => {
      const { clientWidth, clientHeight } = element;
      if (clientWidth === 0 || clientWidth === before) return;
      const density = Math.max(devicePixelRatio, 1);
      const grown = before === 0 ? 1 : clientWidth / before;
      before = clientWidth;
      const written = made.toData();
      element.width = clientWidth * density;
      element.height = clientHeight * density;
      element.getContext('2d')?.scale(density, density);
      made.clear();
      made.fromData(
        written.map((stroke) => ({
          ...stroke,
          points: stroke.points.map((point) => ({ ...point, x: point.x * grown, y: point.y * grown })),
        })),
      );
      look();
    };
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.off();
      pad.current = null;
    };
  }, []);
  const clear = useCallback(() => {
    pad.current?.clear();
    setEmpty(true);
  }, []);
  /** What was written, in pixels of the pad. */
  const read = useCallback(() => {
    const element = canvas.current;
    return {
      strokes: pad.current?.toData().map(({ points }) => points) ?? [],
      size: { width: element?.clientWidth ?? 1, height: element?.clientHeight ?? 1 },
    };
  }, []);
  return { canvas, isEmpty, clear, read };
}
