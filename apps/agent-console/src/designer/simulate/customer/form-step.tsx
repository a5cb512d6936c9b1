import { Button, Field, type FieldControl } from '@guichet/ui';
import { type FormFieldView, FormView, type ShownValue } from '@guichet/workflow/views';
import { type KeyboardEvent, useState } from 'react';
import classes from '../screens.module.css';
import { Note, type StepCan } from './step-kit.tsx';

type FieldProps = StepCan & { readonly field: FormFieldView };

export function FormStep(can: StepCan) {
  const { t, language, step, act } = can;
  const { title, fields, left, maySubmit } = FormView.parse(step.view);
  return (
    <>
      {title !== null && <strong>{title[language]}</strong>}
      {fields.map((field) => (
        <FormField key={field.key} {...can} field={field} />
      ))}
      {maySubmit ? (
        <Button
          kind="primary"
          size="touch"
          wide
          offReason={left > 0 ? t('step.fieldsLeft', { count: left }) : null}
          onClick={() => act('submit')}
        >
          {t('step.submit')}
        </Button>
      ) : (
        left > 0 && <Note>{t('step.fieldsLeft', { count: left })}</Note>
      )}
    </>
  );
}

function FormField(props: FieldProps) {
  const { field, t, language, act } = props;
  const { key, type, title, help, required, error, locked, value, options } = field;
  const label = `${title[language]}${required ? '' : t('step.optional')}`;
  const write = (next: ShownValue) => act('edit', { field: key, value: next });
  if (type === 'multi') {
    const chosen = Array.isArray(value) ? value : [];
    return (
      <fieldset className={classes['question']} disabled={locked}>
        <legend>{label}</legend>
        {options.map((option) => (
          <label key={option.key}>
            <input
              type="checkbox"
              checked={chosen.includes(option.key)}
              onChange={(event) =>
                write(event.currentTarget.checked ? [...chosen, option.key] : chosen.filter((already) => already !== option.key))
              }
            />
            <span>{option.title[language]}</span>
          </label>
        ))}
      </fieldset>
    );
  }
  return (
    <Field label={label} hint={help?.[language]} error={error?.[language] ?? null}>
      {(control) =>
        type === 'choice' || type === 'boolean' ? (
          <Choice {...props} control={control} onWrite={write} />
        ) : (
          <Typed key={String(value)} {...props} control={control} onWrite={write} />
        )
      }
    </Field>
  );
}

type ControlProps = FieldProps & { readonly control: FieldControl; readonly onWrite: (value: ShownValue) => void };

function Choice({ field: { type, options, locked, value }, control, onWrite, t, language }: ControlProps) {
  const choices =
    type === 'choice'
      ? options.map(({ key, title }) => ({ key, title: title[language], value: key }))
      : [
          { key: 'true', title: t('step.yes'), value: true },
          { key: 'false', title: t('step.no'), value: false },
        ];
  return (
    <select
      {...control}
      disabled={locked}
      value={value === null ? '' : String(value)}
      onChange={(event) => onWrite(choices.find(({ key }) => key === event.currentTarget.value)?.value ?? null)}
    >
      <option value="">{t('step.choose')}</option>
      {choices.map(({ key, title }) => (
        <option key={key} value={key}>
          {title}
        </option>
      ))}
    </select>
  );
}

const NUMERIC: ReadonlySet<string> = new Set(['number', 'amount']);

/** Written when it is left, or with Enter. */
function Typed({ field: { type, locked, value, maxLength }, control, onWrite }: ControlProps) {
  const [text, setText] = useState(value === null ? '' : String(value));
  const write = () => {
    if (text === (value === null ? '' : String(value))) return;
    onWrite(text === '' ? null : NUMERIC.has(type) && Number.isFinite(Number(text)) ? Number(text) : text);
  };
  return (
    <input
      {...control}
      type={type === 'date' ? 'date' : 'text'}
      inputMode={NUMERIC.has(type) ? 'decimal' : undefined}
      disabled={locked}
      maxLength={maxLength}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={write}
      onKeyDown={(event: KeyboardEvent) => event.key === 'Enter' && write()}
    />
  );
}
