import type { FieldControl } from '@guichet/ui';
import type { Json } from '@guichet/workflow';
import type { ReactNode } from 'react';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import { DurationInput, NameInput, NumberInput, TextInput } from './inputs.tsx';
import type { Shape } from './json-schema.ts';

interface InlineProps {
  readonly shape: Shape;
  readonly control: FieldControl;
  readonly value: Json | undefined;
  readonly isOptional: boolean;
  readonly locked: boolean;
  readonly onChange: (value: Json | undefined) => void;
}

/** What stands on one line: a choice, a number, a time, a name, a text. */
export function InlineControl({ shape, control, value, isOptional, locked, onChange }: InlineProps): ReactNode {
  const { t } = useDesignerTexts();
  const nothing = isOptional ? null : undefined;
  switch (shape.kind) {
    case 'choice':
      return (
        <select
          {...control}
          value={value === null || value === undefined ? '' : String(value)}
          disabled={locked}
          onChange={(event) => {
            const chosen = shape.options.find((option) => String(option) === event.currentTarget.value);
            onChange(chosen ?? nothing);
          }}
        >
          {(isOptional || value === undefined || value === null) && <option value="">{t('form.none')}</option>}
          {shape.options.map((option) => (
            <option key={String(option)} value={String(option)}>
              {t.orName('value', String(option))}
            </option>
          ))}
        </select>
      );
    case 'number':
      return (
        <NumberInput control={control} schema={shape.schema} value={value} locked={locked} onChange={(next) => onChange(next ?? nothing)} />
      );
    case 'duration':
      return <DurationInput control={control} value={value} locked={locked} onChange={(next) => onChange(next ?? nothing)} />;
    case 'name':
      return (
        <NameInput
          control={control}
          pattern={shape.schema.pattern ?? ''}
          value={value}
          locked={locked}
          onChange={(next) => onChange(next === '' ? nothing : next)}
        />
      );
    case 'any':
      return (
        <TextInput
          control={control}
          isLong={false}
          value={value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)}
          locked={locked}
          onChange={(next) => onChange(next === '' ? nothing : parsedOrText(next))}
        />
      );
    default: {
      const isLong = 'schema' in shape && (shape.schema.maxLength ?? 0) > 200;
      const text = typeof value === 'string' ? value : '';
      return (
        <TextInput
          control={control}
          isLong={isLong}
          value={text}
          locked={locked}
          onChange={(next) => onChange(next === '' && isOptional ? null : next)}
        />
      );
    }
  }
}

/** `3`, `true`, `["a"]` as they are meant; anything else is a text. */
function parsedOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
