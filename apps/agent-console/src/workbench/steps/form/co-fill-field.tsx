import { classNames, Field, formatTimeOfDay } from '@guichet/ui';
import { IconLock } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { Tick } from '../../flow/kit/choices.tsx';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import { FieldInput } from './field-input.tsx';
import type { FieldOutbox } from './field-outbox.ts';
import classes from './part.module.css';
import { NOT_YET, textOfValue, valueOfText } from './typed-value.ts';
import type { FormFieldView } from '@guichet/workflow/views';
import { LONG } from './view.ts';

interface CoFillFieldProps {
  readonly field: FormFieldView;
  readonly outbox: FieldOutbox;
}

/** A field that two people may write in: what the other one writes appears in it, what is typed here stays as it is typed. */
export function CoFillField({ field, outbox }: CoFillFieldProps) {
  const { t, language } = useFlowTexts();
  const { key, type, title, unit, help, error, required } = field;
  const { text, write, onFocus, onBlur } = useDraft(field, outbox);
  const wrong = valueOfText(type, text) === NOT_YET && type !== 'multi' ? t('form.notANumber') : (error?.[language] ?? null);
  const label = `${title[language]}${unit === null ? '' : ` (${unit[language]})`}${required ? '' : ` · ${t('form.optional')}`}`;
  return (
    <div
      className={classNames(classes['field'], (type === 'multi' || field.maxLength > LONG) && classes['wide'])}
      data-field={key}
      data-by={field.by ?? undefined}
    >
      {type === 'multi' && !field.locked ? (
        <Several field={field} label={label} outbox={outbox} />
      ) : (
        <Field label={label} hint={help?.[language]} error={wrong}>
          {(control) => <FieldInput control={control} field={field} text={text} onText={write} onFocus={onFocus} onBlur={onBlur} />}
        </Field>
      )}
      <Author field={field} unsent={outbox.isUnsent(key)} />
    </div>
  );
}

/**
 * What stands in the input. While the agent is in it, their own words, also such as are no value yet; the other side's as soon as they have
 * written in it after that.
 */
function useDraft(field: FormFieldView, outbox: FieldOutbox) {
  const [draft, setDraft] = useState<string | null>(null);
  const [focused, setFocused] = useState(false);
  const since = useRef<number | null>(null);
  const pending = outbox.isPending(field.key);
  const isOvertaken = draft !== null && !pending && field.by !== 'agent' && field.at !== since.current;
  useEffect(() => {
    if (isOvertaken) setDraft(null);
  }, [isOvertaken]);
  const isOwn = draft !== null && !isOvertaken && (focused || pending || outbox.isUnsent(field.key));
  const write = (text: string) => {
    if (draft === null) since.current = field.at;
    setDraft(text);
    const value = valueOfText(field.type, text);
    if (value !== NOT_YET) outbox.write(field.key, value);
  };
  return {
    text: isOwn ? draft : textOfValue(field.type, field.value),
    write,
    onFocus: () => {
      // What was typed the last time has become the field's value.
      if (!outbox.isUnsent(field.key)) setDraft(null);
      setFocused(true);
    },
    onBlur: () => setFocused(false),
  };
}

function Several({ field, label, outbox }: CoFillFieldProps & { readonly label: string }) {
  const { language } = useFlowTexts();
  const chosen = Array.isArray(field.value) ? field.value : [];
  const change = (key: string, checked: boolean) =>
    outbox.write(
      field.key,
      field.options.map((option) => option.key).filter((each) => (each === key ? checked : chosen.includes(each))),
    );
  return (
    <fieldset className={classes['several']}>
      <legend>{label}</legend>
      {field.options.map(({ key, title }) => (
        <Tick key={key} title={title[language]} checked={chosen.includes(key)} onChange={(checked) => change(key, checked)} />
      ))}
      {field.error !== null && <p className={classes['error']}>{field.error[language]}</p>}
    </fieldset>
  );
}

function Author({ field: { by, at, locked, value }, unsent }: { readonly field: FormFieldView; readonly unsent: boolean }) {
  const { t } = useFlowTexts();
  if (unsent)
    return (
      <small className={classes['unsent']} role="alert">
        {t('form.unsent')}
      </small>
    );
  return (
    <small className={classes['author']}>
      {locked && <IconLock size={12} stroke={2} aria-hidden />}
      {by === null || value === null
        ? locked
          ? t('form.locked')
          : ''
        : t(`form.by.${by}`, { time: at === null ? '' : formatTimeOfDay(at) })}
    </small>
  );
}
