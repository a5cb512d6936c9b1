import { Button, useNow } from '@guichet/ui';
import { IconPencil } from '@tabler/icons-react';
import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { useServices } from '../../../app/services.ts';
import { Actions } from '../../flow/kit/actions.tsx';
import { CustomerSees } from '../../flow/kit/customer-sees.tsx';
import { Lead } from '../../flow/kit/lead.tsx';
import { TakeOver } from '../../flow/kit/take-over.tsx';
import { Missing } from '../../flow/kit/missing.tsx';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import { CoFillField } from './co-fill-field.tsx';
import { FieldOutbox } from './field-outbox.ts';
import classes from './part.module.css';
import { type FormFieldView, FormView } from '@guichet/workflow/views';
import { isEmpty } from './view.ts';

/** One form, filled in by both at once; whoever may hands it in. */
export function Part({ step, act, busy }: NodePartProps) {
  const { t, language } = useFlowTexts();
  const view = FormView.parse(step.view);
  const { title, fields, last, complete, maySubmit } = view;
  const outbox = useOutbox(act);
  const { mayAct } = step;
  // What could not be saved while the line was away, or the step was held, is saved once it can be.
  useEffect(() => {
    if (mayAct) void outbox.flush();
  }, [mayAct, outbox]);
  const [submitting, setSubmitting] = useState(false);
  const mayEdit = step.actions.includes('edit');
  const missing = fields.filter((field) => field.error !== null || (field.required && isEmpty(field.value)));
  const submit = async () => {
    if (submitting) return;
    setSubmitting(true);
    if (await outbox.flush()) await act('submit');
    setSubmitting(false);
  };
  return (
    <>
      {title !== null && title[language] !== step.title[language] && <Lead>{title[language]}</Lead>}
      <CustomerSees>{t('form.sees')}</CustomerSees>
      <Writing fields={fields} last={last} />
      <div className={classes['fields']}>
        {fields.map((field) => (
          <CoFillField key={field.key} field={mayEdit ? field : { ...field, locked: true }} outbox={outbox} />
        ))}
      </div>
      <TakeOver view={view} act={act} busy={busy} />
      <Missing items={missingTexts(missing, complete, t('form.elsewhere'), (field) => field.title[language])} />
      {maySubmit && step.actions.includes('submit') && (
        <Actions>
          <Button
            kind="primary"
            size="lg"
            busy={submitting}
            offReason={complete ? null : missing.length > 0 ? t('form.left', { count: missing.length }) : t('form.elsewhere')}
            onClick={() => void submit()}
          >
            {t('form.submit')}
          </Button>
        </Actions>
      )}
      {!maySubmit && <p className={classes['theirs']}>{t('form.theySubmit')}</p>}
    </>
  );
}

function missingTexts(
  missing: readonly FormFieldView[],
  complete: boolean,
  elsewhere: string,
  name: (field: FormFieldView) => string,
): string[] {
  if (missing.length > 0) return missing.map(name);
  return complete ? [] : [elsewhere];
}

function useOutbox(act: NodePartProps['act']): FieldOutbox {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  }, [act]);
  const [outbox] = useState(() => new FieldOutbox((field, value) => latest.current('edit', { field, value }), redraw));
  return outbox;
}

const WRITING_MS = 3_000;

/** Who is writing where, while they do. */
function Writing({ fields, last }: Pick<ReturnType<typeof FormView.parse>, 'fields' | 'last'>) {
  const { t, language } = useFlowTexts();
  const { clock } = useServices();
  const serverNow = useCallback(() => clock.nowMs(), [clock]);
  const now = useNow(500, serverNow, last !== null);
  const theirs = last !== null && (last.by === 'customer' || last.by === 'guest') && now - last.atMs < WRITING_MS ? last : null;
  const field = fields.find(({ key }) => key === theirs?.field);
  return (
    <p className={classes['writing']} aria-live="off">
      {theirs !== null && field !== undefined && (
        <>
          <IconPencil size={16} stroke={1.75} aria-hidden />
          {t(theirs.by === 'guest' ? 'form.guestWriting' : 'form.customerWriting', { field: field.title[language] })}
        </>
      )}
    </p>
  );
}
