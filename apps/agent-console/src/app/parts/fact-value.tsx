import { AppError, RevealableFact, RevealReason, type SessionId } from '@guichet/protocol';
import { Button, Dialog, errorText, IconButton, MaskedValue } from '@guichet/ui';
import { IconEyeOff } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { useServices } from '../services.ts';
import { useTexts } from '../texts/use-texts.ts';
import classes from './fact-value.module.css';

/** Long enough to read it out or type it over; a screen that is left alone shows nothing for long. */
const SHOWN_FOR_MS = 30_000;

interface FactValueProps {
  readonly sessionId: SessionId;
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly masked: boolean;
}

/** A fact about the customer. In full for a while, after a reason was given; it is then in this page's memory and nowhere else. */
export function FactValue({ sessionId, name, label, value, masked }: FactValueProps) {
  const { t } = useTexts();
  const [asking, setAsking] = useState(false);
  const [revealed, setRevealed] = useState<string | null>(null);
  const fact = RevealableFact.safeParse(name);
  useEffect(() => {
    if (revealed === null) return;
    const timer = setTimeout(() => setRevealed(null), SHOWN_FOR_MS);
    return () => clearTimeout(timer);
  }, [revealed]);
  if (revealed !== null) {
    return (
      <span className={classes['revealed']} data-revealed={name}>
        <span>{revealed}</span>
        <IconButton
          kind="quiet"
          size="sm"
          icon={<IconEyeOff size={16} stroke={1.75} aria-hidden />}
          label={t('reveal.hide')}
          onClick={() => setRevealed(null)}
        />
      </span>
    );
  }
  return (
    <>
      <MaskedValue value={value} masked={masked} unmarked {...(fact.success ? { onReveal: () => setAsking(true) } : {})} />
      {asking && fact.success && (
        <RevealDialog sessionId={sessionId} fact={fact.data} label={label} onClose={() => setAsking(false)} onReveal={setRevealed} />
      )}
    </>
  );
}

interface RevealDialogProps {
  readonly sessionId: SessionId;
  readonly fact: RevealableFact;
  readonly label: string;
  readonly onClose: () => void;
  readonly onReveal: (value: string) => void;
}

function RevealDialog({ sessionId, fact, label, onClose, onReveal }: RevealDialogProps) {
  const { t, language } = useTexts();
  const { http } = useServices();
  const name = useId();
  const [reason, setReason] = useState<RevealReason>('identify');
  const reveal = useMutation({
    mutationFn: () => http.request('facts.reveal', { params: { sessionId }, body: { name: fact, reason } }),
    // Not kept by the query client any longer than the page shows it.
    gcTime: 0,
    onSuccess: ({ value }) => {
      onReveal(value);
      onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      placement="side"
      title={t('reveal.title', { fact: label })}
      text={t('reveal.text')}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" busy={reveal.isPending} onClick={() => reveal.mutate()}>
            {t('reveal.show')}
          </Button>
        </>
      }
    >
      <fieldset className={classes['reasons']}>
        <legend>{t('reveal.reason')}</legend>
        {RevealReason.options.map((each) => (
          <label key={each}>
            <input type="radio" name={name} value={each} checked={reason === each} onChange={() => setReason(each)} />
            {t(`reveal.reason.${each}`)}
          </label>
        ))}
      </fieldset>
      {reveal.error !== null && (
        <p className={classes['failed']} role="alert">
          {errorText(AppError.from(reveal.error), language)}
        </p>
      )}
    </Dialog>
  );
}
