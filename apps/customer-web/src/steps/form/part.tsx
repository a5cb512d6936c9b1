import { assertNever } from '@guichet/protocol';
import { Button } from '@guichet/ui';
import { useCallback, useContext, useEffect, useRef, useState } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import { SelfContext } from '../../counter/call-session.ts';
import type { StepPartProps } from '../flow/step-part.ts';
import { useStepTexts } from '../flow/texts/use-step-texts.ts';
import { ChoiceField } from './choice-field.tsx';
import { authorOf } from './field-author.tsx';
import { type FieldProps, WrittenField } from './form-field.tsx';
import classes from './part.module.css';
import { FormView, type ShownValue } from '@guichet/workflow/views';

/** A form that both sides fill in at the same time; what the other one writes appears as it is written. */
export function Part({ step, act, note, busy }: StepPartProps) {
  const { language } = useTexts();
  const { t } = useStepTexts();
  const { role } = useContext(SelfContext);
  const { title, fields, last, left, complete, maySubmit, takenOver } = FormView.parse(step.view);
  const flushes = useRef(new Set<() => Promise<void>>());
  const [handingIn, setHandingIn] = useState(false);
  const send = useCallback((field: string, value: ShownValue) => note('edit', { field, value }, 'silent'), [note]);
  const join = useCallback((flush: () => Promise<void>) => {
    flushes.current.add(flush);
    return () => flushes.current.delete(flush);
  }, []);
  const isHeld = step.held.length > 0;
  // What was refused while the step was held goes as soon as it goes on: nobody writes the same once more.
  useEffect(() => {
    if (!isHeld) for (const flush of flushes.current) void flush();
  }, [isHeld]);
  const submit = async () => {
    setHandingIn(true);
    // What was typed last stands before the form is handed in.
    await Promise.all([...flushes.current].map((flush) => flush()));
    await act('submit');
    setHandingIn(false);
  };
  const changed = last === null || authorOf(last.by, role) === null ? undefined : fields.find(({ key }) => key === last.field);
  const reason = left > 0 ? t('form.left', { count: left }) : complete ? null : t('form.others');
  return (
    <div className={classes['form']}>
      {title !== null && title[language] !== step.title[language] && <strong>{title[language]}</strong>}
      {takenOver != null && (
        <p className={classes['note']} role="status">
          {t('takenOver')}
        </p>
      )}
      {fields.map((field) => (
        <AnyField key={field.key} field={field} send={send} join={join} />
      ))}
      <p className="visually-hidden" role="status">
        {changed !== undefined && t('form.changed', { title: changed.title[language] })}
      </p>
      {maySubmit ? (
        <div className={classes['submit']}>
          {reason !== null && <p role="status">{reason}</p>}
          <Button kind="primary" size="xl" wide busy={busy || handingIn} offReason={reason} onClick={() => void submit()}>
            {t('form.submit')}
          </Button>
        </div>
      ) : (
        <p className={classes['note']} role="status">
          {reason ?? t('form.theySubmit')}
        </p>
      )}
    </div>
  );
}

function AnyField(props: FieldProps) {
  const { type } = props.field;
  switch (type) {
    case 'choice':
    case 'multi':
    case 'boolean':
      return <ChoiceField {...props} />;
    case 'text':
    case 'number':
    case 'date':
    case 'amount':
    case 'phone':
    case 'id':
      return <WrittenField {...props} />;
    default:
      return assertNever(type);
  }
}
