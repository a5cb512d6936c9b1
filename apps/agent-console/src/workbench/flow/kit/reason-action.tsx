import type { LocalText } from '@guichet/protocol';
import { Button } from '@guichet/ui';
import { useState } from 'react';
import { useFlowTexts } from '../texts/use-flow-texts.ts';
import { Choices } from './choices.tsx';
import { Actions } from './actions.tsx';
import classes from './kit.module.css';

export interface Reason {
  readonly key: string;
  readonly title: LocalText | string;
}

interface ReasonActionProps {
  /** On the button that opens it, and on the one that does it. */
  readonly label: string;
  readonly reasons: readonly Reason[];
  readonly danger?: boolean;
  readonly offReason?: string | null;
  readonly busy: boolean;
  /** Resolves to whether it was done. */
  readonly onDo: (reason: string) => Promise<boolean>;
}

/** Something that is never done without saying why. It opens in its place, so that it covers neither picture nor words. */
export function ReasonAction({ label, reasons, danger = false, offReason, busy, onDo }: ReasonActionProps) {
  const { t, language } = useFlowTexts();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState<string | null>(null);
  const close = () => {
    setOpen(false);
    setReason(null);
  };
  const send = async () => {
    if (reason !== null && (await onDo(reason))) close();
  };
  if (!open)
    return (
      <Button kind={danger ? 'danger' : 'secondary'} offReason={offReason ?? null} onClick={() => setOpen(true)}>
        {label}
      </Button>
    );
  return (
    <fieldset className={classes['reasons']}>
      <legend>{label}</legend>
      <Choices
        label={t('kit.reason')}
        choices={reasons.map(({ key, title }) => ({ key, title: typeof title === 'string' ? title : title[language] }))}
        chosen={reason}
        onChoose={setReason}
      />
      <Actions>
        <Button onClick={close}>{t('kit.cancel')}</Button>
        <Button
          kind={danger ? 'dangerSolid' : 'primary'}
          busy={busy}
          offReason={offReason ?? (reason === null ? t('kit.chooseReason') : null)}
          onClick={() => void send()}
        >
          {label}
        </Button>
      </Actions>
    </fieldset>
  );
}
