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
import { ListCell, ListTable } from './parts/list-table.tsx';
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
    <ListTable
      columns={[
        { text: t('recordings.col.started') },
        { text: t('recordings.col.session') },
        { text: t('recordings.col.service') },
        { text: t('recordings.col.customer') },
        { text: t('recordings.col.agent') },
        { text: t('recordings.col.duration'), isNumber: true },
        { text: t('recordings.col.size'), isNumber: true },
        { text: t('recordings.col.status') },
        { text: t('recordings.col.open'), isUnseen: true },
      ]}
    >
      {recordings.map((recording) => (
        <Row key={recording.recordingId} recording={recording} />
      ))}
    </ListTable>
  );
}

function Row({ recording }: { readonly recording: RecordingSummary }) {
  const { t, language } = useTexts();
  const { recordingId, sessionNumber, serviceType, customerName, agentName, durationMs, sizeBytes, gapCount } = recording;
  const unknown = <span className={classes['muted']}>{t('recordings.unknown')}</span>;
  return (
    <tr>
      <ListCell label={t('recordings.col.started')}>
        <span>{formatDateTime(recording.startedAt)}</span>
      </ListCell>
      <ListCell label={t('recordings.col.session')}>
        <span className={classes['session']}>{sessionNumber}</span>
      </ListCell>
      <ListCell label={t('recordings.col.service')}>
        <span>{serviceType.title[language]}</span>
      </ListCell>
      <ListCell label={t('recordings.col.customer')}>{customerName === null ? unknown : <span>{customerName}</span>}</ListCell>
      <ListCell label={t('recordings.col.agent')}>{agentName === null ? unknown : <span>{agentName}</span>}</ListCell>
      <ListCell label={t('recordings.col.duration')} isNumber>
        <span>{durationMs === null ? '–' : formatClock(durationMs)}</span>
      </ListCell>
      <ListCell label={t('recordings.col.size')} isNumber>
        <span>{sizeBytes === null ? '–' : formatSize(sizeBytes)}</span>
      </ListCell>
      <ListCell label={t('recordings.col.status')}>
        <span className={classes['tags']}>
          <RecordingStatusTag recording={recording} />
          {gapCount > 0 && (
            <Tag tone="warn" icon={<IconAlertTriangle aria-hidden />}>
              {t('recordings.gaps', { count: gapCount })}
            </Tag>
          )}
        </span>
      </ListCell>
      <ListCell label="">
        <Link
          to="/recordings/$recordingId"
          params={{ recordingId }}
          className={classes['play'] ?? ''}
          aria-label={t('recordings.open', { number: sessionNumber })}
          title={t('recordings.open', { number: sessionNumber })}
        >
          <IconPlayerPlay size={20} stroke={1.6} aria-hidden />
        </Link>
      </ListCell>
    </tr>
  );
}
