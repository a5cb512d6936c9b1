import { Button, Dialog } from '@guichet/ui';
import { useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import { isReason, ReasonField } from './reason-field.tsx';
import { useDecision } from './use-decision.ts';
import classes from './versions.module.css';

interface SendBackDialogProps {
  readonly flow: string;
  readonly version: number;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function SendBackDialog({ flow, version, onClose, onDone }: SendBackDialogProps) {
  const { t } = useDesignerTexts();
  const { http, toasts } = useServices();
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const { busy, error, decide } = useDecision(
    () => http.request('flows.sendBack', { params: { flow, version: String(version) }, body: { reason: reason.trim() } }),
    () => {
      toasts.show('ok', t('sendBack.done'));
      onDone();
    },
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('sendBack.title', { version })}
      text={t('sendBack.text')}
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
            {t('review.sendBack')}
          </Button>
        </>
      }
    >
      <ReasonField value={reason} asked={asked} onChange={setReason} />
      {error !== null && (
        <p className={classes['error']} role="alert">
          {error}
        </p>
      )}
    </Dialog>
  );
}
