import { Button, classNames, Field, IconButton } from '@guichet/ui';
import type { Json, JsonObject } from '@guichet/workflow';
import { IconArrowDown, IconArrowUp, IconMathFunction, IconPlus, IconTrash } from '@tabler/icons-react';
import { createContext, type ReactNode, useContext, useId, useState } from 'react';
import { ExpressionField } from '../expressions/expression-field.tsx';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import { InlineControl } from './inline-control.tsx';
import { LocalTextInputs } from './inputs.tsx';
import { firstValue, type Schema, type Shape, shapeOf } from './json-schema.ts';
import classes from './properties.module.css';

interface FormScope {
  /** What is wrong, by the path of the field (`lines.0.text`), in the language of the page. */
  readonly issues: ReadonlyMap<string, string>;
  readonly locked: boolean;
}

const Scope = createContext<FormScope>({ issues: new Map(), locked: false });

interface SchemaFormProps extends FormScope {
  readonly schema: Schema;
  readonly value: JsonObject;
  /** `place` names the field that was typed in, so that typing is one step back. */
  readonly onChange: (value: JsonObject, place: string) => void;
}

/** A form for whatever a component's configuration can say, drawn from its schema. */
export function SchemaForm({ schema, value, onChange, issues, locked }: SchemaFormProps) {
  return (
    <Scope value={{ issues, locked }}>
      <GroupFields schema={schema} value={value} path="" onChange={onChange} />
    </Scope>
  );
}

interface GroupProps {
  readonly schema: Schema;
  readonly value: JsonObject;
  readonly path: string;
  readonly onChange: (value: JsonObject, place: string) => void;
}

function GroupFields({ schema, value, path, onChange }: GroupProps) {
  return Object.entries(schema.properties ?? {}).map(([key, inner]) => (
    <SchemaField
      key={key}
      name={key}
      schema={inner}
      path={path === '' ? key : `${path}.${key}`}
      value={value[key]}
      onChange={(next, place) => {
        const { [key]: _, ...rest } = value;
        onChange(next === undefined ? rest : { ...value, [key]: next }, place);
      }}
    />
  ));
}

interface FieldProps {
  readonly name: string;
  readonly schema: Schema;
  readonly path: string;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined, place: string) => void;
}

function SchemaField({ name, schema, path, value, onChange }: FieldProps) {
  const { t, language } = useDesignerTexts();
  const { issues, locked } = useContext(Scope);
  const { shape, isOptional } = shapeOf(schema, name);
  const label = schema['x-texts']?.title[language] ?? t.orName('field', name);
  const help = schema['x-texts']?.help?.[language];
  const issue = issues.get(path) ?? null;
  const shown = value ?? schema.default ?? undefined;
  const change = (next: Json | undefined) => onChange(next, path);
  const isExpression = typeof value === 'string' && value.startsWith('=');
  const mayCalculate = ['text', 'number', 'boolean', 'choice', 'any'].includes(shape.kind);

  if (isExpression) {
    return (
      <div className={classes['calculated']}>
        <ExpressionField label={label} hint={help} value={value.slice(1)} locked={locked} onChange={(source) => change(`=${source}`)} />
        {!locked && (
          <Button kind="quiet" size="sm" onClick={() => change(isOptional ? null : firstValue(schema, name))}>
            {t('form.fixed')}
          </Button>
        )}
      </div>
    );
  }
  const calculate = mayCalculate && !locked && (
    <IconButton
      kind="quiet"
      size="sm"
      className={classes['fx']}
      icon={<IconMathFunction size={16} stroke={1.75} aria-hidden />}
      label={t('form.calculate', { field: label })}
      onClick={() => change('=')}
    />
  );
  const isInline =
    shape.kind === 'text' || shape.kind === 'name' || shape.kind === 'number' || shape.kind === 'choice' || shape.kind === 'duration';
  if (isOptional && !isInline) {
    const isSet = shown !== null && shown !== undefined;
    return (
      <fieldset className={classes['optional']}>
        <label className={classes['switch']}>
          <span>{label}</span>
          <input
            type="checkbox"
            role="switch"
            checked={isSet}
            disabled={locked}
            onChange={(event) => change(event.currentTarget.checked ? firstValue({ ...schema, default: null }, name) : null)}
          />
        </label>
        {help !== undefined && <p className={classes['help']}>{help}</p>}
        {isSet && <Control shape={shape} name={name} label={label} path={path} value={shown} onChange={onChange} nested />}
        {issue !== null && <p className={classes['issue']}>{issue}</p>}
      </fieldset>
    );
  }
  if (shape.kind === 'boolean') {
    return (
      <div>
        <div className={classes['withFx']}>
          <label className={classes['switch']}>
            <span>{label}</span>
            <input
              type="checkbox"
              role="switch"
              checked={shown === true}
              disabled={locked}
              onChange={(event) => change(event.currentTarget.checked)}
            />
          </label>
          {calculate}
        </div>
        {help !== undefined && <p className={classes['help']}>{help}</p>}
      </div>
    );
  }
  if (isInline || shape.kind === 'any') {
    return (
      <div className={classes['withFx']}>
        <Field label={isOptional ? `${label}${t('form.optional')}` : label} hint={help} error={issue}>
          {(control) => (
            <InlineControl shape={shape} control={control} value={shown} isOptional={isOptional} locked={locked} onChange={change} />
          )}
        </Field>
        {calculate}
      </div>
    );
  }
  return (
    <fieldset className={classes['group']}>
      <legend>{label}</legend>
      {help !== undefined && <p className={classes['help']}>{help}</p>}
      <Control shape={shape} name={name} label={label} path={path} value={shown} onChange={onChange} />
      {issue !== null && <p className={classes['issue']}>{issue}</p>}
    </fieldset>
  );
}

interface ControlProps {
  readonly shape: Shape;
  readonly name: string;
  readonly label: string;
  readonly path: string;
  readonly value: Json | undefined;
  readonly onChange: FieldProps['onChange'];
  readonly nested?: boolean;
}

function Control({ shape, name, label, path, value, onChange, nested = false }: ControlProps): ReactNode {
  const { t } = useDesignerTexts();
  const { locked, issues } = useContext(Scope);
  switch (shape.kind) {
    case 'localText':
      return (
        <LocalTextInputs
          label={nested ? null : label}
          value={value}
          locked={locked}
          issues={issues}
          path={path}
          onChange={(next, place) => onChange(next, place)}
        />
      );
    case 'choices': {
      const chosen = Array.isArray(value) ? (value as readonly Json[]) : [];
      return (
        <div className={classes['choices']}>
          {shape.options.map((option) => (
            <label key={String(option)}>
              <input
                type="checkbox"
                checked={chosen.includes(option)}
                disabled={locked}
                onChange={(event) =>
                  onChange(
                    shape.options.filter((each) => (each === option ? event.currentTarget.checked : chosen.includes(each))),
                    path,
                  )
                }
              />
              {t.orName('value', String(option))}
            </label>
          ))}
        </div>
      );
    }
    case 'group':
      return (
        <div className={nested ? classes['nested'] : undefined}>
          <GroupFields schema={shape.schema} value={isObject(value) ? value : {}} path={path} onChange={onChange} />
        </div>
      );
    case 'list':
      return (
        <ListItems
          item={shape.item}
          schema={shape.schema}
          name={name}
          label={label}
          path={path}
          value={Array.isArray(value) ? (value as readonly Json[]) : []}
          onChange={onChange}
        />
      );
    case 'record':
      return <RecordRows item={shape.value} path={path} value={isObject(value) ? value : {}} onChange={onChange} />;
    default:
      return null;
  }
}

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

interface ListProps {
  readonly item: Schema;
  readonly schema: Schema;
  readonly name: string;
  readonly label: string;
  readonly path: string;
  readonly value: readonly Json[];
  readonly onChange: FieldProps['onChange'];
}

function ListItems({ item, schema, name, label, path, value, onChange }: ListProps) {
  const { t, language } = useDesignerTexts();
  const { locked, issues } = useContext(Scope);
  const [open, setOpen] = useState<number | null>(value.length === 1 ? 0 : null);
  const isPlain = shapeOf(item, name).shape.kind !== 'group';
  const at = (i: number) => `${path}.${i}`;
  const move = (i: number, by: -1 | 1) => {
    const [moved, other] = [value[i], value[i + by]];
    if (moved === undefined || other === undefined) return;
    onChange(value.with(i, other).with(i + by, moved), `${path}#order${Date.now()}`);
    setOpen((each) => (each === i ? i + by : each));
  };
  const add = () => {
    onChange([...value, freshItem(item, name, value)], `${path}#${value.length}`);
    setOpen(value.length);
  };
  const mayAdd = !locked && value.length < (schema.maxItems ?? Number.POSITIVE_INFINITY);
  return (
    <div className={classes['list']}>
      <ol>
        {value.map((each, i) => {
          const hasIssue = [...issues.keys()].some((key) => key === at(i) || key.startsWith(`${at(i)}.`));
          return (
            // Items have no names of their own, and may be moved only by these buttons.
            <li key={i} className={classNames(open === i && classes['opened'], hasIssue && classes['wrong'])}>
              <div className={classes['itemHead']}>
                {isPlain ? (
                  <SchemaField
                    name={name}
                    schema={{ ...item, 'x-texts': { title: { 'zh-CN': `${i + 1}`, en: `${i + 1}` } } }}
                    path={at(i)}
                    value={each}
                    onChange={(next, place) => onChange(next === undefined ? value.toSpliced(i, 1) : value.with(i, next), place)}
                  />
                ) : (
                  <button type="button" aria-expanded={open === i} onClick={() => setOpen(open === i ? null : i)}>
                    <span className="num">{i + 1}</span>
                    <span>{summaryOf(each, language)}</span>
                  </button>
                )}
                {!locked && (
                  <>
                    <IconButton
                      kind="quiet"
                      size="sm"
                      icon={<IconArrowUp size={14} aria-hidden />}
                      label={t('form.up', { item: `${label} ${i + 1}` })}
                      offReason={i === 0 ? t('form.isFirst') : null}
                      onClick={() => move(i, -1)}
                    />
                    <IconButton
                      kind="quiet"
                      size="sm"
                      icon={<IconArrowDown size={14} aria-hidden />}
                      label={t('form.down', { item: `${label} ${i + 1}` })}
                      offReason={i === value.length - 1 ? t('form.isLast') : null}
                      onClick={() => move(i, 1)}
                    />
                    <IconButton
                      kind="quiet"
                      size="sm"
                      icon={<IconTrash size={14} aria-hidden />}
                      label={t('form.remove', { item: `${label} ${i + 1}` })}
                      onClick={() => onChange(value.toSpliced(i, 1), `${path}#removed${Date.now()}`)}
                    />
                  </>
                )}
              </div>
              {!isPlain && open === i && (
                <div className={classes['itemBody']}>
                  <GroupFields
                    schema={item}
                    value={isObject(each) ? each : {}}
                    path={at(i)}
                    onChange={(next, place) => onChange(value.with(i, next), place)}
                  />
                </div>
              )}
            </li>
          );
        })}
      </ol>
      {mayAdd && (
        <Button kind="quiet" size="sm" icon={<IconPlus size={16} stroke={1.75} aria-hidden />} onClick={add}>
          {t('form.add', { item: label })}
        </Button>
      )}
    </div>
  );
}

/** A new item whose key, where it has one, is none of the others'. */
function freshItem(item: Schema, name: string, items: readonly Json[]): Json {
  const taken = new Set(items.flatMap((each) => (isObject(each) && typeof each['key'] === 'string' ? [each['key']] : [])));
  let index = items.length;
  while (taken.has(`item${index + 1}`)) index += 1;
  return firstValue(item, name, index);
}

/** What an item is called: its text, title or key. */
function summaryOf(value: Json, language: 'zh-CN' | 'en'): string {
  if (!isObject(value)) return String(value);
  for (const key of ['title', 'text', 'question', 'name', 'key']) {
    const part = value[key];
    if (typeof part === 'string' && part !== '') return part;
    if (isObject(part) && typeof part[language] === 'string' && part[language] !== '') return String(part[language]);
  }
  return '…';
}

interface RecordProps {
  readonly item: Schema;
  readonly path: string;
  readonly value: JsonObject;
  readonly onChange: FieldProps['onChange'];
}

function RecordRows({ item, path, value, onChange }: RecordProps) {
  const { t } = useDesignerTexts();
  const { locked } = useContext(Scope);
  const [fresh, setFresh] = useState('');
  const id = useId();
  const isFree = /^[a-z][A-Za-z0-9_]{0,63}$/.test(fresh) && !Object.hasOwn(value, fresh);
  const rows = Object.entries(value);
  return (
    <div className={classes['list']}>
      {rows.map(([key, each]) => (
        <div key={key} className={classes['row']}>
          <SchemaField
            name={key}
            schema={{ ...item, 'x-texts': { title: { 'zh-CN': key, en: key } } }}
            path={`${path}.${key}`}
            value={each}
            onChange={(next, place) => onChange({ ...value, [key]: next ?? null }, place)}
          />
          {!locked && (
            <IconButton
              kind="quiet"
              size="sm"
              icon={<IconTrash size={14} aria-hidden />}
              label={t('form.remove', { item: key })}
              onClick={() => onChange(Object.fromEntries(rows.filter(([name]) => name !== key)), `${path}#removed`)}
            />
          )}
        </div>
      ))}
      {!locked && (
        <div className={classes['row']}>
          <label className="visually-hidden" htmlFor={id}>
            {t('form.newName')}
          </label>
          <input
            id={id}
            className={classes['plainInput']}
            value={fresh}
            placeholder={t('form.newName')}
            onChange={(event) => setFresh(event.currentTarget.value)}
          />
          <Button
            size="sm"
            offReason={isFree ? null : t('form.nameRule')}
            onClick={() => {
              onChange({ ...value, [fresh]: firstValue(item, fresh) }, `${path}#added`);
              setFresh('');
            }}
          >
            {t('form.addName')}
          </Button>
        </div>
      )}
    </div>
  );
}
