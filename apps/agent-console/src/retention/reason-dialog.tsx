import { AppError } from '@guichet/protocol';
import { Button, Dialog, errorText, Field } from '@guichet/ui';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from '../review/review-work.module.css';

const SHORTEST = 5;

interface ReasonDialogProps {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly danger?: boolean;
  readonly onClose: () => void;
  /** Rejects with what the counter refuses; the dialog says so and stays. */
  readonly onSend: (reason: string) => Promise<void>;
}

/** Something that is not done without saying why. */
export function ReasonDialog({ title, text, action, danger = false, onClose, onSend }: ReasonDialogProps) {
  const { t, language } = useTexts();
  const formId = useId();
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const isShort = reason.trim().length < SHORTEST;
  const send = useMutation({ mutationFn: () => onSend(reason.trim()), onSuccess: onClose });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!isShort && !send.isPending) send.mutate();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      text={text}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind={danger ? 'danger' : 'primary'} type="submit" form={formId} busy={send.isPending}>
            {action}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate>
        <Field label={t('holds.reason')} error={asked && isShort ? t('holds.reasonShort') : null}>
          {(control) => (
            <textarea
              {...control}
              autoFocus
              className={`${control.className} ${classes['area']}`}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          )}
        </Field>
        {send.error !== null && (
          <p className={classes['error']} role="alert">
            {errorText(AppError.from(send.error), language)}
          </p>
        )}
      </form>
    </Dialog>
  );
}
