import { AppError, OperationMethod, type OperationView } from '@guichet/protocol';
import { Button, Dialog, errorText, Field } from '@guichet/ui';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type InputHTMLAttributes, useEffect, useId, useRef, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import admin from '../admin.module.css';
import { draftOf, factsOf, type OperationDraft, type OperationProblem, problemOf } from './operation-form.ts';
import classes from './operations.module.css';

interface OperationDialogProps {
  /** Null: a new one. */
  readonly operation: OperationView | null;
  readonly hosts: readonly string[];
  readonly onClose: () => void;
}

/** Enters an operation of one of the bank's systems, or changes it. Made anew for each opening. */
export function OperationDialog({ operation, hosts, onClose }: OperationDialogProps) {
  const { t, language } = useTexts();
  const { http, queries, toasts } = useServices();
  const formId = useId();
  const [draft, setDraft] = useState(() => draftOf(operation));
  const [problem, setProblem] = useState<OperationProblem | null>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (problem !== null) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [problem]);

  const save = useMutation({
    mutationFn: () =>
      operation === null
        ? http.request('operations.create', { body: { ...factsOf(draft), name: draft.name.trim() } })
        : http.request('operations.edit', { params: { name: operation.name }, body: factsOf(draft) }),
    onSuccess: () => {
      onClose();
      toasts.show('ok', t('operations.saved'));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['operations'] }),
  });
  const failure = save.error === null ? null : AppError.from(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = problemOf(draft, operation);
    setProblem(found);
    if (found === null && !save.isPending) save.mutate();
  };
  const say = (...problems: readonly OperationProblem[]) =>
    problem !== null && problems.includes(problem) ? t(`operations.${problem}`) : null;
  const refusal = (code: string) => (failure?.code === code ? errorText(failure, language) : null);
  const text = (
    member: keyof OperationDraft,
    label: string,
    error: string | null,
    more: InputHTMLAttributes<HTMLInputElement> = {},
    hint?: string,
  ) => (
    <Field label={label} error={error} hint={hint}>
      {(control) => (
        <input
          {...control}
          autoComplete="off"
          spellCheck={false}
          {...more}
          value={draft[member]}
          onChange={(event) => setDraft({ ...draft, [member]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
  const schema = (member: 'requestSchema' | 'responseSchema', problemOfIt: OperationProblem) => (
    <Field label={t(`operations.${member}`)} error={say(problemOfIt)}>
      {(control) => (
        <textarea
          {...control}
          className={`${control.className} ${classes['code']}`}
          rows={8}
          spellCheck={false}
          value={draft[member]}
          onChange={(event) => setDraft({ ...draft, [member]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
  const hostsHint = hosts.length === 0 ? t('operations.noHosts') : t('operations.baseUrlHint', { hosts: hosts.join(', ') });
  const secrets = operation?.hasSecret === true ? (['kept', 'named', 'none'] as const) : (['none', 'named'] as const);

  return (
    <Dialog
      open
      onClose={onClose}
      title={operation === null ? t('operations.createTitle') : t('operations.editTitle', { name: operation.name })}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} busy={save.isPending}>
            {t(operation === null ? 'operations.create' : 'operations.save')}
          </Button>
        </>
      }
    >
      <form ref={form} id={formId} className={admin['form']} onSubmit={submit} noValidate>
        {operation === null &&
          text(
            'name',
            t('operations.name'),
            say('badName') ?? refusal('operation_name_taken'),
            { autoFocus: true, maxLength: 104 },
            t('operations.nameHint'),
          )}
        <div className={admin['pair']}>
          {text('titleZh', t('operations.titleZh'), say('badTitle'), { maxLength: 80 })}
          {text('titleEn', t('operations.titleEn'), null, { maxLength: 80 })}
        </div>
        {text(
          'baseUrl',
          t('operations.baseUrl'),
          say('badBaseUrl') ?? refusal('host_not_allowed'),
          { inputMode: 'url', maxLength: 255 },
          hostsHint,
        )}
        <div className={admin['pair']}>
          <Field label={t('operations.method')}>
            {(control) => (
              <select {...control} value={draft.method} onChange={(event) => setDraft({ ...draft, method: event.currentTarget.value })}>
                {OperationMethod.options.map((method) => (
                  <option key={method}>{method}</option>
                ))}
              </select>
            )}
          </Field>
          {text('path', t('operations.path'), say('badPath'), { maxLength: 300 }, t('operations.pathHint'))}
        </div>
        {schema('requestSchema', 'badRequestSchema')}
        {schema('responseSchema', 'badResponseSchema')}
        <div className={admin['pair']}>
          {text('timeoutMs', t('operations.timeout'), say('badTimeout'), { inputMode: 'numeric' })}
          {text('maxAttempts', t('operations.attempts'), say('badAttempts'), { inputMode: 'numeric' })}
        </div>
        <div className={admin['pair']}>
          <Field label={t('operations.secretChoice')} error={say('secretMoves')}>
            {(control) => (
              <select
                {...control}
                value={draft.secret}
                onChange={(event) => setDraft({ ...draft, secret: event.currentTarget.value as OperationDraft['secret'] })}
              >
                {secrets.map((kind) => (
                  <option key={kind} value={kind}>
                    {t(`operations.secret.${kind}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {draft.secret === 'named' &&
            text('secretName', t('operations.secretName'), say('badSecret'), { maxLength: 64 }, t('operations.secretNameHint'))}
        </div>
        {failure !== null && !['operation_name_taken', 'host_not_allowed'].includes(failure.code) && (
          <p className={admin['outcome']} data-tone="danger" role="alert">
            {errorText(failure, language)}
          </p>
        )}
      </form>
    </Dialog>
  );
}
