import { AppError } from '@guichet/protocol';
import { Button, Dialog, errorText } from '@guichet/ui';
import { useMutation } from '@tanstack/react-query';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from '../review/review-work.module.css';

interface ConfirmDialogProps {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly danger?: boolean;
  readonly onClose: () => void;
  /** Rejects with what the counter refuses; the dialog says so and stays. */
  readonly onSend: () => Promise<void>;
}

/** Something that is asked once more before it is done. */
export function ConfirmDialog({ title, text, action, danger = false, onClose, onSend }: ConfirmDialogProps) {
  const { t, language } = useTexts();
  const send = useMutation({ mutationFn: onSend, onSuccess: onClose });
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      text={text}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind={danger ? 'danger' : 'primary'} busy={send.isPending} onClick={() => send.mutate()}>
            {action}
          </Button>
        </>
      }
    >
      {send.error !== null && (
        <p className={classes['error']} role="alert">
          {errorText(AppError.from(send.error), language)}
        </p>
      )}
    </Dialog>
  );
}
