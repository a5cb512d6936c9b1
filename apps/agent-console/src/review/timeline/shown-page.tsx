import type { TimelineDocument } from '@guichet/protocol';
import { Skeleton } from '@guichet/ui';
import { PdfPage, usePdf } from '@guichet/ui/pdf';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from './customer-screen.module.css';

interface ShownPageProps {
  readonly documentId: NonNullable<TimelineDocument['documentId']>;
  readonly hash: string;
  /** What stands for it where it cannot be opened. */
  readonly title: string;
  readonly page: number;
}

/** The page of a document that lay before both, for whoever may see it in clear. */
export function ShownPage({ documentId, hash, title, page }: ShownPageProps) {
  const { t } = useTexts();
  const { opened } = usePdf(documentId, hash);
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const onDrawn = useCallback(() => undefined, []);
  return (
    <div ref={frame} className={classes['paper']} data-paper={opened.kind}>
      {opened.kind === 'opening' && <Skeleton rows={3} />}
      {opened.kind === 'failed' && <p className={classes['calm']}>{t('timeline.screen.notOpened')}</p>}
      {opened.kind === 'open' && width > 0 && (
        <PdfPage pdf={opened.pdf} page={Math.min(page, opened.pdf.numPages)} width={width} label={title} onDrawn={onDrawn} />
      )}
    </div>
  );
}
