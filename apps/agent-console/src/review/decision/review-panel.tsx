import { AppError, type DecisionView, type LinkedSession, type RecordingId, type ReviewDetail } from '@guichet/protocol';
import { Button, errorText, formatDateTime, Skeleton, StateView, Tag } from '@guichet/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Panel } from '../../app/parts/panel.tsx';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from '../review-work.module.css';
import { DecisionForm } from './decision-form.tsx';
import { toDecide } from './decision-draft.ts';
import { FindingItem } from './finding-item.tsx';
import { RectifyDialog } from './rectify-dialog.tsx';

interface ReviewPanelProps {
  readonly recordingId: RecordingId;
  /** Leads to a moment of the recording where it can be seen; null where it can't. */
  readonly onSeek: ((atMs: number) => void) | null;
}

const keyOf = (recordingId: RecordingId) => ['review', recordingId] as const;

/** The review of a recording, for whoever may decide it; stands beside the replay and on a page of its own. */
export function ReviewPanel({ recordingId, onSeek }: ReviewPanelProps) {
  const { t, language } = useTexts();
  const { http, queries } = useServices();
  const query = useQuery({
    queryKey: keyOf(recordingId),
    queryFn: ({ signal }) => http.request('reviews.ofRecording', { params: { recordingId }, signal }),
    // A form that is being filled in must not be taken away by a look at whether anything has changed.
    refetchOnWindowFocus: false,
  });
  const keep = (detail: ReviewDetail): void => {
    queries.setQueryData(keyOf(recordingId), { detail });
    void queries.invalidateQueries({ queryKey: ['reviews'] });
  };
  if (query.data === undefined)
    return query.error === null ? (
      <Skeleton rows={6} />
    ) : (
      <StateView
        kind="error"
        title={t('review.loadFailed')}
        detail={errorText(query.error, language)}
        code={AppError.from(query.error).code.toUpperCase()}
        action={<Button onClick={() => void query.refetch()}>{t('app.retry')}</Button>}
      />
    );
  const { detail } = query.data;
  if (detail === null) return <StateView kind="empty" compact title={t('review.none')} detail={t('review.noneDetail')} />;
  return (
    <div className={classes['review']}>
      <Seats detail={detail} onChange={keep} />
      {detail.decisions.length > 0 && <Decisions detail={detail} />}
      {detail.rectification !== null && (
        <p className={classes['note']}>
          {t(`review.rectification.${detail.rectification.status}`, { time: formatDateTime(detail.rectification.dueAt) })}
        </p>
      )}
      {detail.follows !== null && <Linked text="review.follows" session={detail.follows} />}
      {detail.followUp !== null && <Linked text="review.followUp" session={detail.followUp} />}
      {detail.mayRectify && <Rectify detail={detail} onDone={keep} />}
      <Panel title={t('review.findings')} aside={<Passed detail={detail} />}>
        <div className={classes['panelBody']}>
          {detail.mayDecide ? (
            <DecisionForm key={detail.review.reviewId} detail={detail} onSeek={onSeek} onDecided={keep} />
          ) : (
            <Findings detail={detail} onSeek={onSeek} />
          )}
        </div>
      </Panel>
    </div>
  );
}

/** Both recordings are kept; each leads to the other. */
function Linked({ text, session }: { readonly text: 'review.follows' | 'review.followUp'; readonly session: LinkedSession }) {
  const { t } = useTexts();
  const { sessionNumber, recordingId } = session;
  return (
    <p className={classes['note']} data-linked={text}>
      {t(text)}{' '}
      {recordingId === null ? (
        sessionNumber
      ) : (
        <Link to="/recordings/$recordingId" params={{ recordingId }} className={classes['link'] ?? ''}>
          {sessionNumber}
        </Link>
      )}
    </p>
  );
}

function Passed({ detail }: { readonly detail: ReviewDetail }) {
  const { t } = useTexts();
  const count = detail.inspection.findings.filter(({ result }) => result === 'pass').length;
  return <Tag tone="ok">{t('review.passed', { count })}</Tag>;
}

function Findings({ detail, onSeek }: { readonly detail: ReviewDetail; readonly onSeek: ReviewPanelProps['onSeek'] }) {
  const { t } = useTexts();
  const shown = toDecide(detail.inspection.findings);
  if (shown.length === 0) return <p className={classes['note']}>{t('reviews.clean')}</p>;
  return (
    <ul className={classes['findings']}>
      {shown.map((finding) => (
        <FindingItem key={finding.findingId} finding={finding} onSeek={onSeek} />
      ))}
    </ul>
  );
}

function Rectify({ detail, onDone }: { readonly detail: ReviewDetail; readonly onDone: (detail: ReviewDetail) => void }) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const done = (next: ReviewDetail): void => {
    setOpen(false);
    onDone(next);
  };
  return (
    <div className={classes['actions']}>
      <Button kind="primary" onClick={() => setOpen(true)}>
        {t('review.rectify')}
      </Button>
      {open && <RectifyDialog detail={detail} onClose={() => setOpen(false)} onDone={done} />}
    </div>
  );
}

function Seats({ detail, onChange }: { readonly detail: ReviewDetail; readonly onChange: (detail: ReviewDetail) => void }) {
  const { t, language } = useTexts();
  const { http, toasts } = useServices();
  const { review, mayTake, mayRelease } = detail;
  const params = { reviewId: review.reviewId };
  const change = useMutation({
    mutationFn: (what: 'take' | 'release') => http.request(`reviews.${what}`, { params, body: {} }),
    onSuccess: (next, what) => {
      toasts.show('ok', t(what === 'take' ? 'review.taken' : 'review.released'));
      onChange(next);
    },
    onError: (error) => toasts.show('danger', errorText(error, language)),
  });
  const due = formatDateTime(review.dueAt);
  return (
    <section className={classes['review']}>
      <span className={classes['tags']}>
        {review.decision === null ? (
          <Tag tone={review.overdue ? 'danger' : 'neutral'}>{t(review.overdue ? 'review.overdue' : 'review.due', { time: due })}</Tag>
        ) : (
          <Tag tone={toneOf(review.decision)}>{t(`review.decision.${review.decision}`)}</Tag>
        )}
        {review.drawnBy.map((title) => (
          <Tag key={title.en} tone="line">
            {title[language]}
          </Tag>
        ))}
      </span>
      <ul className={classes['seats']}>
        {review.seats.map(({ position, name, decidedAt, mine }) => (
          <li key={position}>
            <strong>{position === 3 ? t('review.seat.3') : t('review.seat', { position })}</strong>
            <span>
              {name ?? t('review.seat.free')}
              {mine ? `（${t('review.you')}）` : ''}
            </span>
            {name !== null && (
              <Tag tone={decidedAt === null ? 'neutral' : 'ok'}>{t(decidedAt === null ? 'review.seat.taken' : 'review.seat.decided')}</Tag>
            )}
          </li>
        ))}
      </ul>
      {review.seats.length === 2 && review.status !== 'done' && <p className={classes['note']}>{t('review.blind')}</p>}
      {review.status === 'differing' && <p className={classes['note']}>{t('review.differing')}</p>}
      {(mayTake || mayRelease) && (
        <div className={classes['actions']}>
          {mayTake && (
            <Button kind="primary" busy={change.isPending} onClick={() => change.mutate('take')}>
              {t('review.take')}
            </Button>
          )}
          {mayRelease && (
            <Button kind="quiet" busy={change.isPending} onClick={() => change.mutate('release')}>
              {t('review.release')}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

export const toneOf = (decision: DecisionView['decision']) =>
  (({ pass: 'ok', pass_with_remark: 'ok', rectify: 'warn', reject: 'danger' }) as const)[decision];

function Decisions({ detail }: { readonly detail: ReviewDetail }) {
  const { t, language } = useTexts();
  const titles = new Map(detail.inspection.findings.map(({ findingId, title }) => [findingId as string, title[language]]));
  const all = detail.review.status === 'done' || detail.decisions.length > 1;
  return (
    <Panel title={t(all ? 'review.decisions' : 'review.yourDecision')}>
      <div className={classes['panelBody']}>
        {detail.decisions.map(({ position, name, at, decision, reason, findings }) => (
          <article key={position} className={classes['finding']}>
            <span className={classes['tags']}>
              <Tag tone={toneOf(decision)}>{t(`review.decision.${decision}`)}</Tag>
              <span className={classes['meta']}>
                {name} · {formatDateTime(at)}
              </span>
            </span>
            <p>{reason}</p>
            {findings
              .filter((one) => one.reason !== null)
              .map((one) => (
                <p key={one.findingId} className={classes['note']}>
                  {titles.get(one.findingId)}: {t(`review.finding.${one.decision}`)} – {one.reason}
                </p>
              ))}
          </article>
        ))}
      </div>
    </Panel>
  );
}
