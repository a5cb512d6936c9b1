import type { RecordingDetail } from '@guichet/protocol';
import { formatAge, formatClock, formatDateTime, formatSize, formatWait, Tag } from '@guichet/ui';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useSignedIn } from '../../app/parts/page-guard.tsx';
import { hasRole } from '../../app/staff-session.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { KeepPanel } from '../../retention/keep-panel.tsx';
import { CustomerName } from '../customer-name.tsx';
import { RecordingStatusTag } from '../recording-status-tag.tsx';
import type { ReplayPlayer } from './replay-player.ts';
import { SessionEvents } from './session-events.tsx';
import classes from './side.module.css';

interface SideProps {
  readonly recording: RecordingDetail;
  /** Null while there is nothing to play: then nothing leads anywhere. */
  readonly player: ReplayPlayer | null;
}

/** What the recording is, what it lacks, and what happened in it. */
export function Side({ recording, player }: SideProps) {
  const staff = useSignedIn();
  const seesKept = staff !== null && hasRole(staff, 'supervisor', 'reviewer', 'admin');
  return (
    <aside className={classes['side']}>
      <RecordingFacts recording={recording} />
      {recording.status === 'ready' && <Gaps recording={recording} player={player} />}
      {seesKept && <KeepPanel recordingId={recording.recordingId} />}
      <SessionEvents recording={recording} player={player} />
    </aside>
  );
}

export function RecordingFacts({ recording }: { readonly recording: RecordingDetail }) {
  const { t, language } = useTexts();
  return (
    <section>
      <h2>
        {t('replay.info')} <RecordingStatusTag recording={recording} />
      </h2>
      <dl className={classes['facts']}>
        <dt>{t('replay.info.session')}</dt>
        <dd>{recording.sessionNumber}</dd>
        <dt>{t('recordings.col.service')}</dt>
        <dd>{recording.serviceType.title[language]}</dd>
        <dt>{t('replay.info.started')}</dt>
        <dd>{formatDateTime(recording.startedAt)}</dd>
        {recording.durationMs !== null && (
          <>
            <dt>{t('replay.info.duration')}</dt>
            <dd>{formatClock(recording.durationMs)}</dd>
          </>
        )}
        {recording.sizeBytes !== null && (
          <>
            <dt>{t('replay.info.size')}</dt>
            <dd>{formatSize(recording.sizeBytes)}</dd>
          </>
        )}
        <dt>{t('replay.info.parties')}</dt>
        <dd>
          {recording.parties.map((party) => (
            <div key={party.participantId}>
              {party.displayName === t(`who.${party.role}`) ? '' : `${t(`who.${party.role}`)} `}
              {party.role === 'customer' && recording.deletedAt === null ? (
                <CustomerName recording={recording} name={party.displayName} />
              ) : (
                party.displayName
              )}
            </div>
          ))}
        </dd>
      </dl>
    </section>
  );
}

export function Gaps({ recording, player }: SideProps) {
  const { t } = useTexts();
  const nameOf = (trackId: RecordingDetail['gaps'][number]['trackId']) => {
    const track = recording.tracks.find((candidate) => candidate.trackId === trackId);
    const party = recording.parties.find((candidate) => candidate.participantId === track?.participantId);
    if (track === undefined || party === undefined) return t('replay.gapAll');
    return t('replay.laneOf', { name: party.displayName, source: t(`replay.lane.${track.source}`) });
  };
  return (
    <section>
      <h2>
        {t('replay.gapsTitle')} {recording.gaps.length > 0 && <Tag tone="warn">{recording.gaps.length}</Tag>}
      </h2>
      {recording.gaps.length === 0 && <p className={classes['calm']}>{t('replay.gapsNone')}</p>}
      <ul>
        {recording.gaps.map((gap) => (
          <li key={`${gap.fromMs}-${gap.trackId}`}>
            <button type="button" className={classes['line']} onClick={() => player?.seek(gap.fromMs)}>
              <time>{formatWait(gap.fromMs)}</time>
              <IconAlertTriangle className={classes['warn']} size={16} stroke={1.75} aria-hidden />
              <span>{nameOf(gap.trackId)}</span>
              <small>
                {t('replay.gapFor', {
                  span: gap.toMs - gap.fromMs < 1_000 ? `${gap.toMs - gap.fromMs} ms` : formatAge(gap.toMs - gap.fromMs),
                  trouble: t(`trouble.${gap.trouble}`),
                })}
              </small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
