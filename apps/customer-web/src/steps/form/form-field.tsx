import { Field, type FieldControl } from '@guichet/ui';
import { type ComponentProps, useCallback } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import { useStepTexts } from '../flow/texts/use-step-texts.ts';
import { textOf, UNREADABLE, valueOf } from './field-text.ts';
import { Author } from './field-author.tsx';
import classes from './part.module.css';
import { useDraft } from './use-draft.ts';
import type { FormFieldView, ShownValue } from '@guichet/workflow/views';

export interface FieldProps {
  readonly field: FormFieldView;
  readonly send: (field: string, value: ShownValue) => Promise<boolean>;
  readonly join: (flush: () => Promise<void>) => () => void;
}

/** How the keyboard of a phone should look, and what the browser may fill in. */
const KEYBOARD: Readonly<Partial<Record<FormFieldView['type'], ComponentProps<'input'>>>> = {
  number: { inputMode: 'decimal', autoComplete: 'off' },
  amount: { inputMode: 'decimal', autoComplete: 'off' },
  phone: { type: 'tel', inputMode: 'tel', autoComplete: 'tel' },
  id: { inputMode: 'text', autoComplete: 'off', autoCapitalize: 'characters', spellCheck: false },
  date: { type: 'date' },
};
/** What may be longer than a name or an address is written in several lines. */
const ONE_LINE = 200;

/** A field to write in. What the other side writes meanwhile is told beside it and takes its place when it is left. */
export function WrittenField({ field, send, join }: FieldProps) {
  const { language } = useTexts();
  const { t } = useStepTexts();
  const { key, type } = field;
  const bring = useCallback(
    async (text: string) => {
      const value = valueOf({ type }, text);
      const isSent = await send(key, value === UNREADABLE ? null : value);
      // What means nothing stays where it was written until it means something.
      return isSent && value !== UNREADABLE;
    },
    [send, key, type],
  );
  const stands = (text: string) => valueOf(field, text) === field.value;
  const { draft, inside, write, enter, leave } = useDraft<string>({ send: bring, stands, join });
  const text = draft ?? textOf(field, field.value);
  const unreadable = draft !== null && valueOf(field, draft) === UNREADABLE;
  // Nobody is told that something is wrong while they are still writing it.
  const counterError = draft !== null && inside ? null : (field.error?.[language] ?? null);
  const error = unreadable && !inside ? t('form.digits') : counterError;
  const unit = field.unit?.[language];
  const attributes = (control: FieldControl) => ({
    ...control,
    value: text,
    readOnly: field.locked,
    'aria-required': field.required || undefined,
    maxLength: field.maxLength,
    onFocus: enter,
    onBlur: leave,
  });
  return (
    <div className={classes['field']} data-field={key}>
      <Field label={labelOf(field, language, t('form.optional'))} hint={field.help?.[language]} error={error} size="large">
        {(control) =>
          type === 'text' && field.maxLength > ONE_LINE ? (
            <textarea
              {...attributes(control)}
              rows={2}
              onChange={({ target, nativeEvent }) => write(target.value, whenOf(nativeEvent))}
              onCompositionEnd={({ currentTarget }) => write(currentTarget.value)}
            />
          ) : (
            <span className={classes['box']}>
              <input
                {...attributes(control)}
                {...KEYBOARD[type]}
                onChange={({ target, nativeEvent }) => write(target.value, whenOf(nativeEvent))}
                onCompositionEnd={({ currentTarget }) => write(currentTarget.value)}
              />
              {unit !== undefined && <span className={classes['unit']}>{unit}</span>}
            </span>
          )
        }
      </Field>
      <Author field={field} differs={draft !== null && inside && !stands(draft)} />
    </div>
  );
}

/** The sounds of a Chinese word that is not chosen yet are nobody's answer. */
const whenOf = (event: Event): 'gathered' | 'later' => ((event as InputEvent).isComposing === true ? 'later' : 'gathered');

export const labelOf = ({ title, required }: FormFieldView, language: 'zh-CN' | 'en', optional: string): string =>
  required ? title[language] : `${title[language]}${optional}`;
