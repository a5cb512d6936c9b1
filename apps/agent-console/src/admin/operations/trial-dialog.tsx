import { AppError, type OperationTrial, type OperationView } from '@guichet/protocol';
import { Button, Dialog, errorText, Field } from '@guichet/ui';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import admin from '../admin.module.css';
import { parseJson, sampleOf } from './operation-form.ts';
import classes from './operations.module.css';

type Sample = Record<string, never>;
const CODES = ['not_allowed', 'bad_request', 'bad_response', 'refused', 'timeout', 'unavailable'] as const;

/** Calls an operation once with a sample, and shows what a step of a flow would have been told. */
export function TrialDialog({ operation, onClose }: { readonly operation: OperationView; readonly onClose: () => void }) {
  const { t, language } = useTexts();
  const { http } = useServices();
  const formId = useId();
  const [text, setText] = useState(() => sampleOf(operation.requestSchema));
  const [wrong, setWrong] = useState(false);
  const trial = useMutation({
    mutationFn: (sample: Sample) => http.request('operations.test', { params: { name: operation.name }, body: { sample } }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const sample = parseJson(text);
    const isObject = typeof sample === 'object' && sample !== null && !Array.isArray(sample);
    setWrong(!isObject);
    if (isObject && !trial.isPending) trial.mutate(sample as Sample);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('operations.testTitle', { name: operation.name })}
      text={t('operations.testText')}
      actions={
        <>
          <Button onClick={onClose}>{t('operations.close')}</Button>
          <Button kind="primary" type="submit" form={formId} busy={trial.isPending}>
            {t('operations.send')}
          </Button>
        </>
      }
    >
      <form id={formId} className={admin['form']} onSubmit={submit} noValidate>
        <Field label={t('operations.sample')} error={wrong ? t('operations.badSample') : null}>
          {(control) => (
            <textarea
              {...control}
              className={`${control.className} ${classes['code']}`}
              rows={8}
              autoFocus
              spellCheck={false}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          )}
        </Field>
        <div role="status">
          {trial.error !== null && (
            <p className={admin['outcome']} data-tone="danger">
              {errorText(AppError.from(trial.error), language)}
            </p>
          )}
          {trial.data !== undefined && !trial.isPending && <Outcome trial={trial.data} />}
        </div>
      </form>
    </Dialog>
  );
}

function Outcome({ trial: { outcome, tookMs } }: { readonly trial: OperationTrial }) {
  const { t } = useTexts();
  if (outcome.ok) {
    return (
      <div className={admin['form']}>
        <p className={admin['outcome']} data-tone="ok">
          {t('operations.trialOk', { ms: tookMs })}
        </p>
        <pre className={classes['answer']} tabIndex={0} role="group" aria-label={t('operations.answer')}>
          {JSON.stringify(outcome.response, undefined, 2)}
        </pre>
      </div>
    );
  }
  const code = CODES.find((known) => known === outcome.code) ?? 'unavailable';
  const status = outcome.status === null ? '' : ` (${t('operations.status', { status: outcome.status })})`;
  return (
    <p className={admin['outcome']} data-tone="danger">
      {t('operations.trialFailed', { what: `${t(`operations.code.${code}`)}${status}`, ms: tookMs })}
    </p>
  );
}
