import { AppError } from '@guichet/protocol';
import { Button, Dialog, errorText, formatDateTime, formatTimeOfDay, IconButton, Skeleton, StateView, Tag } from '@guichet/ui';
import { commonCoverage, type CommonCoverage, type Scenario } from '@guichet/workflow';
import { IconAlertTriangle, IconCheck, IconPlayerPlay, IconTrash, IconX } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useServices } from '../../app/services.ts';
import type { Draft } from '../edit/draft.ts';
import { FlowMap, useCoverageOverlay } from './flow-map.tsx';
import type { Run } from './run.ts';
import panels from './panels.module.css';
import tests from './tests-view.module.css';
import { useSimulateTexts } from './texts/use-simulate-texts.ts';
import { type Scenarios, type Told, toldBy } from './use-scenarios.ts';
import { stepName, unmetText, type Words } from './words.ts';

interface TestsProps {
  readonly draft: Draft;
  readonly words: Words;
  readonly scenarios: Scenarios;
  readonly page: string;
  /** Why nothing can be changed; null where it can. */
  readonly offReason: string | null;
  readonly onOpen: (scenario: Scenario, from: NonNullable<Run['from']>) => void;
}

/** The flow's saved tests, what came of each, and what they walk together. */
export function TestsView(props: TestsProps) {
  const { t, language } = useSimulateTexts();
  const { query } = props.scenarios;
  if (query.data !== undefined) return <Loaded {...props} views={query.data.scenarios} />;
  if (query.error === null)
    return (
      <div className={tests['empty']}>
        <Skeleton rows={5} />
      </div>
    );
  const error = AppError.from(query.error);
  return (
    <StateView
      kind="error"
      title={t('tests.loadFailed')}
      detail={`${errorText(error, language)} ${t('tests.loadFailedDetail')}`}
      code={error.code.toUpperCase()}
      action={<Button onClick={() => void query.refetch()}>{t('tests.runAll')}</Button>}
    />
  );
}

function Loaded({ draft, words, scenarios, page, offReason, onOpen, views }: TestsProps & { readonly views: readonly Told['view'][] }) {
  const { t } = useSimulateTexts();
  const [ranAt, setRanAt] = useState<number | null>(null);
  const { flow } = words;
  // What came of each follows the flow and the tests; running them by hand asks the counter for what others saved meanwhile.
  const runAll = () => void scenarios.query.refetch().then(() => setRanAt(Date.now()));
  const [only, setOnly] = useState<string | null>(null);
  const [removing, setRemoving] = useState<Told | null>(null);
  const told = useMemo(() => toldBy(flow, views), [flow, views]);
  const coverage = useMemo(
    () =>
      commonCoverage(
        flow,
        told.flatMap(({ view, result }) => (result === null ? [] : [{ name: view.scenarioId, trace: result.trace }])),
      ),
    [flow, told],
  );
  const overlay = useCoverageOverlay(draft, coverage, only);
  const passed = told.filter(({ result }) => result?.ok === true).length;
  const sum = { passed, total: told.length };
  return (
    <div className={tests['tests']}>
      <section className={tests['testList']} aria-label={t('tests.title')}>
        <header>
          <div>
            <h2>{t('tests.title')}</h2>
            <p>{t('tests.lead')}</p>
          </div>
          <Button
            icon={<IconPlayerPlay size={16} stroke={1.75} aria-hidden />}
            offReason={told.length === 0 ? t('tests.empty') : null}
            busy={scenarios.query.isFetching}
            onClick={runAll}
          >
            {t('tests.runAll')}
          </Button>
        </header>
        {told.length === 0 ? (
          <StateView kind="empty" compact title={t('tests.empty')} detail={t('tests.emptyDetail')} />
        ) : (
          <>
            <p role="status" className={tests['sum']}>
              {ranAt === null ? t('tests.sum', sum) : t('tests.ran', { ...sum, time: formatTimeOfDay(ranAt) })}
            </p>
            <ul>
              {told.map((one) => (
                <Test
                  key={one.view.scenarioId}
                  told={one}
                  words={words}
                  isOnly={only === one.view.scenarioId}
                  offReason={offReason}
                  onOnly={() => setOnly(only === one.view.scenarioId ? null : one.view.scenarioId)}
                  onOpen={() => one.scenario !== null && onOpen(one.scenario, { scenarioId: one.view.scenarioId, title: one.view.title })}
                  onRemove={() => setRemoving(one)}
                />
              ))}
            </ul>
          </>
        )}
        <CoverageTable coverage={coverage} words={words} />
      </section>
      <FlowMap draft={draft} overlay={overlay} legend={only === null ? ['walked', 'missed', 'count'] : ['walked', 'missed']} />
      {removing !== null && <RemoveDialog told={removing} scenarios={scenarios} page={page} onClose={() => setRemoving(null)} />}
    </div>
  );
}

interface TestProps {
  readonly told: Told;
  readonly words: Words;
  readonly isOnly: boolean;
  readonly offReason: string | null;
  readonly onOnly: () => void;
  readonly onOpen: () => void;
  readonly onRemove: () => void;
}

function Test({ told: { view, scenario, result }, words, isOnly, offReason, onOnly, onOpen, onRemove }: TestProps) {
  const { t } = useSimulateTexts();
  const verdict = result === null ? 'broken' : result.ok ? 'passed' : 'failed';
  const Icon = { passed: IconCheck, failed: IconX, broken: IconAlertTriangle }[verdict];
  const name = view.title;
  return (
    <li data-verdict={verdict}>
      <div>
        <Tag tone={verdict === 'passed' ? 'ok' : verdict === 'failed' ? 'danger' : 'warn'} icon={<Icon size={14} stroke={2} aria-hidden />}>
          {t(`tests.${verdict}`)}
        </Tag>
        <strong>{name}</strong>
      </div>
      <small>{t('tests.changed', { name: view.changedBy?.name ?? '', time: formatDateTime(view.changedAt) })}</small>
      {result !== null && result.unmet.length > 0 && (
        <ul className={tests['unmet']}>
          {result.unmet.map((unmet) => {
            const text = unmetText(words, unmet);
            return <li key={text}>{text}</li>;
          })}
        </ul>
      )}
      <div className={panels['happenings']}>
        <Button
          size="sm"
          aria-label={t('tests.openName', { name })}
          offReason={scenario === null ? t('tests.broken') : null}
          onClick={onOpen}
        >
          {t('tests.open')}
        </Button>
        <Button size="sm" kind="quiet" aria-pressed={isOnly} offReason={result === null ? t('tests.broken') : null} onClick={onOnly}>
          {t('tests.only')}
        </Button>
        <IconButton
          size="sm"
          kind="quiet"
          icon={<IconTrash size={14} stroke={1.75} aria-hidden />}
          label={t('tests.remove', { name })}
          offReason={offReason}
          onClick={onRemove}
        />
      </div>
    </li>
  );
}

function CoverageTable({ coverage, words }: { readonly coverage: CommonCoverage; readonly words: Words }) {
  const { t, designer } = words;
  const missedEdges = coverage.missedEdges.map((name) => {
    const [, from = '', port = '', to = ''] = /^(.+)\.([^.]+) -> (.+)$/.exec(name) ?? [];
    return { name, text: `${stepName(words, from)} · ${designer.orName('port', port)} → ${stepName(words, to)}` };
  });
  const isWhole = coverage.missedNodes.length + missedEdges.length === 0;
  return (
    <section className={tests['coverage']} aria-label={t('tests.coverage')}>
      <h3>{t('tests.coverage')}</h3>
      {(['nodes', 'edges'] as const).map((kind) => {
        const { walked, all } = coverage[kind];
        return (
          <div key={kind}>
            <span>{t(`tests.${kind}`)}</span>
            <meter min={0} max={Math.max(all, 1)} value={walked} aria-label={t(`tests.${kind}`)} />
            <output>{t('tests.of', { walked, all })}</output>
          </div>
        );
      })}
      {isWhole ? (
        <p>{t('tests.allWalked')}</p>
      ) : (
        <details>
          <summary>{t('tests.missed')}</summary>
          <ul>
            {coverage.missedNodes.map((id) => (
              <li key={id}>{stepName(words, id)}</li>
            ))}
            {missedEdges.map(({ name, text }) => (
              <li key={name}>{text}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

interface RemoveProps {
  readonly told: Told;
  readonly scenarios: Scenarios;
  readonly page: string;
  readonly onClose: () => void;
}

function RemoveDialog({ told: { view }, scenarios, page, onClose }: RemoveProps) {
  const { t, language } = useSimulateTexts();
  const { toasts } = useServices();
  const [busy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    try {
      await scenarios.remove(page, view.scenarioId);
      toasts.show('info', t('tests.removed', { name: view.title }));
    } catch (thrown) {
      toasts.show('danger', errorText(AppError.from(thrown), language));
    }
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('tests.removeTitle')}
      text={t('tests.removeText', { name: view.title })}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="dangerSolid" busy={busy} onClick={() => void remove()}>
            {t('tests.removeDo')}
          </Button>
        </>
      }
    />
  );
}
