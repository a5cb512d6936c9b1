import { Button } from '@guichet/ui';
import type { PDFDocumentProxy } from '@guichet/ui/pdf';
import { IconEraser, IconFileText, IconLock } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { StepPartProps } from '../flow/step-part.ts';
import { useStepTexts } from '../flow/texts/use-step-texts.ts';
import classes from './signing.module.css';
import { strokesInField } from './strokes.ts';
import { useSignaturePad } from './use-signature-pad.ts';
import type { PlaceView } from '@guichet/workflow/views';

interface SigningProps extends Pick<StepPartProps, 'act' | 'busy'> {
  readonly pdf: PDFDocumentProxy;
  readonly title: string;
  readonly place: PlaceView;
  readonly placeTitle: string;
  readonly onClose: () => void;
  readonly onDecline: () => void;
}

/** One place to write in by hand. Whatever is written is taken stroke by stroke, in its own time. */
export function Signing({ pdf, title, place, placeTitle, act, busy, onClose, onDecline }: SigningProps) {
  const { t } = useStepTexts();
  const { canvas, isEmpty, clear, read } = useSignaturePad();
  const [sending, setSending] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    canvas.current?.scrollIntoView({ block: 'center' });
  }, [canvas]);
  const confirm = async () => {
    setSending(true);
    const { strokes, size } = read();
    const page = (await pdf.getPage(place.page)).getViewport({ scale: 1 });
    const aspect = (place.width * page.width) / (place.height * page.height);
    const stands = await act('sign', { place: place.name, strokes: strokesInField(strokes, size, aspect) });
    setSending(false);
    if (stands) onClose();
  };
  return (
    <>
      <div className={classes['document']}>
        <IconFileText size={24} stroke={1.6} aria-hidden />
        <p>
          {title}
          <small>{t('document.allRead', { pages: pdf.numPages })}</small>
        </p>
        <Button kind="quiet" size="touch" onClick={onClose}>
          {t('document.look')}
        </Button>
      </div>
      <h3 ref={heading} tabIndex={-1} className={classes['title']}>
        {placeTitle}
      </h3>
      <div className={classes['pad']}>
        <canvas ref={canvas} role="img" aria-label={placeTitle} aria-describedby={`${place.name}-hand`} />
        <span className={classes['line']} aria-hidden />
        <Button
          kind="quiet"
          size="touch"
          className={classes['clear']}
          icon={<IconEraser size={20} stroke={1.6} aria-hidden />}
          offReason={isEmpty ? t('document.nothingWritten') : null}
          onClick={clear}
        >
          {t('document.clear')}
        </Button>
      </div>
      <div className={classes['actions']}>
        <Button size="xl" onClick={onDecline}>
          {t('document.notNow')}
        </Button>
        <Button
          kind="primary"
          size="xl"
          busy={busy || sending}
          offReason={isEmpty ? t('document.nothingWritten') : null}
          onClick={() => void confirm()}
        >
          {t('document.confirm')}
        </Button>
      </div>
      <p className={classes['hint']} id={`${place.name}-hand`}>
        {t('document.byHand')}
      </p>
      <p className={classes['hint']}>
        <IconLock size={16} stroke={1.6} aria-hidden />
        {t('document.bound')}
      </p>
    </>
  );
}
