import { classNames, Field } from '@guichet/ui';
import { compileExpression, type FlowVariable, type JsonObject } from '@guichet/workflow';
import { IconAlertCircle, IconEqual } from '@tabler/icons-react';
import { lazy, Suspense, useId, useMemo, useState } from 'react';
import { useStore } from '../../app/store.ts';
import { useDesigner } from '../designer-scope.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import classes from './expressions.module.css';
import { sampleFrom, samplesOf } from './samples.ts';

/** The editor is larger than the rest of the panel, and comes when an expression is written. */
const FeelEditor = lazy(async () => ({ default: (await import('./feel-editor.tsx')).FeelEditor }));

interface ExpressionFieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly value: string;
  readonly locked: boolean;
  readonly onChange: (source: string) => void;
}

/** A FEEL expression with what it comes to for sample data, while it is typed. */
export function ExpressionField({ label, hint, value, locked, onChange }: ExpressionFieldProps) {
  const { t } = useDesignerTexts();
  const id = useId();
  return (
    <div className={classes['field']}>
      <span className={classes['label']} id={id}>
        {label}
        <small>FEEL</small>
      </span>
      <Suspense fallback={<Plain label={label} value={value} locked={locked} onChange={onChange} />}>
        <FeelEditor label={label} value={value} locked={locked} onChange={onChange} />
      </Suspense>
      {hint !== undefined && <p className={classes['hint']}>{hint}</p>}
      {value.trim() === '' ? <p className={classes['hint']}>{t('feel.empty')}</p> : <Result source={value} />}
    </div>
  );
}

function Plain({ label, value, locked, onChange }: Pick<ExpressionFieldProps, 'label' | 'value' | 'locked' | 'onChange'>) {
  return (
    <Field label={label}>
      {(control) => (
        <textarea
          {...control}
          className={classNames(control.className, 'mono')}
          readOnly={locked}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** What it comes to, with the sample values that it reads, which can be changed here. */
function Result({ source }: { readonly source: string }) {
  const { t } = useDesignerTexts();
  const { draft, samples } = useDesigner();
  const entered = useStore(samples);
  const compiled = useMemo(() => compileExpression(source, new Set(draft.variables.map(({ name }) => name))), [source, draft.variables]);
  if (!compiled.ok) {
    const { code, detail } = compiled.problem;
    return (
      <p className={classes['wrong']} role="status">
        <IconAlertCircle size={14} stroke={2} aria-hidden />
        {t(`feel.${code}`, { detail })}
      </p>
    );
  }
  const { expression } = compiled;
  const values = samplesOf(draft.variables, entered);
  const read = draft.variables.filter(({ name }) => expression.variables.includes(name));
  return (
    <div className={classes['result']}>
      <p role="status">
        <IconEqual size={14} stroke={2} aria-hidden />
        <span className="mono">{JSON.stringify(expression.evaluate(values))}</span>
        <small>{t('feel.forSamples')}</small>
      </p>
      {read.map((variable) => (
        <Sample key={variable.name} variable={variable} values={values} />
      ))}
    </div>
  );
}

function Sample({ variable, values }: { readonly variable: FlowVariable; readonly values: JsonObject }) {
  const { t } = useDesignerTexts();
  const { samples } = useDesigner();
  const [typed, setTyped] = useState<string | null>(null);
  const { name, type } = variable;
  const value = values[name];
  const text = typed ?? (typeof value === 'string' && (type === 'string' || type === 'date') ? value : JSON.stringify(value));
  const isWrong = typed !== null && sampleFrom(typed, type) === undefined;
  return (
    <label className={classes['sample']}>
      <span className="mono">{name}</span>
      <input
        className="mono"
        value={text}
        aria-invalid={isWrong || undefined}
        title={isWrong ? t('feel.notOfType', { type: t.orName('variableType', type) }) : undefined}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          const sample = sampleFrom(event.currentTarget.value, type);
          if (sample !== undefined) samples.update((before) => ({ ...before, [name]: sample }));
        }}
        onBlur={() => setTyped(null)}
      />
    </label>
  );
}
