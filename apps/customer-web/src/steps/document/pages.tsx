import { IconButton, useScale } from '@guichet/ui';
import { type PDFDocumentProxy, PdfPage, PlaceOnPage } from '@guichet/ui/pdf';
import { IconChevronLeft, IconChevronRight, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { StepPartProps } from '../flow/step-part.ts';
import { useStepTexts } from '../flow/texts/use-step-texts.ts';
import classes from './pages.module.css';
import type { ReadingClock } from './reading-clock.ts';
import { useReadingProof } from './use-reading-proof.ts';
import type { PlaceView } from '@guichet/workflow/views';

interface PagesProps {
  readonly pdf: PDFDocumentProxy;
  /** Goes on counting when the pages come back after something was signed. */
  readonly clock: ReadingClock;
  readonly page: number;
  readonly places: readonly PlaceView[];
  readonly onPage: (page: number) => void;
  readonly note: StepPartProps['note'];
}

const ICON = { size: 24, stroke: 1.6, 'aria-hidden': true } as const;
const LARGER = 2.2;

/** One page at a time, as wide as there is room or larger; what of it was seen is reported as it is seen. */
export function Pages({ pdf, clock, page, places, onPage, note }: PagesProps) {
  const { t } = useStepTexts();
  const box = useRef<HTMLDivElement>(null);
  const foot = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  const { scale } = useScale();
  const [isLarger, setLarger] = useState(scale === 'care');
  const [drawn, setDrawn] = useState<number | null>(null);
  const reachEnd = useReadingProof(clock, page, drawn === page, note);
  const whenDrawn = useCallback((at: number) => setDrawn(at), []);
  useEffect(() => {
    if (box.current === null) return;
    const observer = new ResizeObserver(([entry]) => entry !== undefined && setRoom(Math.floor(entry.contentRect.width)));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  // The foot of a page counts as seen when it is on the screen, and not before there is something to see.
  useEffect(() => {
    if (foot.current === null || drawn !== page) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) reachEnd(page);
    });
    observer.observe(foot.current);
    return () => observer.disconnect();
  }, [page, drawn, reachEnd]);
  const bar = useRef<HTMLDivElement>(null);
  const shownPage = useRef(page);
  // A new page begins at its head, however far down the one before was read.
  useEffect(() => {
    if (shownPage.current !== page) bar.current?.scrollIntoView({ block: 'start', behavior: 'instant' });
    shownPage.current = page;
  }, [page]);
  const words = t('document.page', { page, pages: pdf.numPages });
  return (
    <>
      <div ref={bar} className={classes['bar']} role="group" aria-label={words}>
        <IconButton
          size="touch"
          icon={<IconChevronLeft {...ICON} />}
          label={t('document.previous')}
          offReason={page === 1 ? t('document.first') : null}
          onClick={() => onPage(page - 1)}
        />
        <span data-num aria-live="polite">
          {words}
        </span>
        <IconButton
          size="touch"
          icon={<IconChevronRight {...ICON} />}
          label={t('document.next')}
          offReason={page === pdf.numPages ? t('document.last') : null}
          onClick={() => onPage(page + 1)}
        />
        <IconButton
          size="touch"
          className={classes['zoom']}
          icon={isLarger ? <IconZoomOut {...ICON} /> : <IconZoomIn {...ICON} />}
          label={t(isLarger ? 'document.smaller' : 'document.larger')}
          aria-pressed={isLarger}
          onClick={() => setLarger(!isLarger)}
        />
      </div>
      <div ref={box} className={classes['box']} tabIndex={0} role="group" aria-label={words}>
        {room > 0 && (
          <PdfPage pdf={pdf} page={page} width={Math.round(room * (isLarger ? LARGER : 1))} label={words} onDrawn={whenDrawn}>
            {places
              .filter((place) => place.page === page)
              .map((place) => (
                <PlaceOnPage key={place.name} place={place} strokes={place.strokes} />
              ))}
          </PdfPage>
        )}
        <div ref={foot} className={classes['foot']} data-foot />
      </div>
    </>
  );
}
