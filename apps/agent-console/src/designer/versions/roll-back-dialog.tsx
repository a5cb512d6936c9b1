import { Button, Dialog } from '@guichet/ui';
import { useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import { isReason, ReasonField } from './reason-field.tsx';
import { useDecision } from './use-decision.ts';
import classes from './versions.module.css';

interface RollBackDialogProps {
  readonly flow: string;
  readonly version: number;
  readonly before: number;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function RollBackDialog({ flow, version, before, onClose, onDone }: RollBackDialogProps) {
  const { t } = useDesignerTexts();
  const { http, toasts } = useServices();
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const { busy, error, decide } = useDecision(
    () => http.request('flows.rollBack', { params: { flow, version: String(version) }, body: { reason: reason.trim() } }),
    () => {
      toasts.show('ok', t('rollBack.done', { before }));
      onDone();
    },
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('rollBack.title', { before })}
      text={t('rollBack.text', { version, before })}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            kind="dangerSolid"
            busy={busy}
            onClick={() => {
              setAsked(true);
              if (isReason(reason)) void decide();
            }}
          >
            {t('strip.rollBack')}
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
