import { Button, Field } from '@guichet/ui';
import { type Json, saleTags } from '@guichet/workflow';
import { IconFlag } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { actorsOf } from '../canvas/step-line.ts';
import { StepIcon } from '../canvas/step-icons.ts';
import { useDesigner } from '../designer-scope.ts';
import { addNode, changeEdge, changeNode, removeChosen, renameNode, STEP_BELOW } from '../edit/commands.ts';
import { connect } from '../edit/connect.ts';
import { type Draft, type DraftNode, edgeIds, freeId, manifestOf, shownPorts, sidePorts, titleOf, typePorts } from '../edit/draft.ts';
import { endFor } from '../edit/new-node.ts';
import { Previews } from '../previews/previews.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import { configIssues } from './config-issues.ts';
import { DataTab } from './data-tab.tsx';
import { DurationInput, LocalTextInputs, NameInput } from './inputs.tsx';
import { schemaOf } from './json-schema.ts';
import classes from './properties.module.css';
import { SchemaForm } from './schema-form.tsx';
import { StepSelect } from './step-select.tsx';

const TABS = ['settings', 'ways', 'data', 'preview'] as const;
type Tab = (typeof TABS)[number];
const NAME = '^[a-z][A-Za-z0-9_]{0,63}$';
const NO_ISSUES: ReadonlyMap<string, string> = new Map();

export function NodePanel({ node }: { readonly node: DraftNode }) {
  const { t, language } = useDesignerTexts();
  const [tab, setTab] = useState<Tab>('settings');
  return (
    <section className={classes['panel']} aria-label={t('node.label', { step: titleOf(node)[language] })} data-panel="node">
      <header className={classes['head']}>
        <StepIcon type={node.type} />
        <h2>{titleOf(node)[language]}</h2>
        <code>{node.id}</code>
      </header>
      <Tabs label={t('node.tabs')} tabs={TABS.map((id) => ({ id, title: t(`node.${id}`) }))} chosen={tab} onChoose={setTab} />
      <div className={classes['body']} role="tabpanel" aria-label={t(`node.${tab}`)}>
        <TabBody tab={tab} node={node} />
      </div>
    </section>
  );
}

function TabBody({ tab, node }: { readonly tab: Tab; readonly node: DraftNode }) {
  switch (tab) {
    case 'settings':
      return <Settings node={node} />;
    case 'ways':
      return <Ways node={node} />;
    case 'data':
      return <DataTab node={node} />;
    case 'preview':
      return <Previews node={node} />;
  }
}

/** A text that must be in both languages: one that is missing is the other one until it is written. */
const bothOf = (value: { readonly 'zh-CN': string; readonly en: string }) => ({
  'zh-CN': value['zh-CN'] || value.en,
  en: value.en || value['zh-CN'],
});

function Settings({ node }: { readonly node: DraftNode }) {
  const { t, language } = useDesignerTexts();
  const { draft, editor, locked } = useDesigner();
  const manifest = manifestOf(node.type);
  const issues = useMemo(() => configIssues(node, language), [node, language]);
  const change = (change: Partial<DraftNode>, place: string) =>
    editor.change('changed', (before) => changeNode(before, node.id, change), `${node.id}.${place}`);
  return (
    <>
      {manifest !== undefined && (
        <p className={classes['lead']}>
          {manifest.description[language]}
          {actorsOf(node).length > 0 &&
            ` ${t('node.actors', {
              roles: actorsOf(node)
                .map((role) => t(`actor.${role}` as 'actor.agent'))
                .join(language === 'en' ? ', ' : '、'),
            })}`}
        </p>
      )}
      <fieldset className={classes['group']}>
        <legend>{t('node.title')}</legend>
        <LocalTextInputs
          label={t('node.title')}
          value={titleOf(node) as unknown as Json}
          locked={locked}
          issues={NO_ISSUES}
          path="title"
          onChange={(value, place) => change({ title: value['zh-CN'] + value.en === '' ? undefined : bothOf(value) }, place)}
        />
      </fieldset>
      {manifest !== undefined && (
        <SchemaForm
          schema={schemaOf(manifest)}
          value={node.config}
          issues={issues}
          locked={locked}
          onChange={(config, place) => change({ config }, place)}
        />
      )}
      {issues.get('') !== undefined && <p className={classes['issue']}>{issues.get('')}</p>}
      <Field label={t('node.segment')} hint={t('node.segmentHelp')}>
        {(control) => (
          <select
            {...control}
            value={node.segment ?? ''}
            disabled={locked}
            onChange={(event) => change({ segment: event.currentTarget.value || undefined }, 'segment')}
          >
            <option value="">{t('form.none')}</option>
            {draft.segments.map(({ id, title }) => (
              <option key={id} value={id}>
                {title[language]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Tags node={node} onChange={(tags) => change({ tags }, 'tags')} />
      <Field label={t('node.name')} hint={t('node.nameHelp')}>
        {(control) => (
          <NameInput
            control={control}
            pattern={NAME}
            value={node.id}
            locked={locked}
            onChange={(next) => {
              if (next === node.id || next === '') return;
              const id = freeId(
                next,
                draft.nodes.map((each) => each.id),
              );
              editor.change('renamed', (before) => renameNode(before, node.id, id));
              editor.choose({ nodes: new Set([id]) });
            }}
          />
        )}
      </Field>
      {draft.start !== node.id && !locked && (
        <div className={classes['actions']}>
          <Button size="sm" onClick={() => editor.change('changed', (before) => ({ ...before, start: node.id }))}>
            {t('node.makeStart')}
          </Button>
        </div>
      )}
    </>
  );
}

/** What the packs' ordering rules speak of; others can be written. */
const USUAL_TAGS = [
  'recording_consent',
  'biometric_consent',
  'opening',
  'identity',
  'suitability',
  'product_pitch',
  'risk_disclosure',
  'confirmation',
  'elderly_care',
  'key_information',
  'signature',
  'approval',
  ...saleTags,
];

function Tags({ node, onChange }: { readonly node: DraftNode; readonly onChange: (tags: readonly string[]) => void }) {
  const { t } = useDesignerTexts();
  const { locked } = useDesigner();
  const all = [...new Set([...USUAL_TAGS, ...node.tags])];
  return (
    <fieldset className={classes['group']}>
      <legend>{t('node.tags')}</legend>
      <p className={classes['help']}>{t('node.tagsHelp')}</p>
      <div className={classes['choices']}>
        {all.map((tag) => (
          <label key={tag}>
            <input
              type="checkbox"
              checked={node.tags.includes(tag)}
              disabled={locked}
              onChange={(event) => onChange(event.currentTarget.checked ? [...node.tags, tag] : node.tags.filter((each) => each !== tag))}
            />
            {t.orName('tag', tag)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Leads a port to a step, or nowhere: as connecting and removing an edge on the canvas. */
function led(draft: Draft, node: string, port: string, to: string | null): Draft {
  const ids = edgeIds(draft.edges);
  const index = draft.edges.findLastIndex(({ from }) => from.node === node && from.port === port);
  if (to === null) {
    return index === -1 ? draft : removeChosen(draft, { nodes: new Set(), comments: new Set(), edges: new Set([ids[index] ?? '']) });
  }
  return index === -1 ? connect(draft, { node, port, to }) : changeEdge(draft, ids[index] ?? '', { to });
}

function Ways({ node }: { readonly node: DraftNode }) {
  const { t } = useDesignerTexts();
  const { draft, editor, locked } = useDesigner();
  const [timeLimit, retry] = [node.timeLimit, node.retry];
  const change = (change: Partial<DraftNode>, place: string) =>
    editor.change('changed', (before) => changeNode(before, node.id, change), `${node.id}.${place}`);
  const own = typePorts(node);
  const aside = [...new Set([...sidePorts(node), ...shownPorts(draft, node)])].filter((port) => !own.includes(port));
  const targets = (port: string) => draft.edges.filter(({ from }) => from.node === node.id && from.port === port);
  const way = (port: string) => (
    <div key={port} data-way={port} className={classes['section']}>
      <StepSelect
        label={t.orName('port', port)}
        value={targets(port).at(-1)?.to ?? null}
        from={{ node: node.id, port }}
        none={t('ways.nowhere')}
        onChange={(to) => editor.change(to === null ? 'disconnected' : 'connected', (before) => led(before, node.id, port, to))}
      />
      {targets(port).length === 0 && own.includes(port) && !locked && (
        <Button
          kind="quiet"
          size="sm"
          icon={<IconFlag size={14} stroke={1.75} aria-hidden />}
          onClick={() => editor.change('added', (before) => endedAt(before, node, port))}
        >
          {t('ways.endHere', { port: t.orName('port', port) })}
        </Button>
      )}
      {targets(port).length > 1 && <p className={classes['help']}>{t('ways.several', { count: targets(port).length })}</p>}
    </div>
  );
  if (node.type === 'end') return <p className={classes['lead']}>{t('ways.isEnd')}</p>;
  return (
    <>
      <div className={classes['section']}>
        <h3>{t('ways.on')}</h3>
        {own.length === 0 ? <p className={classes['help']}>{t('ways.unknown')}</p> : own.map(way)}
        {node.type === 'decision' && !locked && (
          <StepSelect
            key={targets('next').length}
            label={t('ways.another')}
            value={null}
            from={{ node: node.id, port: 'next' }}
            onChange={(to) => to !== null && editor.change('connected', (before) => connect(before, { node: node.id, port: 'next', to }))}
          />
        )}
      </div>
      <div className={classes['section']}>
        <h3>{t('ways.aside')}</h3>
        {aside.map(way)}
      </div>
      <div className={classes['section']}>
        <h3>{t('ways.limits')}</h3>
        <label className={classes['switch']}>
          <span>{t('ways.timeLimit')}</span>
          <input
            type="checkbox"
            role="switch"
            checked={timeLimit !== undefined}
            disabled={locked}
            onChange={(event) =>
              change(
                { timeLimit: event.currentTarget.checked ? { afterMs: 300_000, port: 'timed_out', whileHeld: 'run' } : undefined },
                'timeLimit',
              )
            }
          />
        </label>
        {timeLimit !== undefined && (
          <Field label={t('ways.after')}>
            {(control) => (
              <DurationInput
                control={control}
                value={timeLimit.afterMs}
                locked={locked}
                onChange={(afterMs) =>
                  change({ timeLimit: { ...timeLimit, afterMs: Math.max(1_000, afterMs ?? 1_000) } }, 'timeLimit.after')
                }
              />
            )}
          </Field>
        )}
        <label className={classes['switch']}>
          <span>{t('ways.retry')}</span>
          <input
            type="checkbox"
            role="switch"
            checked={retry !== undefined}
            disabled={locked}
            onChange={(event) =>
              change(
                { retry: event.currentTarget.checked ? { maxAttempts: 3, firstDelayMs: 1_000, factor: 2, maxDelayMs: 60_000 } : undefined },
                'retry',
              )
            }
          />
        </label>
        <label className={classes['switch']}>
          <span>{t('ways.back')}</span>
          <input
            type="checkbox"
            role="switch"
            checked={node.back}
            disabled={locked}
            onChange={(event) => change({ back: event.currentTarget.checked }, 'back')}
          />
        </label>
        <Field label={t('ways.visits')} hint={t('ways.visitsHelp')}>
          {(control) => (
            <input
              {...control}
              type="number"
              min={1}
              max={100}
              value={node.maxVisits}
              readOnly={locked}
              onChange={(event) =>
                change({ maxVisits: Math.min(100, Math.max(1, Math.round(Number(event.currentTarget.value)) || 1)) }, 'visits')
              }
            />
          )}
        </Field>
        <StepSelect
          label={t('ways.undo')}
          value={node.compensation ?? null}
          from={null}
          none={t('form.none')}
          onChange={(to) => change({ compensation: to ?? undefined }, 'compensation')}
        />
      </div>
    </>
  );
}

/** A way that leads nowhere ends below the step, beside what is there. */
function endedAt(draft: Draft, node: DraftNode, port: string): Draft {
  const end = endFor(draft, port);
  const { x = 0, y = 0 } = draft.places[node.id] ?? {};
  const taken = Object.values(draft.places);
  let at = { x, y: y + STEP_BELOW };
  while (taken.some((place) => Math.abs(place.x - at.x) < 220 && Math.abs(place.y - at.y) < 72)) at = { ...at, x: at.x + 232 };
  return connect(addNode(draft, end, at), { node: node.id, port, to: end.id });
}
