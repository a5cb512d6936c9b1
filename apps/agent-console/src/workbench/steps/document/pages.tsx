import { formatAge } from '@guichet/ui';
import { IconCheck } from '@tabler/icons-react';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import classes from './part.module.css';
import type { DocumentView, PaperView } from '@guichet/workflow/views';

interface PagesProps {
  readonly view: DocumentView;
  readonly paper: PaperView;
  /** The one that is looked at here. */
  readonly page: number;
  readonly onTurn: (page: number) => void;
}

/** All pages with the proof of their reading and the places on them; each leads to its page. */
export function Pages({ view, paper, page, onTurn }: PagesProps) {
  const { t } = useFlowTexts();
  const numbers = Array.from({ length: paper.pages }, (_, index) => index + 1);
  return (
    <section className={classes['pages']} aria-label={t('document.pages')}>
      <ol>
        {numbers.map((number) => (
          <PageCell key={number} number={number} view={view} isShown={number === page} onTurn={onTurn} />
        ))}
      </ol>
      {!view.provesReading && <p className={classes['follows']}>{t('document.noProof')}</p>}
    </section>
  );
}

interface PageCellProps extends Pick<PagesProps, 'view' | 'onTurn'> {
  readonly number: number;
  readonly isShown: boolean;
}

function PageCell({ number, view: { unread, reads, provesReading }, isShown, onTurn }: PageCellProps) {
  const { t } = useFlowTexts();
  const dwellMs = reads.filter(({ page, by }) => page === number && by === 'customer').reduce((sum, read) => sum + read.dwellMs, 0);
  const isRead = provesReading && !unread.includes(number);
  const state = isRead ? t('document.read') : dwellMs > 0 ? t('document.reading') : t('document.unread');
  return (
    <li aria-current={isShown ? 'page' : undefined}>
      <button type="button" className={classes['cell']} data-read={isRead || undefined} onClick={() => onTurn(number)}>
        <span className="visually-hidden">{t('document.show', { page: number })}</span>
        <strong data-num>{number}</strong>
        <span>
          {isRead && <IconCheck size={12} stroke={2.2} aria-hidden />}
          {state}
        </span>
        <small data-num>{dwellMs > 0 ? formatAge(dwellMs) : '–'}</small>
      </button>
    </li>
  );
}
