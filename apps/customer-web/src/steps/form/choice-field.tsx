import { classNames } from '@guichet/ui';
import { IconAlertCircle } from '@tabler/icons-react';
import { useCallback, useId } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import { useStepTexts } from '../flow/texts/use-step-texts.ts';
import { Author } from './field-author.tsx';
import { type FieldProps, labelOf } from './form-field.tsx';
import classes from './part.module.css';
import { useDraft } from './use-draft.ts';
import type { ShownValue } from '@guichet/workflow/views';

/** One of several, several of several, or yes and no: all in sight, each as large as a finger. */
export function ChoiceField({ field, send, join }: FieldProps) {
  const { language } = useTexts();
  const { t } = useStepTexts();
  const id = useId();
  const { key, type, options, locked } = field;
  const bring = useCallback((value: ShownValue) => send(key, value), [send, key]);
  const stands = (written: ShownValue) => isSame(written, field.value);
  const { draft, isDrafted, write } = useDraft<ShownValue>({ send: bring, stands, join });
  const value = isDrafted ? draft : field.value;
  const many = Array.isArray(value) ? value : [];
  const choices =
    type === 'boolean'
      ? [
          { key: 'yes', title: t('form.yes'), checked: value === true, after: true },
          { key: 'no', title: t('form.no'), checked: value === false, after: false },
        ]
      : options.map(({ key: option, title }) => ({
          key: option,
          title: title[language],
          checked: type === 'multi' ? many.includes(option) : value === option,
          after: type === 'multi' ? (many.includes(option) ? many.filter((one) => one !== option) : [...many, option]) : option,
        }));
  const error = isDrafted ? undefined : field.error?.[language];
  return (
    <fieldset className={classes['choices']} data-field={key} aria-describedby={`${id}-more`}>
      <legend>{labelOf(field, language, t('form.optional'))}</legend>
      {choices.map((choice) => (
        <label key={choice.key} className={classNames(locked && classes['locked'])}>
          <input
            type={type === 'multi' ? 'checkbox' : 'radio'}
            name={id}
            checked={choice.checked}
            disabled={locked}
            onChange={() => write(choice.after, 'now')}
          />
          <span>{choice.title}</span>
        </label>
      ))}
      <div id={`${id}-more`} aria-live="polite">
        {field.help !== null && <p className={classes['help']}>{field.help[language]}</p>}
        {error !== undefined && (
          <p className={classes['error']}>
            <IconAlertCircle size={16} stroke={2} aria-hidden />
            {error}
          </p>
        )}
      </div>
      <Author field={field} differs={false} />
    </fieldset>
  );
}

const isSame = (one: ShownValue, other: ShownValue): boolean =>
  Array.isArray(one) && Array.isArray(other) ? one.length === other.length && one.every((key) => other.includes(key)) : one === other;
