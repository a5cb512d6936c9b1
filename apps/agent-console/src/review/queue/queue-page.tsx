import { AppError, type ReviewSummary } from '@guichet/protocol';
import { Button, errorText, formatDateTime, Skeleton, StateView, Tag } from '@guichet/ui';
import { SegmentedControl } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { PageHeader } from '../../app/parts/page-header.tsx';
import { sentences } from '../../app/parts/sentences.ts';
import { useTitle } from '../../app/parts/use-title.ts';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { toneOf } from '../decision/review-panel.tsx';
import { ListCell, ListTable } from '../parts/list-table.tsx';
import classes from '../review-work.module.css';
import { DrawnBy, FoundByRules } from './review-tags.tsx';

const PAGE_SIZE = 50;
const REFRESH_MS = 15_000;
type Show = 'waiting' | 'mine' | 'done';

/** What waits for this reviewer, the most urgent first. */
export function QueuePage() {
  const { t, language } = useTexts();
  useTitle(t('reviews.title'));
  const { http } = useServices();
  const [show, setShow] = useState<Show>('waiting');
  const [offset, setOffset] = useState(0);
  const list = useQuery({
    queryKey: ['reviews', show, offset],
    queryFn: ({ signal }) => http.request('reviews.list', { query: { show, offset, limit: PAGE_SIZE }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
  const counts = list.data?.counts ?? { waiting: 0, mine: 0, overdue: 0 };
  const choose = (value: string): void => {
    setShow(value as Show);
    setOffset(0);
  };
  return (
    <>
      <PageHeader title={t('reviews.title')} lead={t('reviews.lead')} />
      <div className={classes['body']}>
        <div className={classes['bar']}>
          <SegmentedControl
            value={show}
            onChange={choose}
            aria-label={t('reviews.title')}
            data={[
              { value: 'waiting', label: t('reviews.tab.waiting', { count: counts.waiting }) },
              { value: 'mine', label: t('reviews.tab.mine', { count: counts.mine }) },
              { value: 'done', label: t('reviews.tab.done') },
            ]}
          />
          {counts.overdue > 0 && <Tag tone="danger">{t('reviews.overdue', { count: counts.overdue })}</Tag>}
        </div>
        {list.data === undefined ? (
          list.error === null ? (
            <Skeleton rows={8} />
          ) : (
            <StateView
              kind="error"
              title={t('reviews.loadFailed')}
              detail={sentences(language, errorText(list.error, language), t('reviews.loadFailedDetail'))}
              code={AppError.from(list.error).code.toUpperCase()}
              action={<Button onClick={() => void list.refetch()}>{t('app.retry')}</Button>}
            />
          )
        ) : list.data.reviews.length === 0 ? (
          <StateView kind="empty" title={t(`reviews.empty.${show}`)} detail={t('reviews.emptyDetail')} />
        ) : (
          <QueueTable reviews={list.data.reviews} />
        )}
        {(list.data?.total ?? 0) > PAGE_SIZE && (
          <div className={classes['pager']}>
            <Button offReason={offset === 0 ? '–' : null} onClick={() => setOffset(Math.max(0, offset - PAGE_SIZE))}>
              {t('reviews.newer')}
            </Button>
            <Button offReason={offset + PAGE_SIZE >= (list.data?.total ?? 0) ? '–' : null} onClick={() => setOffset(offset + PAGE_SIZE)}>
              {t('reviews.older')}
            </Button>
          </div>
        )}
      </div>
    </>
  );
}

const COLUMNS = ['session', 'service', 'agent', 'findings', 'drawn', 'who', 'due'] as const;

function QueueTable({ reviews }: { readonly reviews: readonly ReviewSummary[] }) {
  const { t } = useTexts();
  return (
    <ListTable look="text" columns={COLUMNS.map((column) => ({ text: t(`reviews.col.${column}`) }))}>
      {reviews.map((review) => (
        <Row key={review.reviewId} review={review} />
      ))}
    </ListTable>
  );
}

function Row({ review }: { readonly review: ReviewSummary }) {
  const { t, language } = useTexts();
  const { recordingId, sessionNumber, serviceTitle, agentName, seats, dueAt, overdue, decision } = review;
  return (
    <tr>
      <ListCell label={t('reviews.col.session')}>
        <Link
          to="/reviews/$recordingId"
          params={{ recordingId }}
          className={classes['link'] ?? ''}
          aria-label={t('reviews.openOne', { number: sessionNumber })}
        >
          {sessionNumber}
        </Link>
      </ListCell>
      <ListCell label={t('reviews.col.service')}>{serviceTitle[language]}</ListCell>
      <ListCell label={t('reviews.col.agent')}>{agentName ?? '–'}</ListCell>
      <ListCell label={t('reviews.col.findings')}>
        <FoundByRules review={review} />
      </ListCell>
      <ListCell label={t('reviews.col.drawn')}>
        <DrawnBy review={review} />
      </ListCell>
      <ListCell label={t('reviews.col.who')}>
        {decision === null ? (
          <span>{seats.map(({ name }) => name ?? t('reviews.free')).join(' · ')}</span>
        ) : (
          <Tag tone={toneOf(decision)}>{t(`review.decision.${decision}`)}</Tag>
        )}
      </ListCell>
      <ListCell label={t('reviews.col.due')} className={classes['nowrap']}>
        {overdue ? <Tag tone="danger">{formatDateTime(dueAt)}</Tag> : formatDateTime(dueAt)}
      </ListCell>
    </tr>
  );
}
