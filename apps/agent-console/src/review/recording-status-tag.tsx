import type { RecordingStatus, RecordingSummary } from '@guichet/protocol';
import { Tag, type Tone } from '@guichet/ui';
import { IconAlertTriangle, IconCheck, IconLoader2, IconPlayerRecordFilled, IconPlayerStop, IconTrash, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTexts } from '../app/texts/use-texts.ts';

const STATUS: Readonly<Record<RecordingStatus, { tone: Tone; icon: ReactNode }>> = {
  starting: { tone: 'neutral', icon: <IconLoader2 aria-hidden /> },
  recording: { tone: 'rec', icon: <IconPlayerRecordFilled aria-hidden /> },
  degraded: { tone: 'warn', icon: <IconAlertTriangle aria-hidden /> },
  stopped: { tone: 'neutral', icon: <IconPlayerStop aria-hidden /> },
  muxing: { tone: 'brand', icon: <IconLoader2 aria-hidden /> },
  ready: { tone: 'ok', icon: <IconCheck aria-hidden /> },
  failed: { tone: 'danger', icon: <IconX aria-hidden /> },
};

export function RecordingStatusTag({
  recording: { status, deletedAt },
}: {
  readonly recording: Pick<RecordingSummary, 'status' | 'deletedAt'>;
}) {
  const { t } = useTexts();
  if (deletedAt !== null)
    return (
      <Tag tone="neutral" icon={<IconTrash aria-hidden />}>
        {t('recordings.deleted')}
      </Tag>
    );
  return (
    <Tag tone={STATUS[status].tone} icon={STATUS[status].icon}>
      {t(`recordings.status.${status}`)}
    </Tag>
  );
}
