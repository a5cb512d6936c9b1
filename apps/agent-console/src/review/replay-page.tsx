import { AppError, assertNever, type RecordingDetail, RecordingId } from '@guichet/protocol';
import { Button, errorText, formatClock, formatDateTime, formatPercent, Skeleton, StateView, Tag } from '@guichet/ui';
import { IconArrowLeft, IconHourglass, IconPlayerRecord, IconTrash } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { useSignedIn } from '../app/parts/page-guard.tsx';
import { PageHeader } from '../app/parts/page-header.tsx';
import { sentences } from '../app/parts/sentences.ts';
import { useTitle } from '../app/parts/use-title.ts';
import { hasRole } from '../app/staff-session.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import { CompositionsButton } from './compositions/compositions-dialog.tsx';
import { EvidenceButton } from './evidence/evidence-dialog.tsx';
import { ReviewPanel } from './decision/review-panel.tsx';
import { DownloadMenu } from './replay/download-menu.tsx';
import { Side } from './replay/side.tsx';
import { MaskSwitch } from './timeline/mask-switch.tsx';
import { useRecording, useTimeline } from './timeline/use-timeline.ts';
import { Workspace, WorkspaceLoading } from './timeline/workspace.tsx';
import classes from './replay-page.module.css';

export function ReplayPage() {
  const { t, language } = useTexts();
  const { recordingId: asked } = useParams({ strict: false });
  const recordingId = RecordingId.safeParse(asked).data ?? null;
  const query = useRecording(recordingId);
  useTitle(query.data === undefined ? t('replay.title') : `${query.data.sessionNumber} ${t('replay.title')}`);

  const unnamed = t('who.customer');
  const recording = useMemo(() => (query.data === undefined ? null : nameCustomer(query.data, unnamed)), [query.data, unnamed]);

  if (recording !== null) return <Replay recording={recording} />;
  if (recordingId !== null && query.error === null) return <Skeleton rows={8} />;
  const error = AppError.from(query.error ?? new AppError('not_found'));
  return (
    <>
      <PageHeader title={t('replay.title')} before={<BackLink />} />
      {error.code === 'not_found' || error.code === 'forbidden' ? (
        <StateView
          kind={error.code === 'forbidden' ? 'denied' : 'empty'}
          title={t('replay.notFound')}
          detail={t('replay.notFoundDetail')}
        />
      ) : (
        <StateView
          kind="error"
          title={t('replay.loadFailed')}
          detail={sentences(language, errorText(error, language), t('replay.loadFailedDetail'))}
          code={error.code.toUpperCase()}
          action={<Button onClick={() => void query.refetch()}>{t('app.retry')}</Button>}
        />
      )}
    </>
  );
}

function BackLink() {
  const { t } = useTexts();
  return (
    <Link to="/recordings" className={classes['back'] ?? ''} aria-label={t('replay.back')} title={t('replay.back')}>
      <IconArrowLeft size={16} stroke={1.75} aria-hidden />
    </Link>
  );
}

function Replay({ recording }: { readonly recording: RecordingDetail }) {
  const { t, language } = useTexts();
  const { serviceType, customerName, startedAt, durationMs, sessionNumber } = recording;
  const timeline = useTimeline(recording);
  const staff = useSignedIn();
  const reviews = staff !== null && hasRole(staff, 'reviewer');
  const refused = timeline.error === null ? null : AppError.from(timeline.error);
  const gone = refused?.code === 'recording_deleted' ? refused : null;
  const customer = timeline.data?.parties.find(({ role }) => role === 'customer')?.displayName ?? customerName;
  return (
    <>
      <PageHeader title={`${serviceType.title[language]} · ${customer ?? t('recordings.unknown')}`} before={<BackLink />}>
        <span className={classes['meta']}>{sessionNumber}</span>
        <span className={classes['meta']}>
          {formatDateTime(startedAt)}
          {durationMs === null ? '' : ` · ${formatClock(durationMs)}`}
        </span>
        {timeline.data?.flow != null && <Tag tone="neutral">{t('timeline.flow', { version: timeline.data.flow.version })}</Tag>}
        {timeline.data !== undefined && <MaskSwitch timeline={timeline.data} />}
        {gone === null && (
          <>
            <EvidenceButton recording={recording} />
            <CompositionsButton recording={recording} masked={timeline.data?.masked ?? true} />
            <DownloadMenu recording={recording} masked={timeline.data?.masked ?? true} />
          </>
        )}
      </PageHeader>
      {isPlayable(recording) && gone === null ? (
        timeline.isPending ? (
          <WorkspaceLoading />
        ) : (
          <Workspace recording={recording} timeline={timeline.data ?? null} {...(reviews ? { review: ReviewPanel } : {})} />
        )
      ) : (
        <div className={classes['body']}>
          <div className={classes['main']}>{gone === null ? <NotYet recording={recording} /> : <Gone error={gone} />}</div>
          <Side recording={recording} player={null} />
        </div>
      )}
    </>
  );
}

/** A customer whom the bank does not know is called what the page's language calls one. */
const nameCustomer = (recording: RecordingDetail, name: string): RecordingDetail =>
  recording.customerName !== null
    ? recording
    : { ...recording, parties: recording.parties.map((party) => (party.role === 'customer' ? { ...party, displayName: name } : party)) };

const isPlayable = (recording: RecordingDetail): boolean =>
  recording.status === 'ready' && recording.tracks.some((track) => track.url !== null);

/** Deleted when its time was over, or its key destroyed: what is left is the certificate. */
function Gone({ error }: { readonly error: AppError }) {
  const { t } = useTexts();
  const staff = useSignedIn();
  const { certificate } = error;
  return (
    <StateView
      kind="empty"
      icon={<IconTrash size={32} stroke={1.5} aria-hidden />}
      title={t('replay.deleted')}
      detail={t('replay.deletedDetail')}
      {...(certificate === undefined ? {} : { code: t('replay.certificate', { number: certificate }) })}
      action={
        staff !== null && hasRole(staff, 'supervisor', 'reviewer', 'admin') && <Link to="/retention">{t('replay.certificates')}</Link>
      }
    />
  );
}

/** Why there is nothing to play, and what will come. */
function NotYet({ recording }: { readonly recording: RecordingDetail }): ReactNode {
  const { t } = useTexts();
  switch (recording.status) {
    case 'starting':
    case 'recording':
    case 'degraded':
      return (
        <StateView
          kind="empty"
          icon={<IconPlayerRecord size={32} stroke={1.5} aria-hidden />}
          title={t('replay.running')}
          detail={t('replay.runningDetail')}
        />
      );
    case 'stopped':
    case 'muxing':
      return (
        <StateView
          kind="empty"
          icon={<IconHourglass size={32} stroke={1.5} aria-hidden />}
          title={t('replay.muxing')}
          detail={t('replay.muxingDetail')}
          action={<MuxProgress ratio={recording.progress} />}
        />
      );
    case 'failed':
      return <StateView kind="error" title={t('replay.failed')} detail={t('replay.failedDetail')} />;
    case 'ready':
      return <StateView kind="empty" title={t('replay.nothing')} detail={t('replay.nothingDetail')} />;
    default:
      return assertNever(recording.status);
  }
}

function MuxProgress({ ratio }: { readonly ratio: number | null }) {
  const { t } = useTexts();
  return (
    <div className={classes['progress']}>
      <progress aria-label={t('replay.muxing')} max={1} {...(ratio === null ? {} : { value: ratio })} />
      {ratio !== null && <span className="num">{formatPercent(ratio)}</span>}
    </div>
  );
}
