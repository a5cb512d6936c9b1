import { AppError, CompositionLayout, type ServiceTypeDetail, type SkillView } from '@guichet/protocol';
import { Button, Dialog, errorText, Field } from '@guichet/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ComponentPropsWithRef, type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from './admin.module.css';
import { Choices } from './choices.tsx';
import { HoursField } from './hours-field.tsx';
import { draftOf, factsOf, problemOf, type ServiceDraft, type ServiceProblem } from './service-form.ts';

interface ServiceDialogProps {
  /** Null: a new one. */
  readonly service: ServiceTypeDetail | null;
  readonly skills: readonly SkillView[];
  /** Where a new one stands among the others. */
  readonly nextPosition: number;
  readonly onClose: () => void;
}

/** Adds a service or changes what it is. Made anew for each opening. */
export function ServiceDialog({ service, skills, nextPosition, onClose }: ServiceDialogProps) {
  const { t, language } = useTexts();
  const { http, queries, toasts } = useServices();
  const formId = useId();
  const [draft, setDraft] = useState(() => draftOf(service, nextPosition));
  const [problem, setProblem] = useState<ServiceProblem | null>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (problem !== null) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [problem]);
  const flows = useQuery({ queryKey: ['flows'], queryFn: ({ signal }) => http.request('flows.list', { signal }) });
  const runnable = (flows.data?.flows ?? []).flatMap(({ key, versions }) => {
    const inForce = versions.find((version) => version.inForce);
    return inForce === undefined ? [] : [{ key, title: inForce.title[language] }];
  });

  const save = useMutation({
    mutationFn: async () => {
      const body = factsOf(draft);
      return service === null
        ? http.request('services.create', { body })
        : http.request('services.edit', { params: { serviceTypeId: service.id }, body });
    },
    onSuccess: () => {
      onClose();
      toasts.show('ok', t('services.saved'));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['services'] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = problemOf(draft);
    setProblem(found);
    if (found === null && !save.isPending) save.mutate();
  };
  const failure = save.error === null ? null : AppError.from(save.error);
  const say = (...problems: readonly ServiceProblem[]) =>
    problem !== null && problems.includes(problem) ? t(`services.${problem}`) : null;
  const put = (change: Partial<ServiceDraft>) => setDraft({ ...draft, ...change });
  /** A line of text in the form. */
  const text = (name: 'titleZh' | 'titleEn' | 'summaryZh' | 'summaryEn' | 'minutes' | 'ticketPrefix' | 'position', maxLength: number) =>
    ({
      autoComplete: 'off',
      maxLength,
      value: draft[name],
      onChange: (event) => put({ [name]: event.currentTarget.value }),
    }) satisfies ComponentPropsWithRef<'input'>;
  const blank = (name: 'titleZh' | 'titleEn' | 'summaryZh' | 'summaryEn', wrong: ServiceProblem) =>
    draft[name].trim() === '' ? say(wrong) : null;

  return (
    <Dialog
      open
      onClose={onClose}
      title={service === null ? t('services.createTitle') : t('services.editTitle', { name: service.title[language] })}
      text={t('services.formText')}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} busy={save.isPending}>
            {t(service === null ? 'services.create' : 'services.save')}
          </Button>
        </>
      }
    >
      <form ref={form} id={formId} className={classes['form']} onSubmit={submit} noValidate>
        <div className={classes['pair']}>
          <Field label={t('services.titleZh')} error={blank('titleZh', 'missingTitle')}>
            {(control) => <input {...control} {...text('titleZh', 60)} autoFocus />}
          </Field>
          <Field label={t('services.titleEn')} error={blank('titleEn', 'missingTitle')}>
            {(control) => <input {...control} {...text('titleEn', 60)} />}
          </Field>
          <Field label={t('services.summaryZh')} error={blank('summaryZh', 'missingSummary')}>
            {(control) => <input {...control} {...text('summaryZh', 200)} />}
          </Field>
          <Field label={t('services.summaryEn')} error={blank('summaryEn', 'missingSummary')}>
            {(control) => <input {...control} {...text('summaryEn', 200)} />}
          </Field>
          <Field label={t('services.prepareZh')} hint={t('services.prepareHint')} error={say('unequalPrepare')}>
            {(control) => (
              <textarea {...control} rows={3} value={draft.prepareZh} onChange={(event) => put({ prepareZh: event.currentTarget.value })} />
            )}
          </Field>
          <Field label={t('services.prepareEn')}>
            {(control) => (
              <textarea {...control} rows={3} value={draft.prepareEn} onChange={(event) => put({ prepareEn: event.currentTarget.value })} />
            )}
          </Field>
          <Field label={t('services.skill')} error={say('missingSkill')}>
            {(control) => (
              <select {...control} value={draft.skill} onChange={(event) => put({ skill: event.currentTarget.value })}>
                <option value="" disabled>
                  {t('services.choose')}
                </option>
                {skills.map(({ skill, name }) => (
                  <option key={skill} value={skill}>
                    {name[language]}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={t('services.flow')} hint={t('services.flowHint')} error={say('missingFlow')}>
            {(control) => (
              <select {...control} value={draft.flow} onChange={(event) => put({ flow: event.currentTarget.value })}>
                <option value="" disabled>
                  {t('services.choose')}
                </option>
                {!runnable.some(({ key }) => key === draft.flow) && draft.flow !== '' && <option value={draft.flow}>{draft.flow}</option>}
                {runnable.map(({ key, title }) => (
                  <option key={key} value={key}>
                    {title}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field
            label={t('services.prefix')}
            hint={t('services.prefixHint')}
            error={say('badPrefix') ?? (failure?.code === 'ticket_prefix_taken' ? errorText(failure, language) : null)}
          >
            {(control) => <input {...control} {...text('ticketPrefix', 3)} autoCapitalize="characters" spellCheck={false} />}
          </Field>
          <Field label={t('services.minutes')} error={say('badMinutes')}>
            {(control) => <input {...control} {...text('minutes', 3)} inputMode="numeric" />}
          </Field>
        </div>
        <HoursField hours={draft.hours} wrong={say('badHours')} onChange={(hours) => put({ hours })} />
        <Choices legend={t('services.entry')}>
          {([true, false] as const).map((anonymous) => (
            <label key={String(anonymous)}>
              <input type="radio" name={`${formId}-entry`} checked={draft.anonymous === anonymous} onChange={() => put({ anonymous })} />
              {t(anonymous ? 'services.anybody' : 'services.byLink')}
            </label>
          ))}
        </Choices>
        <div className={classes['pair']}>
          <Field label={t('services.position')} hint={t('services.positionHint')} error={say('badPosition')}>
            {(control) => <input {...control} {...text('position', 3)} inputMode="numeric" />}
          </Field>
          <Field label={t('services.composite')} hint={t('services.compositeHint')}>
            {(control) => (
              <select
                {...control}
                value={draft.compositeLayout ?? ''}
                onChange={({ currentTarget }) => put({ compositeLayout: CompositionLayout.safeParse(currentTarget.value).data ?? null })}
              >
                <option value="">{t('services.compositeNone')}</option>
                {CompositionLayout.options.map((layout) => (
                  <option key={layout} value={layout}>
                    {t(`compositions.layout.${layout}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
        {failure !== null && failure.code !== 'ticket_prefix_taken' && (
          <p className={classes['outcome']} data-tone="danger" role="alert">
            {errorText(failure, language)}
          </p>
        )}
      </form>
    </Dialog>
  );
}
