import { assertNever, type CompositionView } from '@guichet/protocol';
import { Button, formatClock, formatDateTime, formatPercent, formatSize, Tag, type Tone, Watermark } from '@guichet/ui';
import { IconDownload, IconPlayerPlay, IconRefresh, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { routeUrl } from '../../app/http-client.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from './compositions.module.css';

const TONES: Readonly<Record<CompositionView['status'], Tone>> = {
  waiting: 'warn',
  running: 'brand',
  ready: 'ok',
  failed: 'danger',
  cancelled: 'neutral',
};
const ICON = { size: 16, stroke: 1.75, 'aria-hidden': true } as const;

interface CompositionItemProps {
  readonly composition: CompositionView;
  readonly masked: boolean;
  /** Who looks, for the mark across the picture. */
  readonly viewer: string;
  readonly busy: boolean;
  readonly onCancel: () => void;
  readonly onAgain: () => void;
}

/** One composite: where it stands, and what can be done with it now. */
export function CompositionItem(props: CompositionItemProps) {
  const { composition, masked, viewer } = props;
  const { t } = useTexts();
  const [watching, setWatching] = useState(false);
  const { compositionId, recordingId, layout, language, status, trouble, progress, requestedAt, madeAt, durationMs, sizeBytes } =
    composition;
  const facts = [
    t(`compositions.language.${language}`),
    formatDateTime(madeAt ?? requestedAt),
    ...(durationMs === null ? [] : [formatClock(durationMs)]),
    ...(sizeBytes === null ? [] : [formatSize(sizeBytes)]),
  ];
  const watched = watching && !masked && status === 'ready';
  return (
    <li className={classes['item']}>
      <div className={classes['head']}>
        <div className={classes['what']}>
          <span className={classes['name']}>
            {t(`compositions.layout.${layout}`)}
            <Tag tone={TONES[status]}>{t(`compositions.status.${status}`)}</Tag>
          </span>
          <span className={classes['facts']}>{facts.join(' · ')}</span>
        </div>
        <div className={classes['actions']}>
          <Actions {...props} watching={watched} onWatch={() => setWatching(!watched)} />
        </div>
      </div>
      {trouble !== null && (status === 'waiting' || status === 'failed') && (
        <p className={classes['trouble']}>
          {t(`compositions.trouble.${trouble === 'failed' && status === 'waiting' ? 'failedWaiting' : trouble}`)}
        </p>
      )}
      {status === 'running' && (
        <div className={classes['progress']}>
          <progress aria-label={t('compositions.progress', { layout: t(`compositions.layout.${layout}`) })} max={1} value={progress} />
          <span className="num">{formatPercent(progress)}</span>
        </div>
      )}
      {watched && (
        <div className={classes['screen']}>
          {/* What is said in it stands in it, as captions and for the ear alike. */}
          <video
            className={classes['video']}
            controls
            autoPlay
            src={routeUrl('compositions.file', { params: { recordingId, compositionId } })}
          />
          <Watermark text={viewer} />
        </div>
      )}
    </li>
  );
}

interface ActionsProps extends CompositionItemProps {
  readonly watching: boolean;
  readonly onWatch: () => void;
}

function Actions({ composition, masked, busy, onCancel, onAgain, watching, onWatch }: ActionsProps) {
  const { t } = useTexts();
  const { compositionId, recordingId, status } = composition;
  switch (status) {
    case 'waiting':
    case 'running':
      return (
        <Button size="sm" icon={<IconX {...ICON} />} busy={busy} onClick={onCancel}>
          {t('compositions.cancel')}
        </Button>
      );
    case 'failed':
    case 'cancelled':
      return (
        <Button size="sm" icon={<IconRefresh {...ICON} />} busy={busy} onClick={onAgain}>
          {t('compositions.again')}
        </Button>
      );
    case 'ready': {
      const offReason = masked ? t('compositions.masked') : null;
      const url = routeUrl('compositions.file', { params: { recordingId, compositionId }, query: { download: '1' } });
      return (
        <>
          <Button size="sm" icon={<IconPlayerPlay {...ICON} />} aria-pressed={watching} offReason={offReason} onClick={onWatch}>
            {t(watching ? 'compositions.close' : 'compositions.watch')}
          </Button>
          <Button size="sm" icon={<IconDownload {...ICON} />} offReason={offReason} onClick={() => window.location.assign(url)}>
            {t('compositions.download')}
          </Button>
        </>
      );
    }
    default:
      return assertNever(status);
  }
}
