import { AppError, type SamplingRuleView } from '@guichet/protocol';
import { Button, Dialog, errorText, Field, type FieldControl } from '@guichet/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from '../review-work.module.css';
import { PRODUCTS } from '../search/facet-label.ts';
import { draftOf, factsOf, problemOf, type SamplingDraft, type SamplingProblem } from './sampling-form.ts';

const LEVELS = ['1', '2', '3', '4', '5'] as const;
const SEVERITIES = ['critical', 'major', 'minor'] as const;

interface SamplingDialogProps {
  /** Null: a new one. */
  readonly rule: SamplingRuleView | null;
  readonly onClose: () => void;
}

/** Adds a rule or changes it. Made anew for each opening. */
export function SamplingDialog({ rule, onClose }: SamplingDialogProps) {
  const { t, language } = useTexts();
  const { http, queries, toasts } = useServices();
  const formId = useId();
  const [draft, setDraft] = useState(() => draftOf(rule));
  const [problem, setProblem] = useState<SamplingProblem | null>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (problem !== null) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [problem]);
  const services = useQuery({ queryKey: ['services'], queryFn: ({ signal }) => http.request('services.list', { signal }) });
  const staff = useQuery({ queryKey: ['staff'], queryFn: ({ signal }) => http.request('team.list', { signal }) });
  const save = useMutation({
    mutationFn: () =>
      rule === null
        ? http.request('sampling.create', { body: factsOf(draft) })
        : http.request('sampling.edit', { params: { samplingRuleId: rule.samplingRuleId }, body: factsOf(draft) }),
    onSuccess: () => {
      onClose();
      toasts.show('ok', t('sampling.saved'));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['sampling'] }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const found = problemOf(draft);
    setProblem(found);
    if (found === null && !save.isPending) save.mutate();
  };
  const put = (change: Partial<SamplingDraft>): void => setDraft({ ...draft, ...change });
  const line = (
    name: 'titleZh' | 'titleEn' | 'percent' | 'deadlineHours' | 'ageFrom',
    wrong: SamplingProblem,
    hint?: string,
  ): ReactNode => {
    const isTitle = name === 'titleZh' || name === 'titleEn';
    const isWrong = problem === wrong && !(isTitle && draft[name].trim() !== '');
    const labels = { titleZh: 'titleZh', titleEn: 'titleEn', percent: 'percent', deadlineHours: 'deadline', ageFrom: 'age' } as const;
    return (
      <Field label={t(`sampling.${labels[name]}`)} hint={hint} error={isWrong ? t(`sampling.${wrong}`) : null}>
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            inputMode={isTitle ? 'text' : 'decimal'}
            maxLength={isTitle ? 60 : 5}
            value={draft[name]}
            onChange={(event) => put({ [name]: event.currentTarget.value })}
          />
        )}
      </Field>
    );
  };
  const agents = (staff.data?.members ?? []).filter(({ roles }) => roles.includes('agent'));
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(rule === null ? 'sampling.createTitle' : 'sampling.editTitle')}
      text={t('sampling.formText')}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} busy={save.isPending}>
            {t(rule === null ? 'sampling.create' : 'sampling.save')}
          </Button>
        </>
      }
    >
      <form ref={form} id={formId} className={classes['form']} onSubmit={submit} noValidate>
        <div className={classes['pair']}>
          {line('titleZh', 'missingTitle')}
          {line('titleEn', 'missingTitle')}
          {line('percent', 'badPercent', t('sampling.percentHint'))}
          {line('deadlineHours', 'badDeadline')}
          {line('ageFrom', 'badAge', t('sampling.ageHint'))}
          <Field label={t('sampling.risk')}>
            {(control) => (
              <Select control={control} value={draft.riskFrom} onChoose={(riskFrom) => put({ riskFrom })} any={t('sampling.any')}>
                {LEVELS.map((level) => (
                  <option key={level} value={level}>
                    R{level}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={t('sampling.failed')}>
            {(control) => (
              <Select
                control={control}
                value={draft.failed ?? ''}
                onChoose={(failed) => put({ failed: SEVERITIES.find((severity) => severity === failed) ?? null })}
                any={t('sampling.any')}
              >
                {SEVERITIES.map((severity) => (
                  <option key={severity} value={severity}>
                    {t(`sampling.failed.${severity}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <Several
          legend={t('sampling.products')}
          options={PRODUCTS.map((product) => ({ value: product, text: t(`search.product.${product}`) }))}
          chosen={draft.products}
          onChoose={(products) => put({ products })}
        />
        <Several
          legend={t('sampling.serviceTypes')}
          options={(services.data?.serviceTypes ?? []).map(({ id, title }) => ({ value: id, text: title[language] }))}
          chosen={draft.serviceTypeIds}
          onChoose={(serviceTypeIds) => put({ serviceTypeIds })}
        />
        <Several
          legend={t('sampling.agents')}
          options={agents.map(({ staffId, names, staffNumber }) => ({
            value: staffId,
            text: `${names[language] ?? names['zh-CN']} ${staffNumber}`,
          }))}
          chosen={draft.agentIds}
          onChoose={(agentIds) => put({ agentIds })}
        />
        <div className={classes['choices']}>
          <label>
            <input type="checkbox" checked={draft.secondPerson} onChange={() => put({ secondPerson: !draft.secondPerson })} />
            {t('sampling.secondPerson')}
          </label>
          <label>
            <input type="checkbox" checked={draft.active} onChange={() => put({ active: !draft.active })} />
            {t('sampling.active')}
          </label>
        </div>
        {save.error !== null && (
          <p className={classes['error']} role="alert">
            {errorText(AppError.from(save.error), language)}
          </p>
        )}
      </form>
    </Dialog>
  );
}

interface SelectProps {
  readonly control: FieldControl;
  readonly value: string;
  readonly onChoose: (value: string) => void;
  readonly any: string;
  readonly children: ReactNode;
}

function Select({ control, value, onChoose, any, children }: SelectProps) {
  return (
    <select {...control} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
      <option value="">{any}</option>
      {children}
    </select>
  );
}

interface SeveralProps {
  readonly legend: string;
  readonly options: readonly { readonly value: string; readonly text: string }[];
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: readonly string[]) => void;
}

/** Any number of them; none is all. */
function Several({ legend, options, chosen, onChoose }: SeveralProps) {
  const { t } = useTexts();
  const toggled = (value: string): readonly string[] =>
    chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
  return (
    <fieldset className={classes['several']}>
      <legend>
        {legend} <small>{t('sampling.anyHint')}</small>
      </legend>
      <div className={classes['choices']}>
        {options.map(({ value, text }) => (
          <label key={value}>
            <input type="checkbox" checked={chosen.includes(value)} onChange={() => onChoose(toggled(value))} />
            {text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
