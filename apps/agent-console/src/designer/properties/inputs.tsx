import { classNames, type FieldControl } from '@guichet/ui';
import type { Json } from '@guichet/workflow';
import { useId, useState } from 'react';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import type { Schema } from './json-schema.ts';
import classes from './properties.module.css';

interface Common {
  readonly control: FieldControl;
  readonly value: Json | undefined;
  readonly locked: boolean;
}

export function TextInput({
  control,
  value,
  locked,
  isLong,
  onChange,
}: Common & { readonly isLong: boolean; readonly onChange: (value: string) => void }) {
  const text = typeof value === 'string' ? value : '';
  if (!isLong) return <input {...control} value={text} readOnly={locked} onChange={(event) => onChange(event.currentTarget.value)} />;
  return (
    <textarea
      {...control}
      className={classNames(control.className, classes['area'])}
      rows={2}
      value={text}
      readOnly={locked}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** What is typed is kept as typed until it is a number; what is no number changes nothing. */
export function NumberInput({
  control,
  schema,
  value,
  locked,
  onChange,
}: Common & { readonly schema: Schema; readonly onChange: (value: number | undefined) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <input
      {...control}
      type="number"
      value={typed ?? (typeof value === 'number' ? String(value) : '')}
      min={schema.minimum}
      max={schema.maximum}
      step={schema.type === 'integer' ? 1 : 'any'}
      readOnly={locked}
      onBlur={() => setTyped(null)}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        if (text === '') onChange(undefined);
        else if (Number.isFinite(Number(text))) onChange(Number(text));
      }}
    />
  );
}

const UNITS = { seconds: 1_000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;
type Unit = keyof typeof UNITS;

/** The largest unit in which it is a whole number. */
const unitOf = (ms: number): Unit => (Object.keys(UNITS) as Unit[]).findLast((unit) => ms > 0 && ms % UNITS[unit] === 0) ?? 'seconds';

export function DurationInput({ control, value, locked, onChange }: Common & { readonly onChange: (value: number | undefined) => void }) {
  const { t } = useDesignerTexts();
  const ms = typeof value === 'number' ? value : null;
  const [chosen, setChosen] = useState<Unit | null>(null);
  const unit = chosen ?? (ms === null ? 'seconds' : unitOf(ms));
  return (
    <div className={classes['duration']}>
      <input
        {...control}
        type="number"
        min={0}
        step="any"
        value={ms === null ? '' : String(ms / UNITS[unit])}
        readOnly={locked}
        onChange={(event) => {
          const text = event.currentTarget.value;
          onChange(text === '' ? undefined : Math.round(Number(text) * UNITS[unit]));
        }}
      />
      <select
        className={control.className}
        aria-label={t('form.unit')}
        value={unit}
        disabled={locked}
        onChange={(event) => setChosen(event.currentTarget.value as Unit)}
      >
        {(Object.keys(UNITS) as Unit[]).map((each) => (
          <option key={each} value={each}>
            {t(`unit.${each}`)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A name that other places refer to: taken over once it is one, so that nothing refers to half a name. */
export function NameInput({
  control,
  pattern,
  value,
  locked,
  onChange,
}: Common & { readonly pattern: string; readonly onChange: (value: string) => void }) {
  const { t } = useDesignerTexts();
  const [typed, setTyped] = useState<string | null>(null);
  const isWrong = typed !== null && typed !== '' && !new RegExp(pattern, 'u').test(typed);
  return (
    <>
      <input
        {...control}
        className={classNames(control.className, 'mono')}
        aria-invalid={isWrong || control['aria-invalid']}
        value={typed ?? (typeof value === 'string' ? value : '')}
        readOnly={locked}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={() => {
          if (typed !== null && !isWrong) onChange(typed);
          setTyped(null);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
        }}
      />
      {isWrong && <p className={classes['issue']}>{t('form.nameRule')}</p>}
    </>
  );
}

interface LocalTextProps {
  readonly label: string | null;
  readonly value: Json | undefined;
  readonly locked: boolean;
  readonly issues: ReadonlyMap<string, string>;
  readonly path: string;
  readonly onChange: (value: { 'zh-CN': string; en: string }, place: string) => void;
}

/** A text in both languages, the page's first. */
export function LocalTextInputs({ label, value, locked, issues, path, onChange }: LocalTextProps) {
  const { t, language } = useDesignerTexts();
  const id = useId();
  const object = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const text = { 'zh-CN': String(object['zh-CN'] ?? ''), en: String(object['en'] ?? '') };
  const languages = language === 'en' ? (['en', 'zh-CN'] as const) : (['zh-CN', 'en'] as const);
  return (
    <div className={classes['local']}>
      {languages.map((each) => (
        <div key={each}>
          <label htmlFor={`${id}-${each}`} aria-label={`${label ?? ''} ${t(`language.${each}`)}`.trim()}>
            {t(`language.short.${each}`)}
          </label>
          <textarea
            id={`${id}-${each}`}
            lang={each}
            rows={Math.min(4, Math.max(1, Math.ceil(text[each].length / (each === 'en' ? 40 : 21))))}
            value={text[each]}
            readOnly={locked}
            aria-invalid={issues.has(`${path}.${each}`) || undefined}
            onChange={(event) => onChange({ ...text, [each]: event.currentTarget.value }, `${path}.${each}`)}
          />
        </div>
      ))}
      {issues.get(`${path}.en`) !== undefined || issues.get(`${path}.zh-CN`) !== undefined ? (
        <p className={classes['issue']}>{t('form.bothLanguages')}</p>
      ) : null}
    </div>
  );
}
