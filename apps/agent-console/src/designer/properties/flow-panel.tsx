import { Button, Field, IconButton } from '@guichet/ui';
import { FlowDefinition, FlowRole, type FlowVariable, type Json, VariableType } from '@guichet/workflow';
import { IconPlus, IconRoute, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useDesigner } from '../designer-scope.ts';
import { type Draft, freeId } from '../edit/draft.ts';
import { Tabs } from '../parts/tabs.tsx';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import { LocalTextInputs, NameInput, TextInput } from './inputs.tsx';
import classes from './properties.module.css';
import { StepSelect } from './step-select.tsx';

const TABS = ['flow', 'variables', 'segments'] as const;
const NO_ISSUES: ReadonlyMap<string, string> = new Map();
const PRODUCTS = ['account', 'wealth_product', 'insurance', 'credit', 'card', 'advice', 'other'];

/** Empty in one language, a text is the other's; empty in both, it stays as it was. */
const kept = (value: { readonly 'zh-CN': string; readonly en: string }, before: Draft['title']): Draft['title'] =>
  value['zh-CN'] + value.en === '' ? before : { 'zh-CN': value['zh-CN'] || value.en, en: value.en || value['zh-CN'] };

export function FlowPanel() {
  const { t, language } = useDesignerTexts();
  const { draft } = useDesigner();
  const [tab, setTab] = useState<(typeof TABS)[number]>('flow');
  return (
    <section className={classes['panel']} aria-label={t('flow.label')} data-panel="flow">
      <header className={classes['head']}>
        <IconRoute size={16} stroke={1.75} aria-hidden />
        <h2>{draft.title[language]}</h2>
        <code>{draft.key}</code>
      </header>
      <Tabs label={t('flow.label')} tabs={TABS.map((id) => ({ id, title: t(`flow.${id}`) }))} chosen={tab} onChoose={setTab} />
      <div className={classes['body']} role="tabpanel" aria-label={t(`flow.${tab}`)}>
        {tab === 'flow' && <Facts />}
        {tab === 'variables' && <Variables />}
        {tab === 'segments' && <Segments />}
      </div>
    </section>
  );
}

function Facts() {
  const { t } = useDesignerTexts();
  const { draft, editor, locked } = useDesigner();
  const change = (change: Partial<Draft>, place: string) =>
    editor.change('changed', (before) => ({ ...before, ...change }), `flow.${place}`);
  const products = [...new Set([...PRODUCTS, draft.product])];
  return (
    <>
      <fieldset className={classes['group']}>
        <legend>{t('flow.title')}</legend>
        <LocalTextInputs
          label={t('flow.title')}
          value={draft.title as unknown as Json}
          locked={locked}
          issues={NO_ISSUES}
          path="title"
          onChange={(value, place) => change({ title: kept(value, draft.title) }, place)}
        />
      </fieldset>
      <fieldset className={classes['group']}>
        <legend>{t('flow.summary')}</legend>
        <LocalTextInputs
          label={t('flow.summary')}
          value={draft.summary as unknown as Json}
          locked={locked}
          issues={NO_ISSUES}
          path="summary"
          onChange={(value, place) => change({ summary: kept(value, draft.summary) }, place)}
        />
      </fieldset>
      <div className={classes['two']}>
        <Field label={t('flow.channel')}>
          {(control) => (
            <select
              {...control}
              value={draft.channel}
              disabled={locked}
              onChange={(event) => change({ channel: event.currentTarget.value as Draft['channel'] }, 'channel')}
            >
              {FlowDefinition.shape.channel.options.map((channel) => (
                <option key={channel} value={channel}>
                  {t(`channel.${channel}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t('flow.product')}>
          {(control) => (
            <select
              {...control}
              value={draft.product}
              disabled={locked}
              onChange={(event) => change({ product: event.currentTarget.value }, 'product')}
            >
              {products.map((product) => (
                <option key={product} value={product}>
                  {t.orName('product', product)}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <p className={classes['help']}>{t('flow.productHelp')}</p>
      <fieldset className={classes['group']}>
        <legend>{t('flow.roles')}</legend>
        <div className={classes['choices']}>
          {FlowRole.options.map((role) => (
            <label key={role}>
              <input
                type="checkbox"
                checked={draft.roles.includes(role)}
                disabled={locked || (draft.roles.length === 1 && draft.roles.includes(role))}
                onChange={(event) =>
                  change(
                    {
                      roles: FlowRole.options.filter((each) => (each === role ? event.currentTarget.checked : draft.roles.includes(each))),
                    },
                    'roles',
                  )
                }
              />
              {t(`actor.${role}`)}
            </label>
          ))}
        </div>
      </fieldset>
      <StepSelect
        label={t('flow.start')}
        value={draft.start}
        from={null}
        onChange={(start) => start !== null && change({ start }, 'start')}
      />
      <StepSelect
        label={t('flow.escalation')}
        value={draft.escalation}
        from={null}
        none={t('form.none')}
        onChange={(escalation) => change({ escalation }, 'escalation')}
      />
      <p className={classes['help']}>{t('flow.escalationHelp')}</p>
    </>
  );
}

function Variables() {
  const { t } = useDesignerTexts();
  const { draft, editor, locked } = useDesigner();
  const change = (index: number, change: Partial<FlowVariable>, place: string) =>
    editor.change(
      'changed',
      (before) => ({ ...before, variables: before.variables.map((variable, i) => (i === index ? { ...variable, ...change } : variable)) }),
      `variable.${index}.${place}`,
    );
  return (
    <>
      <p className={classes['lead']}>{t('variables.lead')}</p>
      <div className={classes['list']}>
        <ol>
          {draft.variables.map((variable, i) => (
            <li key={variable.name}>
              <div className={classes['itemBody']}>
                <div className={classes['row']}>
                  <Field label={t('variables.name')}>
                    {(control) => (
                      <NameInput
                        control={control}
                        pattern="^[a-z][A-Za-z0-9_]{0,63}$"
                        value={variable.name}
                        locked={locked}
                        onChange={(name) => {
                          const taken = draft.variables.filter((each) => each !== variable).map((each) => each.name);
                          if (name !== '') change(i, { name: freeId(name, taken) }, 'name');
                        }}
                      />
                    )}
                  </Field>
                  {!locked && (
                    <IconButton
                      kind="quiet"
                      size="sm"
                      icon={<IconTrash size={14} aria-hidden />}
                      label={t('form.remove', { item: variable.name })}
                      onClick={() => editor.change('removed', (before) => ({ ...before, variables: before.variables.toSpliced(i, 1) }))}
                    />
                  )}
                </div>
                <LocalTextInputs
                  label={t('variables.title')}
                  value={variable.title as unknown as Json}
                  locked={locked}
                  issues={NO_ISSUES}
                  path={`variable.${i}`}
                  onChange={(value, place) => change(i, { title: kept(value, variable.title) }, place)}
                />
                <div className={classes['two']}>
                  <Field label={t('variables.type')}>
                    {(control) => (
                      <select
                        {...control}
                        value={variable.type}
                        disabled={locked}
                        onChange={(event) => change(i, { type: event.currentTarget.value as FlowVariable['type'] }, 'type')}
                      >
                        {VariableType.options.map((type) => (
                          <option key={type} value={type}>
                            {t.orName('variableType', type)}
                          </option>
                        ))}
                      </select>
                    )}
                  </Field>
                  <Field label={t('variables.initial')}>
                    {(control) => (
                      <TextInput
                        control={control}
                        isLong={false}
                        value={
                          variable.initial === undefined
                            ? ''
                            : typeof variable.initial === 'string'
                              ? variable.initial
                              : JSON.stringify(variable.initial)
                        }
                        locked={locked}
                        onChange={(text) => change(i, { initial: initialFrom(text, variable.type) }, 'initial')}
                      />
                    )}
                  </Field>
                </div>
                <label className={classes['switch']}>
                  <span>{t('variables.personal')}</span>
                  <input
                    type="checkbox"
                    role="switch"
                    checked={variable.personal}
                    disabled={locked}
                    onChange={(event) => change(i, { personal: event.currentTarget.checked }, 'personal')}
                  />
                </label>
              </div>
            </li>
          ))}
        </ol>
        {!locked && (
          <Button
            kind="quiet"
            size="sm"
            icon={<IconPlus size={16} stroke={1.75} aria-hidden />}
            onClick={() =>
              editor.change('added', (before) => {
                const name = freeId(
                  'value',
                  before.variables.map((variable) => variable.name),
                );
                return {
                  ...before,
                  variables: [
                    ...before.variables,
                    { name, type: 'string', title: { 'zh-CN': '新变量', en: 'New variable' }, personal: false },
                  ],
                };
              })
            }
          >
            {t('variables.add')}
          </Button>
        )}
      </div>
    </>
  );
}

function initialFrom(text: string, type: FlowVariable['type']): FlowVariable['initial'] {
  if (text === '') return undefined;
  if (type === 'string' || type === 'date') return text;
  try {
    return JSON.parse(text) as FlowVariable['initial'];
  } catch {
    return text;
  }
}

function Segments() {
  const { t } = useDesignerTexts();
  const { draft, editor, locked } = useDesigner();
  return (
    <>
      <p className={classes['lead']}>{t('segments.lead')}</p>
      <div className={classes['list']}>
        <ol>
          {draft.segments.map((segment, i) => (
            <li key={segment.id}>
              <div className={classes['itemBody']}>
                <div className={classes['row']}>
                  <code>{segment.id}</code>
                  {!locked && (
                    <IconButton
                      kind="quiet"
                      size="sm"
                      icon={<IconTrash size={14} aria-hidden />}
                      label={t('form.remove', { item: segment.id })}
                      onClick={() => editor.change('removed', (before) => ({ ...before, segments: before.segments.toSpliced(i, 1) }))}
                    />
                  )}
                </div>
                <LocalTextInputs
                  label={t('segments.title')}
                  value={segment.title as unknown as Json}
                  locked={locked}
                  issues={NO_ISSUES}
                  path={`segment.${i}`}
                  onChange={(value, place) =>
                    editor.change(
                      'changed',
                      (before) => ({ ...before, segments: before.segments.with(i, { ...segment, title: kept(value, segment.title) }) }),
                      place,
                    )
                  }
                />
              </div>
            </li>
          ))}
        </ol>
        {!locked && (
          <NewSegment
            taken={draft.segments.map(({ id }) => id)}
            onAdd={(id) =>
              editor.change('added', (before) => ({ ...before, segments: [...before.segments, { id, title: { 'zh-CN': id, en: id } }] }))
            }
          />
        )}
      </div>
    </>
  );
}

function NewSegment({ taken, onAdd }: { readonly taken: readonly string[]; readonly onAdd: (id: string) => void }) {
  const { t } = useDesignerTexts();
  const [id, setId] = useState('');
  const isFree = /^[a-z][a-z0-9-]{1,31}$/.test(id) && !taken.includes(id);
  return (
    <div className={classes['row']}>
      <input
        className={classes['plainInput']}
        aria-label={t('segments.id')}
        placeholder={t('segments.id')}
        value={id}
        onChange={(event) => setId(event.currentTarget.value)}
      />
      <Button
        size="sm"
        offReason={isFree ? null : t('segments.idRule')}
        onClick={() => {
          onAdd(id);
          setId('');
        }}
      >
        {t('segments.add')}
      </Button>
    </div>
  );
}
