import { Button, Tag } from '@guichet/ui';
import { IconFileText, IconSignature } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { CalmLine } from '../../flow/kit/calm-line.tsx';
import { CustomerSees } from '../../flow/kit/customer-sees.tsx';
import { Facts } from '../../flow/kit/facts.tsx';
import { Lead } from '../../flow/kit/lead.tsx';
import { Missing } from '../../flow/kit/missing.tsx';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import { Pages } from './pages.tsx';
import classes from './part.module.css';
import { Sheet } from './sheet.tsx';
import { DocumentView, type PaperView } from '@guichet/workflow/views';

/** The document on the customer's page: which page is open there, what was read to its end, where it is signed. */
export function Part({ step, act, busy }: NodePartProps) {
  const { t, language } = useFlowTexts();
  const view = DocumentView.parse(step.view);
  const { document: paper, phase, title } = view;
  if (paper === null || phase === 'preparing')
    return (
      <>
        <Lead>{title[language]}</Lead>
        <CalmLine>{t('document.preparing')}</CalmLine>
      </>
    );
  return (
    <>
      <Lead>{title[language]}</Lead>
      {phase === 'sealing' ? (
        <CalmLine>{t('document.sealing')}</CalmLine>
      ) : (
        <Reading
          view={view}
          paper={paper}
          onPresent={view.mayPresent && step.actions.includes('present') && !busy ? (page) => act('present', { page }) : null}
        />
      )}
      <Places places={view.places} />
      {phase === 'open' && <Missing items={missingOf(view, t, language)} />}
      <Facts
        rows={[
          { name: t('document.signer'), value: t(`document.signers.${view.signer}`) },
          { name: t('document.hash'), value: <span data-mono>{paper.hash.slice(0, 16)}…</span> },
        ]}
      />
    </>
  );
}

interface ReadingProps {
  readonly view: DocumentView;
  readonly paper: PaperView;
  /** Null: somebody else turns the pages. */
  readonly onPresent: ((page: number) => Promise<boolean>) | null;
}

/** The pages side by side with the video: the presenter's go along with the customer's page, others look where they like until it is turned. */
function Reading({ view, paper, onPresent }: ReadingProps) {
  const { t } = useFlowTexts();
  const { presentedPage, mayPresent } = view;
  const [page, setPage] = useState(presentedPage);
  useEffect(() => setPage(presentedPage), [presentedPage]);
  const turn = (to: number) => {
    if (mayPresent && onPresent === null) return;
    setPage(to);
    if (onPresent !== null) void onPresent(to).then((done) => done || setPage(presentedPage));
  };
  return (
    <>
      <CustomerSees>{t('document.sees', { page: presentedPage, pages: paper.pages })}</CustomerSees>
      <Sheet paper={paper} places={view.places} page={page} onTurn={turn} />
      {!mayPresent && (
        <p className={classes['follows']}>
          {t('document.customerTurns')}
          {page !== presentedPage && (
            <Button size="sm" kind="quiet" onClick={() => setPage(presentedPage)}>
              {t('document.follow')}
            </Button>
          )}
        </p>
      )}
      <Pages view={view} paper={paper} page={page} onTurn={turn} />
    </>
  );
}

function missingOf({ unread, places }: DocumentView, t: ReturnType<typeof useFlowTexts>['t'], language: 'zh-CN' | 'en'): string[] {
  const open = places.filter(({ signed }) => !signed);
  if (unread.length === 0 && open.length === 0) return [t('document.missing.finish')];
  return [
    ...(unread.length > 0 ? [t('document.missing.unread', { pages: unread.join(language === 'en' ? ', ' : '、') })] : []),
    ...(open.length > 0 ? [t('document.missing.places', { count: open.length })] : []),
  ];
}

function Places({ places }: Pick<DocumentView, 'places'>) {
  const { t, language } = useFlowTexts();
  if (places.length === 0) return <CalmLine icon={<IconFileText size={16} stroke={1.75} aria-hidden />}>{t('document.noPlaces')}</CalmLine>;
  return (
    <section className={classes['places']} aria-label={t('document.places')}>
      <h3>{t('document.places')}</h3>
      <ul>
        {places.map(({ name, kind, page, by, title, signed }) => (
          <li key={name}>
            <IconSignature size={16} stroke={1.75} aria-hidden />
            <span>
              {title?.[language] ?? t(`document.kinds.${kind}`)}
              <small>{t('document.place', { page, who: t(by === 'guest' ? 'document.guest' : 'document.customer') })}</small>
            </span>
            <Tag tone={signed ? 'brand' : 'neutral'}>{t(signed ? 'document.signed' : 'document.notSigned')}</Tag>
          </li>
        ))}
      </ul>
    </section>
  );
}
