import { RecordingId } from '@guichet/protocol';
import { StateView } from '@guichet/ui';
import { IconArrowLeft, IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { PageHeader } from '../../app/parts/page-header.tsx';
import { useTitle } from '../../app/parts/use-title.ts';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from '../review-work.module.css';
import { ReviewPanel } from './review-panel.tsx';

/** The review of one recording on a page of its own, with the way to its replay. */
export function ReviewPage() {
  const { t } = useTexts();
  const { http } = useServices();
  const { recordingId: asked } = useParams({ strict: false });
  const recordingId = RecordingId.safeParse(asked).data ?? null;
  const query = useQuery({
    queryKey: ['review', recordingId],
    enabled: recordingId !== null,
    queryFn: ({ signal }) => http.request('reviews.ofRecording', { params: { recordingId: recordingId ?? ('' as RecordingId) }, signal }),
    refetchOnWindowFocus: false,
  });
  const number = query.data?.detail?.review.sessionNumber ?? '';
  const title = number === '' ? t('reviews.title') : t('review.title', { number });
  useTitle(title);
  return (
    <>
      <PageHeader
        title={title}
        before={
          <Link to="/reviews" className={classes['back'] ?? ''} aria-label={t('reviews.back')} title={t('reviews.back')}>
            <IconArrowLeft size={16} stroke={1.75} aria-hidden />
          </Link>
        }
      >
        {recordingId !== null && (
          <Link
            to="/recordings/$recordingId"
            params={{ recordingId }}
            className={classes['link'] ?? ''}
            aria-label={t('reviews.replayOf', { number })}
          >
            <IconPlayerPlay size={16} stroke={1.75} aria-hidden /> {t('reviews.replay')}
          </Link>
        )}
      </PageHeader>
      <div className={classes['body']}>
        {recordingId === null ? (
          <StateView kind="empty" title={t('review.none')} detail={t('review.noneDetail')} />
        ) : (
          <ReviewPanel recordingId={recordingId} onSeek={null} />
        )}
      </div>
    </>
  );
}
