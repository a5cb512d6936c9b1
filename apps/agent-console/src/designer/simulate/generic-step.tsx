import { Button, Field } from '@guichet/ui';
import { useState } from 'react';
import { z } from 'zod';
import { nodeTypeOf } from '../edit/known-components.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import { Note, type StepCan } from './customer/step-kit.tsx';
import classes from './screens.module.css';
import { actionName } from './words.ts';

interface Property {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly maxLength?: number;
}

/** What an action takes, as far as it can be asked for field by field; null where it has to be written as it is. */
function propertiesOf(nodeType: string, action: string): Readonly<Record<string, Property>> | null {
  const input = nodeTypeOf(nodeType)?.manifest.actions[action]?.input;
  if (input === undefined) return {};
  const schema = z.toJSONSchema(input, { unrepresentable: 'any', io: 'input' }) as {
    readonly type?: string;
    readonly properties?: Readonly<Record<string, Property>>;
  };
  if (schema.type === 'null') return {};
  if (schema.type !== 'object' || schema.properties === undefined) return null;
  const simple = Object.values(schema.properties).every(({ type }) => ['string', 'number', 'integer', 'boolean'].includes(type ?? ''));
  return simple ? schema.properties : null;
}

/** A step without a screen of its own here: its texts, and each of its actions with what it takes. */
export function GenericStep(can: StepCan) {
  const { step, language } = can;
  const texts = Object.values(step.view).flatMap((value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && language in value
      ? [String((value as Record<string, unknown>)[language])]
      : [],
  );
  return (
    <>
      {texts.map((text) => (
        <p key={text}>{text}</p>
      ))}
      {step.actions.map((action) => (
        <GenericAction key={action} {...can} action={action} />
      ))}
      {texts.length === 0 && step.actions.length === 0 && <Note>{can.t('side.nothing')}</Note>}
    </>
  );
}

function GenericAction({ step, action, act, t }: StepCan & { readonly action: string }) {
  const { t: designer } = useDesignerTexts();
  const properties = propertiesOf(step.type, action);
  const [values, setValues] = useState<Readonly<Record<string, unknown>>>({});
  const [json, setJson] = useState('null');
  const [wrong, setWrong] = useState<string | null>(null);
  const name = actionName(t, action);
  const fields = Object.entries(properties ?? {});
  const send = () => {
    if (properties !== null) return act(action, fields.length === 0 ? null : { ...firstChoices(properties), ...values });
    try {
      setWrong(null);
      act(action, JSON.parse(json));
    } catch {
      setWrong(t('generic.notJson'));
    }
  };
  return (
    <form
      className={classes['generic']}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {fields.map(([key, property]) => (
        <Field key={key} label={designer.orName('field', key)}>
          {(control) =>
            property.enum !== undefined ? (
              <select
                {...control}
                value={String(values[key] ?? property.enum[0])}
                onChange={(event) => setValues({ ...values, [key]: event.currentTarget.value })}
              >
                {property.enum.map((option) => (
                  <option key={option} value={option}>
                    {designer.orName('port', designer.orName('value', option))}
                  </option>
                ))}
              </select>
            ) : property.type === 'boolean' ? (
              <input
                {...control}
                type="checkbox"
                checked={values[key] === true}
                onChange={(event) => setValues({ ...values, [key]: event.currentTarget.checked })}
              />
            ) : (
              <input
                {...control}
                type={property.type === 'string' ? 'text' : 'number'}
                value={String(values[key] ?? '')}
                onChange={(event) =>
                  setValues({
                    ...values,
                    [key]: property.type === 'string' ? event.currentTarget.value : event.currentTarget.valueAsNumber,
                  })
                }
              />
            )
          }
        </Field>
      ))}
      {properties === null && (
        <Field label={t('generic.input')} error={wrong}>
          {(control) => <textarea {...control} rows={2} value={json} onChange={(event) => setJson(event.currentTarget.value)} />}
        </Field>
      )}
      <Button type="submit" wide>
        {name}
      </Button>
    </form>
  );
}

/** What stands in choices and ticks before anybody touches them. */
const firstChoices = (properties: Readonly<Record<string, Property>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(properties)
      .map(([key, { enum: options, type }]) => [key, options?.[0] ?? (type === 'boolean' ? false : undefined)] as const)
      .filter(([, value]) => value !== undefined),
  );
