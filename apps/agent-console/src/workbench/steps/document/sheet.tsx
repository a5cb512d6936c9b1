import { Button, errorText, IconButton } from '@guichet/ui';
import { type PDFDocumentProxy, PdfPage, PlaceOnPage, usePdf } from '@guichet/ui/pdf';
import { IconCheck, IconChevronLeft, IconChevronRight, IconFileOff, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { CalmLine } from '../../flow/kit/calm-line.tsx';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import classes from './part.module.css';
import type { DocumentView, PaperView } from '@guichet/workflow/views';

interface SheetProps {
  readonly paper: PaperView;
  readonly places: DocumentView['places'];
  readonly page: number;
  readonly onTurn: (page: number) => void;
}

const ICON = { size: 18, stroke: 1.75, 'aria-hidden': true } as const;
/** As wide as the room, and larger. */
const ZOOMS = [1, 1.5, 2.2, 3] as const;

/** The document itself, the very one that the customer reads: its hash is looked at before it is shown. */
export function Sheet(props: SheetProps) {
  const { t, language } = useFlowTexts();
  const { opened, retry } = usePdf(props.paper.documentId, props.paper.hash);
  if (opened.kind === 'opening') return <CalmLine>{t('document.opening')}</CalmLine>;
  if (opened.kind === 'open') return <Opened {...props} pdf={opened.pdf} />;
  return (
    <div className={classes['failed']} role="alert">
      <IconFileOff size={18} stroke={1.75} aria-hidden />
      <p>{opened.error.code === 'bad_request' ? t('document.other') : errorText(opened.error, language)}</p>
      <Button size="sm" onClick={retry}>
        {t('document.retry')}
      </Button>
    </div>
  );
}

function Opened({ pdf, places, page, onTurn }: SheetProps & { readonly pdf: PDFDocumentProxy }) {
  const { t, language } = useFlowTexts();
  const box = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  const [zoom, setZoom] = useState(0);
  useEffect(() => {
    if (box.current === null) return;
    const observer = new ResizeObserver(([entry]) => entry !== undefined && setRoom(Math.floor(entry.contentRect.width)));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    // A new page begins at its head.
    if (box.current !== null) box.current.scrollTop = 0;
  }, [page]);
  const pages = pdf.numPages;
  const go = (to: number) => to >= 1 && to <= pages && onTurn(to);
  const scale = (to: number) => setZoom(Math.min(Math.max(to, 0), ZOOMS.length - 1));
  const onKey = (event: KeyboardEvent) => {
    const moves: Readonly<Record<string, () => void>> = {
      PageUp: () => go(page - 1),
      PageDown: () => go(page + 1),
      Home: () => go(1),
      End: () => go(pages),
      '+': () => scale(zoom + 1),
      '=': () => scale(zoom + 1),
      '-': () => scale(zoom - 1),
      '0': () => scale(0),
    };
    const move = event.ctrlKey || event.metaKey || event.altKey ? undefined : moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  };
  const words = t('document.page', { page, pages });
  return (
    <section className={classes['sheet']} aria-label={t('document.paper')}>
      <header>
        <IconButton
          icon={<IconChevronLeft {...ICON} />}
          label={t('document.previous')}
          offReason={page <= 1 ? t('document.first') : null}
          onClick={() => go(page - 1)}
        />
        <p role="status" data-num>
          {words}
        </p>
        <IconButton
          icon={<IconChevronRight {...ICON} />}
          label={t('document.next')}
          offReason={page >= pages ? t('document.last') : null}
          onClick={() => go(page + 1)}
        />
        <span className={classes['grow']} />
        <IconButton
          icon={<IconZoomOut {...ICON} />}
          label={t('document.smaller')}
          offReason={zoom === 0 ? t('document.smallest') : null}
          onClick={() => scale(zoom - 1)}
        />
        <span data-num className={classes['zoom']}>
          {Math.round((ZOOMS[zoom] ?? 1) * 100)}%
        </span>
        <IconButton
          icon={<IconZoomIn {...ICON} />}
          label={t('document.larger')}
          offReason={zoom === ZOOMS.length - 1 ? t('document.largest') : null}
          onClick={() => scale(zoom + 1)}
        />
      </header>
      <div ref={box} className={classes['box']} tabIndex={0} role="group" aria-label={t('document.keys')} onKeyDown={onKey}>
        {room > 0 && (
          <PdfPage pdf={pdf} page={page} width={Math.round(room * (ZOOMS[zoom] ?? 1))} label={words} onDrawn={nothing}>
            {places
              .filter((place) => place.page === page)
              .map((place) => (
                <PlaceOnPage
                  key={place.name}
                  place={place}
                  signedMark={
                    <>
                      <IconCheck size={12} stroke={2.2} aria-hidden />
                      {place.title?.[language] ?? t(`document.kinds.${place.kind}`)}
                    </>
                  }
                />
              ))}
          </PdfPage>
        )}
      </div>
    </section>
  );
}

const nothing = (): void => undefined;
