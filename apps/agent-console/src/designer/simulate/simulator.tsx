import type { FlowVersionView } from '@guichet/protocol';
import { Button, IconButton, Tag } from '@guichet/ui';
import type { CompiledFlow, FlowRole } from '@guichet/workflow';
import { IconArrowBackUp, IconArrowLeft, IconDeviceFloppy, IconRotate } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Draft } from '../edit/draft.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import { VersionTag } from '../versions/version-tag.tsx';
import { ClockBar } from './clock-bar.tsx';
import { DoneList, VariableTable } from './facts-panel.tsx';
import { FlowMap, useRunOverlay } from './flow-map.tsx';
import { HappenPanel } from './happen-panel.tsx';
import { SaveDialog } from './save-dialog.tsx';
import { AgentDesk, CustomerPhone } from './side-frame.tsx';
import classes from './simulate-page.module.css';
import panels from './panels.module.css';
import { TestsView } from './tests-view.tsx';
import { useSimulateTexts } from './texts/use-simulate-texts.ts';
import { type RunControl, useRun } from './use-run.ts';
import { useScenarios } from './use-scenarios.ts';
import { lastStep, stepNames, type Words } from './words.ts';

interface SimulatorProps {
  readonly flow: CompiledFlow;
  readonly draft: Draft;
  /** Null for a flow that was never saved. */
  readonly version: FlowVersionView | null;
  /** Names this page to the counter, which takes changes of the tests from the page that edits alone. */
  readonly page: string;
  /** Why no test can be saved; null where it can. */
  readonly offReason: string | null;
}

const CUSTOMERS: readonly FlowRole[] = ['customer', 'guest'];
const STAFF: readonly FlowRole[] = ['agent', 'checker', 'supervisor'];

/** A flow tried out: both screens side by side, the clock in hand, and what was done saved as tests. */
export function Simulator({ flow, draft, version, page, offReason }: SimulatorProps) {
  const { t, language } = useSimulateTexts();
  const { t: designer } = useDesignerTexts();
  const [mode, setMode] = useState<'run' | 'tests'>('run');
  const [saving, setSaving] = useState(false);
  const control = useRun(flow);
  const scenarios = useScenarios(draft.key);
  const words: Words = { t, designer, language, flow };
  const { run } = control;
  const { simulation } = run;
  return (
    <div className={classes['page']}>
      <header className={classes['bar']}>
        <Link to="/flows/$flow" params={{ flow: draft.key }} className={classes['back']} aria-label={t('page.back')} title={t('page.back')}>
          <IconArrowLeft size={18} stroke={1.75} aria-hidden />
        </Link>
        <h1>{draft.title[language]}</h1>
        {version !== null && (
          <>
            <VersionTag status={version.status} />
            <small>v{version.version}</small>
          </>
        )}
        <div className={classes['modes']} role="group" aria-label={t('mode.label')}>
          {(['run', 'tests'] as const).map((each) => (
            <button key={each} type="button" aria-pressed={mode === each} onClick={() => setMode(each)}>
              {t(`mode.${each}`)}
            </button>
          ))}
        </div>
        {mode === 'run' && <ClockBar simulation={simulation} take={control.take} />}
        <span className={classes['grow']} />
        {mode === 'run' && (
          <>
            <IconButton
              kind="quiet"
              icon={<IconArrowBackUp size={18} stroke={1.75} aria-hidden />}
              label={t('run.undo')}
              offReason={run.past.length === 0 ? t('run.nothing') : null}
              onClick={control.undo}
            />
            <IconButton
              kind="quiet"
              icon={<IconRotate size={18} stroke={1.75} aria-hidden />}
              label={t('run.restart')}
              onClick={control.restart}
            />
            <Button
              kind="primary"
              icon={<IconDeviceFloppy size={16} stroke={1.75} aria-hidden />}
              offReason={offReason}
              onClick={() => setSaving(true)}
            >
              {t('run.save')}
            </Button>
          </>
        )}
      </header>
      {mode === 'run' ? (
        <RunView control={control} words={words} draft={draft} />
      ) : (
        <TestsView
          draft={draft}
          words={words}
          scenarios={scenarios}
          page={page}
          offReason={offReason}
          onOpen={(scenario, from) => {
            control.open(scenario, from);
            setMode('run');
          }}
        />
      )}
      {saving && (
        <SaveDialog
          run={run}
          words={words}
          scenarios={scenarios}
          page={page}
          onClose={() => setSaving(false)}
          onSaved={(from) => {
            control.saved(from);
            setSaving(false);
          }}
        />
      )}
    </div>
  );
}

interface RunViewProps {
  readonly control: RunControl;
  readonly words: Words;
  readonly draft: Draft;
}

function RunView({ control, words, draft }: RunViewProps) {
  const { t, designer } = words;
  const { run, take } = control;
  const { simulation } = run;
  const roles = words.flow.definition.roles as readonly FlowRole[];
  const [customer, setCustomer] = useState<FlowRole>('customer');
  const [agent, setAgent] = useState<FlowRole>('agent');
  const [tab, setTab] = useState<'happen' | 'variables' | 'steps'>('happen');
  const overlay = useRunOverlay(draft, simulation);
  const path = useMemo(() => simulation.path, [simulation]);
  const { status, outcome } = simulation.state;
  const stands =
    status === 'finished'
      ? t('run.over', { outcome: designer.orName('port', outcome ?? '') })
      : t('run.stands', { steps: stepNames(words, simulation.openPaths) });
  return (
    <div className={classes['run']} data-simulation={status}>
      <p className={classes['status']} role="status">
        {run.refused === null ? (
          <>
            {run.past.length > 0 && <span>{lastStep(words, simulation)}</span>}
            <strong>{stands}</strong>
          </>
        ) : (
          <Tag tone="warn">{t(`run.refused.${run.refused as 'invalid'}`)}</Tag>
        )}
        <small>{t('page.trial')}</small>
      </p>
      <CustomerPhone
        simulation={simulation}
        role={customer}
        roles={CUSTOMERS.filter((role) => role === 'customer' || roles.includes(role))}
        onRole={setCustomer}
        take={take}
      />
      <AgentDesk
        simulation={simulation}
        role={agent}
        roles={STAFF.filter((role) => role === 'agent' || roles.includes(role))}
        onRole={setAgent}
        take={take}
      />
      <div className={panels['right']}>
        <FlowMap draft={draft} overlay={overlay} legend={['walked', 'here']} follow={simulation.openPaths} />
        <p className="visually-hidden">{t('map.path', { steps: stepNames(words, path) })}</p>
        <section className={panels['facts']} aria-label={t('facts.label')}>
          <div className={panels['tabs']} role="tablist" aria-label={t('facts.label')}>
            {(['happen', 'variables', 'steps'] as const).map((each) => (
              <button
                key={each}
                type="button"
                role="tab"
                id={`facts-${each}`}
                aria-selected={tab === each}
                aria-controls="facts-panel"
                tabIndex={tab === each ? 0 : -1}
                onClick={() => setTab(each)}
                onKeyDown={(event) => {
                  const turn = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
                  if (turn === undefined) return;
                  const all = ['happen', 'variables', 'steps'] as const;
                  const next = all[(all.indexOf(each) + turn + all.length) % all.length] ?? each;
                  setTab(next);
                  document.getElementById(`facts-${next}`)?.focus();
                }}
              >
                {t(`facts.${each}`)}
              </button>
            ))}
          </div>
          <div id="facts-panel" role="tabpanel" aria-labelledby={`facts-${tab}`} tabIndex={0} className={panels['panel']}>
            {tab === 'happen' && <HappenPanel simulation={simulation} take={take} words={words} />}
            {tab === 'variables' && <VariableTable simulation={simulation} before={run.past.at(-1)} />}
            {tab === 'steps' && <DoneList run={run} words={words} onBack={control.goBack} />}
          </div>
        </section>
      </div>
    </div>
  );
}
