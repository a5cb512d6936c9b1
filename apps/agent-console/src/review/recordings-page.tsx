import { AppError, type RecordingSummary } from '@guichet/protocol';
import { Button, errorText, formatClock, formatDateTime, formatSize, formatTimeOfDay, Skeleton, StateView, Tag } from '@guichet/ui';
import { IconAlertTriangle, IconPlayerPlay } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Banner } from '../app/parts/banner.tsx';
import { PageHeader } from '../app/parts/page-header.tsx';
import { useSignedIn } from '../app/parts/page-guard.tsx';
import { sentences } from '../app/parts/sentences.ts';
import { useTitle } from '../app/parts/use-title.ts';
import { useServices } from '../app/services.ts';
import { hasRole } from '../app/staff-session.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import { RecordingStatusTag } from './recording-status-tag.tsx';
import classes from './recordings-page.module.css';

const PAGE_SIZE = 50;
const REFRESH_MS = 10_000;

export function RecordingsPage() {
  const { t, language } = useTexts();
  useTitle(t('recordings.title'));
  const { http } = useServices();
  const staff = useSignedIn();
  const seesAll = staff !== null && hasRole(staff, 'supervisor', 'reviewer', 'admin');
  const list = useInfiniteQuery({
    queryKey: ['recordings'],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) =>
      http.request('recordings.list', { query: { limit: PAGE_SIZE, ...(pageParam === undefined ? {} : { before: pageParam }) }, signal }),
    // The oldest of a full page is where the next one begins.
    getNextPageParam: ({ recordings }) => (recordings.length < PAGE_SIZE ? undefined : recordings.at(-1)?.startedAt),
    refetchInterval: REFRESH_MS,
  });
  const recordings = list.data?.pages.flatMap((page) => page.recordings);

  return (
    <>
      <PageHeader title={t('recordings.title')} lead={t(seesAll ? 'recordings.leadAll' : 'recordings.leadOwn')} />
      {recordings !== undefined && list.error !== null && (
        <Banner
          tone="warn"
          title={t('recordings.stale', { time: formatTimeOfDay(list.dataUpdatedAt) })}
          detail={errorText(list.error, language)}
        />
      )}
      <div className={classes['body']}>
        {recordings === undefined ? (
          list.error === null ? (
            <Skeleton rows={8} />
          ) : (
            <StateView
              kind="error"
              title={t('recordings.loadFailed')}
              detail={sentences(language, errorText(list.error, language), t('recordings.loadFailedDetail'))}
              code={AppError.from(list.error).code.toUpperCase()}
              action={<Button onClick={() => void list.refetch()}>{t('app.retry')}</Button>}
            />
          )
        ) : recordings.length === 0 ? (
          <StateView kind="empty" title={t('recordings.empty')} detail={t('recordings.emptyDetail')} />
        ) : (
          <RecordingTable recordings={recordings} />
        )}
        {list.hasNextPage && (
          <Button className={classes['more']} busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('recordings.more')}
          </Button>
        )}
      </div>
    </>
  );
}

function RecordingTable({ recordings }: { readonly recordings: readonly RecordingSummary[] }) {
  const { t } = useTexts();
  return (
    <div className={classes['table']}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('recordings.col.started')}</th>
            <th scope="col">{t('recordings.col.session')}</th>
            <th scope="col">{t('recordings.col.service')}</th>
            <th scope="col">{t('recordings.col.customer')}</th>
            <th scope="col">{t('recordings.col.agent')}</th>
            <th scope="col" className={classes['number']}>
              {t('recordings.col.duration')}
            </th>
            <th scope="col" className={classes['number']}>
              {t('recordings.col.size')}
            </th>
            <th scope="col">{t('recordings.col.status')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('recordings.col.open')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {recordings.map((recording) => (
            <Row key={recording.recordingId} recording={recording} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ recording }: { readonly recording: RecordingSummary }) {
  const { t, language } = useTexts();
  const { recordingId, sessionNumber, serviceType, customerName, agentName, durationMs, sizeBytes, gapCount } = recording;
  const unknown = <span className={classes['muted']}>{t('recordings.unknown')}</span>;
  return (
    <tr>
      <td data-label={t('recordings.col.started')}>
        <span>{formatDateTime(recording.startedAt)}</span>
      </td>
      <td data-label={t('recordings.col.session')}>
        <span className={classes['session']}>{sessionNumber}</span>
      </td>
      <td data-label={t('recordings.col.service')}>
        <span>{serviceType.title[language]}</span>
      </td>
      <td data-label={t('recordings.col.customer')}>{customerName === null ? unknown : <span>{customerName}</span>}</td>
      <td data-label={t('recordings.col.agent')}>{agentName === null ? unknown : <span>{agentName}</span>}</td>
      <td data-label={t('recordings.col.duration')} className={classes['number']}>
        <span>{durationMs === null ? '–' : formatClock(durationMs)}</span>
      </td>
      <td data-label={t('recordings.col.size')} className={classes['number']}>
        <span>{sizeBytes === null ? '–' : formatSize(sizeBytes)}</span>
      </td>
      <td data-label={t('recordings.col.status')}>
        <span className={classes['tags']}>
          <RecordingStatusTag status={recording.status} />
          {gapCount > 0 && (
            <Tag tone="warn" icon={<IconAlertTriangle aria-hidden />}>
              {t('recordings.gaps', { count: gapCount })}
            </Tag>
          )}
        </span>
      </td>
      <td data-label="">
        <Link
          to="/recordings/$recordingId"
          params={{ recordingId }}
          className={classes['play'] ?? ''}
          aria-label={t('recordings.open', { number: sessionNumber })}
          title={t('recordings.open', { number: sessionNumber })}
        >
          <IconPlayerPlay size={20} stroke={1.6} aria-hidden />
        </Link>
      </td>
    </tr>
  );
}
