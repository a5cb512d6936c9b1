import { Field } from '@guichet/ui';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import classes from './versions.module.css';

export const isReason = (text: string): boolean => text.trim().length >= 2;

export function ReasonField({
  value,
  asked,
  onChange,
}: {
  readonly value: string;
  readonly asked: boolean;
  readonly onChange: (value: string) => void;
}) {
  const { t } = useDesignerTexts();
  return (
    <Field label={t('reason.label')} hint={t('reason.hint')} error={asked && !isReason(value) ? t('reason.missing') : null}>
      {(control) => (
        <textarea
          {...control}
          className={`${control.className} ${classes['area']}`}
          rows={2}
          maxLength={500}
          value={value}
          data-reason
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
