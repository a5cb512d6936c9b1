import { Button } from '@guichet/ui';
import { type PDFDocumentProxy, usePdf } from '@guichet/ui/pdf';
import { IconFileOff, IconHourglass } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import type { StepPartProps } from '../flow/step-part.ts';
import { useStepTexts } from '../flow/texts/use-step-texts.ts';
import { Declining } from './declining.tsx';
import { Pages } from './pages.tsx';
import classes from './part.module.css';
import { PlaceList, usePlaceTitle } from './place-list.tsx';
import { ReadingClock } from './reading-clock.ts';
import { Signing } from './signing.tsx';
import { DocumentView } from '@guichet/workflow/views';

type Shown = NonNullable<DocumentView['document']>;

/** A document to read to its end, with the agent who turns its pages, and to sign by hand. */
export function Part(props: StepPartProps) {
  const { t } = useStepTexts();
  const view = DocumentView.parse(props.step.view);
  if (view.phase === 'open' && view.document !== null) return <Opened {...props} view={view} document={view.document} />;
  return <Wait text={t(view.phase === 'sealing' ? 'document.sealing' : 'document.preparing')} />;
}

const Wait = ({ text }: { readonly text: string }) => (
  <p className={classes['wait']} role="status">
    <IconHourglass size={20} stroke={1.6} aria-hidden />
    {text}
  </p>
);

function Opened({ document, ...props }: StepPartProps & { readonly view: DocumentView; readonly document: Shown }) {
  const { language } = useTexts();
  const { t } = useStepTexts();
  const { opened, retry } = usePdf(document.documentId, document.hash);
  if (opened.kind === 'opening') return <Wait text={t('document.opening')} />;
  if (opened.kind === 'open') return <Reading {...props} pdf={opened.pdf} />;
  return (
    <div className={classes['failed']} role="alert">
      <IconFileOff size={24} stroke={1.6} aria-hidden />
      <div>
        <strong>{t('document.failed')}</strong>
        <p>{opened.error.code === 'bad_request' ? t('document.other') : opened.error.entry.text[language]}</p>
        <Button size="touch" onClick={retry}>
          {t('document.retry')}
        </Button>
      </div>
    </div>
  );
}

/** What somebody does with the document: read it, write into one of its places (by name), or say no. */
type Doing = { readonly kind: 'reading' } | { readonly kind: 'signing'; readonly place: string } | { readonly kind: 'declining' };
const READING: Doing = { kind: 'reading' };

function Reading({ step, view, pdf, act, note, busy }: StepPartProps & { readonly view: DocumentView; readonly pdf: PDFDocumentProxy }) {
  const { language } = useTexts();
  const { t } = useStepTexts();
  const titleOf = usePlaceTitle();
  const { presentedPage, follows, mayPresent, unread, places, maySign, mayFinish } = view;
  const [clock] = useState(() => new ReadingClock());
  const [doing, setDoing] = useState<Doing>(READING);
  const [page, setPage] = useState(presentedPage);
  // Whoever follows is taken along; looking back at another page stays possible until the next one is turned.
  useEffect(() => setPage(presentedPage), [presentedPage]);
  const turn = (to: number) => {
    setPage(to);
    if (mayPresent) void note('present', { page: to });
  };
  const place = doing.kind === 'signing' && maySign ? places.find(({ name }) => name === doing.place) : undefined;
  const decline = () => setDoing({ kind: 'declining' });
  if (doing.kind === 'declining') return <Declining act={act} busy={busy} onClose={() => setDoing(READING)} />;
  if (place !== undefined) {
    const title = view.title[language];
    return (
      <Signing
        key={place.name}
        {...{ pdf, title, place, act, busy }}
        placeTitle={titleOf(place)}
        onClose={() => setDoing(READING)}
        onDecline={decline}
      />
    );
  }
  const unreadReason =
    unread.length === 0 ? null : t('document.unread', { pages: new Intl.ListFormat(language).format(unread.map(String)) });
  const finishReason = mayFinish ? null : (unreadReason ?? unsignedReason(view, t));
  return (
    <>
      {view.title[language] !== step.title[language] && <strong>{view.title[language]}</strong>}
      <Pages pdf={pdf} clock={clock} page={page} places={places} onPage={turn} note={note} />
      {follows && page !== presentedPage && (
        <Button size="xl" wide onClick={() => setPage(presentedPage)}>
          {t('document.follow', { page: presentedPage })}
        </Button>
      )}
      {places.length > 0 && (
        <PlaceList
          places={places}
          offReason={maySign ? null : unreadReason}
          onSign={({ name }) => setDoing({ kind: 'signing', place: name })}
        />
      )}
      <p className={classes['reason']} role="status">
        {finishReason}
      </p>
      <div className={classes['actions']}>
        <Button size="xl" busy={busy} onClick={decline}>
          {t(places.length > 0 ? 'document.notNow' : 'document.disagree')}
        </Button>
        <Button kind="primary" size="xl" busy={busy} offReason={finishReason} onClick={() => void act('finish')}>
          {t(places.length > 0 ? 'document.finish' : 'document.haveRead')}
        </Button>
      </div>
    </>
  );
}

function unsignedReason({ places }: DocumentView, t: ReturnType<typeof useStepTexts>['t']): string {
  const count = places.filter(({ by, signed }) => by === 'customer' && !signed).length;
  return count > 0 ? t('document.unsigned', { count }) : t('document.othersFirst');
}
