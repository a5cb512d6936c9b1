import { Button, Field } from '@guichet/ui';
import { useState } from 'react';
import { useSimulateTexts } from './texts/use-simulate-texts.ts';

interface JsonFieldProps {
  readonly label: string;
  readonly action: string;
  readonly offReason?: string | null;
  readonly onSend: (value: Readonly<Record<string, unknown>>) => void;
}

/** Something that has no form: names and values, as JSON. */
export function JsonField({ label, action, offReason, onSend }: JsonFieldProps) {
  const { t } = useSimulateTexts();
  const [text, setText] = useState('{}');
  const [wrong, setWrong] = useState(false);
  const send = () => {
    const value = parsed(text);
    setWrong(value === null);
    if (value !== null) onSend(value);
  };
  return (
    <>
      <Field label={label} error={wrong ? t('generic.notJson') : null}>
        {(control) => (
          <textarea {...control} rows={2} value={text} spellCheck={false} onChange={(event) => setText(event.currentTarget.value)} />
        )}
      </Field>
      <Button size="sm" offReason={offReason ?? null} onClick={send}>
        {action}
      </Button>
    </>
  );
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}
