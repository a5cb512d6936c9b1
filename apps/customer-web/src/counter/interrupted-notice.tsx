import { Button, formatAge, useNow } from '@guichet/ui';
import { IconWifiOff } from '@tabler/icons-react';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from './interrupted-notice.module.css';

interface InterruptedNoticeProps {
  /** Unix ms of this device. */
  readonly sinceMs: number | null;
  readonly onRetry: () => void;
}

/** Over the picture while the line is away: since when, and that it comes back by itself. */
export function InterruptedNotice({ sinceMs, onRetry }: InterruptedNoticeProps) {
  const { t } = useTexts();
  const nowMs = useNow(1_000);
  return (
    <div className={classes['notice']} role="alert" data-interrupted>
      <IconWifiOff size={32} stroke={1.6} aria-hidden />
      <strong>{t('call.lost.title')}</strong>
      {sinceMs !== null && <span aria-hidden>{t('call.lost.detail', { age: formatAge(nowMs - sinceMs) })}</span>}
      <Button kind="onVideo" size="touch" onClick={onRetry}>
        {t('call.lost.retry')}
      </Button>
    </div>
  );
}
