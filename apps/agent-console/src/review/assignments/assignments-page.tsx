import type { ReviewSummary, StaffId } from '@guichet/protocol';
import { errorText, formatDateTime, StateView, Tag } from '@guichet/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Listing } from '../../admin/listing.tsx';
import { PageHeader } from '../../app/parts/page-header.tsx';
import { useTitle } from '../../app/parts/use-title.ts';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { ListCell, ListTable } from '../parts/list-table.tsx';
import { DrawnBy, FoundByRules } from '../queue/review-tags.tsx';
import classes from '../review-work.module.css';

const REFRESH_MS = 15_000;
const COLUMNS = ['session', 'service', 'agent', 'findings', 'drawn', 'due', 'who'] as const;

/** Undecided reviews, and who has them: a supervisor gives a seat to somebody else, or to nobody. */
export function AssignmentsPage() {
  const { t } = useTexts();
  useTitle(t('assignments.title'));
  const { http } = useServices();
  const open = useQuery({
    queryKey: ['assignments'],
    queryFn: ({ signal }) => http.request('reviews.open', { signal }),
    refetchInterval: REFRESH_MS,
  });
  return (
    <>
      <PageHeader title={t('assignments.title')} lead={t('assignments.lead')} />
      <div className={classes['body']}>
        <Listing query={open} failed={{ title: t('assignments.loadFailed'), detail: t('assignments.loadFailedDetail') }}>
          {({ reviews }) =>
            reviews.length === 0 ? (
              <StateView kind="empty" title={t('assignments.empty')} detail={t('assignments.emptyDetail')} />
            ) : (
              <ListTable look="text" columns={COLUMNS.map((column) => ({ text: t(`reviews.col.${column}`) }))}>
                {reviews.map((review) => (
                  <Row key={review.reviewId} review={review} />
                ))}
              </ListTable>
            )
          }
        </Listing>
      </div>
    </>
  );
}

function Row({ review }: { readonly review: ReviewSummary }) {
  const { t, language } = useTexts();
  const { sessionNumber, serviceTitle, agentName, dueAt, overdue, seats } = review;
  return (
    <tr>
      <ListCell label={t('reviews.col.session')} className={classes['nowrap']}>
        {sessionNumber}
      </ListCell>
      <ListCell label={t('reviews.col.service')}>{serviceTitle[language]}</ListCell>
      <ListCell label={t('reviews.col.agent')}>{agentName ?? '–'}</ListCell>
      <ListCell label={t('reviews.col.findings')}>
        <FoundByRules review={review} />
      </ListCell>
      <ListCell label={t('reviews.col.drawn')}>
        <DrawnBy review={review} />
      </ListCell>
      <ListCell label={t('reviews.col.due')} className={classes['nowrap']}>
        {overdue ? <Tag tone="danger">{formatDateTime(dueAt)}</Tag> : formatDateTime(dueAt)}
      </ListCell>
      <ListCell label={t('reviews.col.who')}>
        <ul className={classes['seats']}>
          {seats.map((seat) => (
            <li key={seat.position}>
              {seat.decidedAt === null ? (
                <SeatField review={review} seat={seat} />
              ) : (
                <>
                  {seat.name} <Tag tone="ok">{t('assignments.decided')}</Tag>
                </>
              )}
            </li>
          ))}
        </ul>
      </ListCell>
    </tr>
  );
}

interface SeatFieldProps {
  readonly review: ReviewSummary;
  readonly seat: ReviewSummary['seats'][number];
}

function SeatField({ review: { reviewId, sessionNumber }, seat }: SeatFieldProps) {
  const { t, language } = useTexts();
  const { http, queries, toasts } = useServices();
  const [asked, setAsked] = useState(false);
  // Who may have it is asked once somebody wants to know: there may be many reviews.
  const assignees = useQuery({
    queryKey: ['assignees', reviewId, seat.staffId],
    enabled: asked,
    queryFn: ({ signal }) => http.request('reviews.assignees', { params: { reviewId }, signal }),
  });
  const assign = useMutation({
    mutationFn: (staffId: StaffId | null) =>
      http.request('reviews.assign', { params: { reviewId }, body: { position: seat.position, staffId } }),
    onSuccess: () => toasts.show('ok', t('assignments.saved')),
    onError: (error) => toasts.show('danger', errorText(error, language)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['assignments'] }),
  });
  return (
    <select
      className={classes['short']}
      aria-label={t('assignments.seatOf', { number: sessionNumber, position: seat.position })}
      value={seat.staffId ?? ''}
      disabled={assign.isPending}
      onFocus={() => setAsked(true)}
      onPointerDown={() => setAsked(true)}
      onChange={(event) => assign.mutate(event.currentTarget.value === '' ? null : (event.currentTarget.value as StaffId))}
    >
      <option value="">{t('assignments.free')}</option>
      {seat.staffId !== null && <option value={seat.staffId}>{seat.name}</option>}
      {assignees.data?.staff.map(({ staffId, name }) => (
        <option key={staffId} value={staffId}>
          {name}
        </option>
      ))}
    </select>
  );
}
