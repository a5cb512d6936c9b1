import type { SessionId } from '@guichet/protocol';
import { Button, Dialog } from '@guichet/ui';
import { useTexts } from '../../app/texts/use-texts.ts';
import { useAsk } from '../use-ask.ts';

interface EndDialogProps {
  readonly open: boolean;
  readonly sessionId: SessionId;
  readonly onClose: () => void;
}

export function EndDialog({ open, sessionId, onClose }: EndDialogProps) {
  const { t } = useTexts();
  const { ask, busy } = useAsk();
  const end = async () => {
    await ask('call.end', { sessionId });
    onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      placement="side"
      title={t('call.endTitle')}
      text={t('call.endText')}
      actions={
        <>
          <Button onClick={onClose}>{t('call.endBack')}</Button>
          <Button kind="dangerSolid" busy={busy} onClick={() => void end()}>
            {t('call.endConfirm')}
          </Button>
        </>
      }
    />
  );
}
