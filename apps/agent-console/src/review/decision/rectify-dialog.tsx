import type { ReviewDetail } from '@guichet/protocol';
import { Button, Dialog, errorText, Field } from '@guichet/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from '../review-work.module.css';

const DEFAULT_DAYS = 7;

interface RectifyDialogProps {
  readonly detail: ReviewDetail;
  readonly onClose: () => void;
  readonly onDone: (detail: ReviewDetail) => void;
}

/** What is to be recorded anew, and by when. Failures stand chosen. */
export function RectifyDialog({ detail, onClose, onDone }: RectifyDialogProps) {
  const { t, language } = useTexts();
  const { http, toasts } = useServices();
  const candidates = detail.inspection.findings.filter(({ result }) => result !== 'pass');
  const [rules, setRules] = useState<readonly string[]>(() =>
    candidates.filter(({ result }) => result === 'fail').map(({ ruleId }) => ruleId),
  );
  const [days, setDays] = useState(DEFAULT_DAYS);
  const send = useMutation({
    mutationFn: () =>
      http.request('reviews.rectify', { params: { reviewId: detail.review.reviewId }, body: { rules: [...rules], dueInDays: days } }),
    onSuccess: (next) => {
      toasts.show('ok', t('review.rectified'));
      onDone(next);
    },
    onError: (error) => toasts.show('danger', errorText(error, language)),
  });
  const toggle = (ruleId: string) => setRules((now) => (now.includes(ruleId) ? now.filter((one) => one !== ruleId) : [...now, ruleId]));
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('review.rectify')}
      text={t('review.rectifyText')}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            kind="primary"
            busy={send.isPending}
            offReason={rules.length === 0 ? t('review.rectifyNothing') : null}
            onClick={() => send.mutate()}
          >
            {t('review.rectifySend')}
          </Button>
        </>
      }
    >
      <fieldset className={classes['choices']}>
        <legend>{t('review.rectifyRules')}</legend>
        {candidates.map(({ ruleId, title }) => (
          <label key={ruleId}>
            <input type="checkbox" checked={rules.includes(ruleId)} onChange={() => toggle(ruleId)} />
            {title[language]}
          </label>
        ))}
      </fieldset>
      <Field label={t('review.rectifyDue')}>
        {(control) => (
          <input
            {...control}
            type="number"
            min={1}
            max={365}
            value={days}
            onChange={(event) => setDays(Math.min(365, Math.max(1, Math.round(event.target.valueAsNumber) || 1)))}
          />
        )}
      </Field>
    </Dialog>
  );
}
