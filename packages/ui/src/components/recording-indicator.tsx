import { assertNever } from '@guichet/protocol';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDotted,
  IconLoader2,
  IconPlayerPauseFilled,
  IconPlayerStopFilled,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { formatAge, formatClock } from '../format/duration.ts';
import type { en } from '../i18n/en.ts';
import type { Say } from '../i18n/texts.ts';
import { useUiTexts } from '../i18n/use-ui-texts.ts';
import type { RecordingPhase } from '../state/recording-phase.ts';
import { classNames } from './class-names.ts';
import classes from './recording-indicator.module.css';

interface RecordingIndicatorProps {
  readonly phase: RecordingPhase;
  /** Stands on a picture: a pill without the second line. */
  readonly onVideo?: boolean | undefined;
}

interface Wording {
  readonly icon: ReactNode;
  readonly text: string;
  readonly detail?: string;
  /** What a screen reader is told when it comes to this: without the running figures. */
  readonly announcement: string;
}

const ICON = { size: 16, stroke: 1.75, 'aria-hidden': true } as const;

function wordingOf(phase: RecordingPhase, t: Say<typeof en>): Wording {
  const said = (icon: ReactNode, text: string): Wording => ({ icon, text, announcement: text });
  switch (phase.kind) {
    case 'not_started':
      return said(<IconCircleDotted {...ICON} />, t('recording.notStarted'));
    case 'starting':
      return said(<IconLoader2 {...ICON} />, t('recording.starting'));
    case 'recording':
      return {
        icon: <span className={classes['dot']} />,
        text: t('recording.recording', { time: formatClock(phase.runningMs) }),
        detail:
          phase.writtenAgoMs === null
            ? t('recording.confirmed')
            : t('recording.written', { age: formatAge(Math.max(1_000, phase.writtenAgoMs)) }),
        announcement: t('recording.recording', { time: '' }).trim(),
      };
    case 'unconfirmed':
      return {
        icon: <IconAlertTriangle {...ICON} />,
        text: t('recording.unconfirmed', { age: formatAge(phase.silentMs) }),
        announcement: t('recording.unconfirmed', { age: formatAge(2000) }),
      };
    case 'paused':
      return {
        icon: <IconPlayerPauseFilled size={16} aria-hidden />,
        text: t('recording.paused', { time: formatClock(phase.runningMs) }),
        announcement: t('recording.paused', { time: '' }).trim(),
      };
    case 'step_paused':
      return said(<IconPlayerPauseFilled size={16} aria-hidden />, t('recording.stepPaused'));
    case 'stopped':
      return said(<IconPlayerStopFilled size={16} aria-hidden />, t('recording.stopped'));
    case 'ended':
      return said(<IconCircleCheck {...ICON} />, t('recording.ended'));
    default:
      return assertNever(phase);
  }
}

/** Says whether, and how surely, both sides are being written. Changes of state are announced at once; running figures are not. */
export function RecordingIndicator({ phase, onVideo }: RecordingIndicatorProps) {
  const { t } = useUiTexts();
  const { icon, text, detail, announcement } = wordingOf(phase, t);
  return (
    <span
      className={classNames(classes['indicator'], classes[phase.kind], onVideo === true && classes['onVideo'])}
      data-recording={phase.kind}
    >
      {icon}
      <span>{text}</span>
      {detail !== undefined && <small>{detail}</small>}
      <span className="visually-hidden" role="status" aria-live="assertive">
        {announcement}
      </span>
    </span>
  );
}
