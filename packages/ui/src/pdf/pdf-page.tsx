import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import classes from './pdf-page.module.css';

interface PdfPageProps {
  readonly pdf: PDFDocumentProxy;
  /** 1 is the first. */
  readonly page: number;
  /** CSS pixels. */
  readonly width: number;
  readonly label: string;
  /** Called once it can be read. */
  readonly onDrawn: (page: number) => void;
  /** On the page, placed in shares of it. */
  readonly children?: ReactNode;
}

/** More than that is not seen, but costs a phone its memory. */
const MOST_PIXELS = 5_000_000;

/** One page as a picture for the eyes and as text for who listens. */
export function PdfPage({ pdf, page, width, label, onDrawn, children }: PdfPageProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [aspect, setAspect] = useState<number | null>(null);
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    let stop = (): void => undefined;
    let isGone = false;
    setText(null);
    const draw = async () => {
      const source = await pdf.getPage(page);
      const full = source.getViewport({ scale: 1 });
      const element = canvas.current;
      if (isGone || element === null) return;
      const height = (width * full.height) / full.width;
      const density = Math.min(Math.max(devicePixelRatio, 1), Math.sqrt(MOST_PIXELS / (width * height)));
      const viewport = source.getViewport({ scale: (width / full.width) * density });
      element.width = Math.round(viewport.width);
      element.height = Math.round(viewport.height);
      setAspect(full.width / full.height);
      const task = source.render({ canvas: element, viewport });
      stop = () => task.cancel();
      await task.promise;
      const { items } = await source.getTextContent();
      if (isGone) return;
      setText(items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(''));
      onDrawn(page);
    };
    // A drawing that was taken back fails; there is another one by then.
    draw().catch((thrown: unknown) => {
      if (!isGone) throw thrown;
    });
    return () => {
      isGone = true;
      stop();
    };
  }, [pdf, page, width, onDrawn]);
  return (
    <div
      className={classes['page']}
      style={{ width, aspectRatio: aspect ?? 210 / 297 }}
      role="group"
      aria-label={label}
      data-drawn={text !== null}
    >
      <canvas ref={canvas} aria-hidden />
      <p className="visually-hidden">{text}</p>
      {children}
    </div>
  );
}
