import { formatAge, IconButton } from '@guichet/ui';
import { IconCheck, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import classes from './part.module.css';
import type { Paper, PaperView } from './view.ts';

interface PagesProps {
  readonly view: PaperView;
  readonly paper: Paper;
  readonly busy: boolean;
  /** Null: somebody else turns the pages. */
  readonly onPresent: ((page: number) => Promise<boolean>) | null;
}

/** The pages with the proof of their reading; the presenter turns them from here and the customer's page follows. */
export function Pages({ view, paper, busy, onPresent }: PagesProps) {
  const { t } = useFlowTexts();
  const { presentedPage: page, mayPresent } = view;
  const turns = mayPresent && onPresent !== null;
  const turn = (to: number) => {
    if (turns && !busy) void onPresent(to);
  };
  const numbers = Array.from({ length: paper.pages }, (_, index) => index + 1);
  return (
    <section className={classes['pages']} aria-label={t('document.pages')}>
      <header>
        {turns && (
          <IconButton
            icon={<IconChevronLeft size={18} stroke={1.75} aria-hidden />}
            label={t('document.previous')}
            offReason={page <= 1 ? t('document.first') : null}
            onClick={() => turn(page - 1)}
          />
        )}
        <p role="status" data-num>
          {t('document.page', { page, pages: paper.pages })}
        </p>
        {turns && (
          <IconButton
            icon={<IconChevronRight size={18} stroke={1.75} aria-hidden />}
            label={t('document.next')}
            offReason={page >= paper.pages ? t('document.last') : null}
            onClick={() => turn(page + 1)}
          />
        )}
      </header>
      {!mayPresent && <p className={classes['follows']}>{t('document.customerTurns')}</p>}
      {/* Buttons can be reached in a list that scrolls; mere cells only by way of the list. */}
      <ol tabIndex={turns ? undefined : 0}>
        {numbers.map((number) => (
          <PageCell key={number} number={number} view={view} onTurn={turns ? turn : null} />
        ))}
      </ol>
      {!view.provesReading && <p className={classes['follows']}>{t('document.noProof')}</p>}
    </section>
  );
}

interface PageCellProps {
  readonly number: number;
  readonly view: PaperView;
  readonly onTurn: ((page: number) => void) | null;
}

function PageCell({ number, view: { presentedPage, unread, reads, provesReading }, onTurn }: PageCellProps) {
  const { t } = useFlowTexts();
  const dwellMs = reads.filter(({ page, by }) => page === number && by === 'customer').reduce((sum, read) => sum + read.dwellMs, 0);
  const isRead = provesReading && !unread.includes(number);
  const state = isRead ? t('document.read') : dwellMs > 0 ? t('document.reading') : t('document.unread');
  const content = (
    <>
      <strong data-num>{number}</strong>
      <span>
        {isRead && <IconCheck size={12} stroke={2.2} aria-hidden />}
        {state}
      </span>
      <small data-num>{dwellMs > 0 ? formatAge(dwellMs) : '–'}</small>
    </>
  );
  const shared = { className: classes['cell'], 'data-read': isRead || undefined };
  return (
    <li aria-current={number === presentedPage ? 'page' : undefined}>
      {onTurn === null ? (
        <div {...shared}>{content}</div>
      ) : (
        <button type="button" {...shared} onClick={() => onTurn(number)}>
          <span className="visually-hidden">{t('document.show', { page: number })}</span>
          {content}
        </button>
      )}
    </li>
  );
}
