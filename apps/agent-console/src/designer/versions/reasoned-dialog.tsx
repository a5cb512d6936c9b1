import { Button, Dialog } from '@guichet/ui';
import { type ReactNode, useState } from 'react';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import { isReason, ReasonField } from './reason-field.tsx';
import { useDecision } from './use-decision.ts';
import classes from './versions.module.css';

interface ReasonedDialogProps {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly onClose: () => void;
  /** What is asked of the counter; its refusal is said in the dialog. */
  readonly work: (reason: string) => Promise<unknown>;
  readonly onDone: () => void;
  /** What is to be set beside the reason. */
  readonly children: ReactNode;
}

/** A decision about a version that is not taken without saying why, with what else there is to decide about it. */
export function ReasonedDialog({ title, text, action, onClose, work, onDone, children }: ReasonedDialogProps) {
  const { t } = useDesignerTexts();
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const { busy, error, decide } = useDecision(() => work(reason.trim()), onDone);
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      text={text}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            kind="primary"
            busy={busy}
            onClick={() => {
              setAsked(true);
              if (isReason(reason)) void decide();
            }}
          >
            {action}
          </Button>
        </>
      }
    >
      <div className={classes['dialog']}>
        {children}
        <ReasonField value={reason} asked={asked} onChange={setReason} />
        {error !== null && (
          <p className={classes['error']} role="alert">
            {error}
          </p>
        )}
      </div>
    </Dialog>
  );
}
