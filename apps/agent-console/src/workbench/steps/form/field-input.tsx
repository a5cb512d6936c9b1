import type { FieldControl } from '@guichet/ui';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import type { FormFieldView } from '@guichet/workflow/views';
import { LONG } from './view.ts';

interface FieldInputProps {
  readonly control: FieldControl;
  readonly field: FormFieldView;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onFocus: () => void;
  readonly onBlur: () => void;
}

const MODES = { number: 'decimal', amount: 'decimal', phone: 'tel' } as const;

/** The control that suits the type of a field. */
export function FieldInput({ control, field, text, onText, onFocus, onBlur }: FieldInputProps) {
  const { t, language } = useFlowTexts();
  const { type, options, maxLength, locked, value } = field;
  const shared = { ...control, onFocus, onBlur };
  const choices =
    type === 'boolean'
      ? [
          { key: 'true', title: t('form.yes') },
          { key: 'false', title: t('form.no') },
        ]
      : options.map(({ key, title }) => ({ key, title: title[language] }));
  if (locked) {
    const chosen = Array.isArray(value) ? value : [text];
    const titles = choices.filter(({ key }) => chosen.includes(key)).map(({ title }) => title);
    return <input {...shared} readOnly value={choices.length > 0 ? titles.join(', ') : text} />;
  }
  if (choices.length > 0)
    return (
      <select {...shared} value={text} onChange={(event) => onText(event.currentTarget.value)}>
        <option value="">{t('form.choose')}</option>
        {choices.map(({ key, title }) => (
          <option key={key} value={key}>
            {title}
          </option>
        ))}
      </select>
    );
  if (type === 'text' && maxLength > LONG)
    return <textarea {...shared} rows={2} maxLength={maxLength} value={text} onChange={(event) => onText(event.currentTarget.value)} />;
  return (
    <input
      {...shared}
      type={type === 'date' ? 'date' : type === 'phone' ? 'tel' : 'text'}
      inputMode={MODES[type as keyof typeof MODES]}
      maxLength={type === 'text' ? maxLength : undefined}
      autoComplete="off"
      value={text}
      onChange={(event) => onText(event.currentTarget.value)}
    />
  );
}
