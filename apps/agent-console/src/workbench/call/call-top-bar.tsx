import type { WorkbenchView } from '@guichet/protocol';
import { Button, formatBitrate, formatPercent, QualityBars, qualityLevel, RecordingIndicator, type RecordingPhase } from '@guichet/ui';
import { IconArrowForwardUp } from '@tabler/icons-react';
import { useTexts } from '../../app/texts/use-texts.ts';
import type { CallMediaState } from '../media/call-media-state.ts';
import classes from './call-top-bar.module.css';

interface CallTopBarProps {
  readonly workbench: WorkbenchView;
  readonly phase: RecordingPhase;
  readonly media: CallMediaState;
  /** Null where handing over is not this agent's to do. */
  readonly onHandOver: (() => void) | null;
  readonly handOverOffReason: string | null;
}

/** What must always be in sight: which session, whether it is recorded, how the line is. */
export function CallTopBar({ workbench, phase, media, onHandOver, handOverOffReason }: CallTopBarProps) {
  const { t, language } = useTexts();
  return (
    <header className={classes['bar']}>
      <h1>{workbench.serviceType.title[language]}</h1>
      <span className={classes['number']}>{workbench.number}</span>
      <span className={classes['grow']} />
      <RecordingIndicator phase={phase} />
      {workbench.call !== null && (
        <>
          <span className={classes['line']} />
          <Line media={media} />
        </>
      )}
      {onHandOver !== null && (
        <>
          <span className={classes['line']} />
          <Button
            size="sm"
            icon={<IconArrowForwardUp size={16} stroke={1.75} aria-hidden />}
            offReason={handOverOffReason}
            onClick={onHandOver}
          >
            {t('call.handOver')}
          </Button>
        </>
      )}
    </header>
  );
}

function Line({ media }: { readonly media: CallMediaState }) {
  const { t } = useTexts();
  const sample = media.network;
  const level = qualityLevel(sample);
  if (sample === null || level === null || sample.rttMs === null) {
    return (
      <span className={classes['network']}>
        <QualityBars level={null} detail={t(media.phase === 'live' ? 'call.lineUnknown' : 'call.connecting')} />
      </span>
    );
  }
  const rtt = Math.round(sample.rttMs);
  const loss = formatPercent(Math.max(sample.uplinkLossRatio ?? 0, sample.downlinkLossRatio ?? 0));
  return (
    <span
      className={classes['network']}
      title={t('call.lineTitle', { up: formatBitrate(sample.uplinkKbps), down: formatBitrate(sample.downlinkKbps), rtt, loss })}
    >
      <QualityBars level={level} detail={t('call.line', { rtt, loss })} />
    </span>
  );
}
