import { AppError, type FlowVersionView } from '@guichet/protocol';
import { Button, Dialog, errorText, Field, formatDateTime, Skeleton, StateView } from '@guichet/ui';
import { useQuery } from '@tanstack/react-query';
import { ReactFlowProvider } from '@xyflow/react';
import { useMemo, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { FlowCanvas } from '../canvas/flow-canvas.tsx';
import type { EdgeOverlay, NodeOverlay, Overlay } from '../canvas/overlay.ts';
import type { Chosen } from '../edit/commands.ts';
import { type Draft, edgeIds, readDraft } from '../edit/draft.ts';
import { placed } from '../edit/layout.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import classes from './versions.module.css';

const REFRESH_MS = 3_000;
const NOTHING: Chosen = { nodes: new Set(), edges: new Set(), comments: new Set() };
const onCanvas = (path: string): string => path.split('/')[0] ?? path;

interface PositionsDialogProps {
  readonly flow: string;
  readonly versions: readonly FlowVersionView[];
  readonly onClose: () => void;
}

/** Where the sessions of a version stand now; of one of them, the way it came. To be looked at only. */
export function PositionsDialog({ flow, versions, onClose }: PositionsDialogProps) {
  const { t, language } = useDesignerTexts();
  const { http } = useServices();
  const published = versions.filter(({ publishedAt }) => publishedAt !== null);
  const [version, setVersion] = useState(published.find(({ openRuns }) => openRuns > 0)?.version ?? published[0]?.version ?? null);
  const [sessionId, setSessionId] = useState('');
  const read = useQuery({
    queryKey: ['flow-version', flow, version],
    queryFn: ({ signal }) => http.request('flows.read', { params: { flow, version: String(version) }, signal }),
    enabled: version !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const positions = useQuery({
    queryKey: ['flow-positions', flow, version],
    queryFn: ({ signal }) => http.request('flows.positions', { params: { flow, version: String(version) }, signal }),
    enabled: version !== null,
    refetchInterval: REFRESH_MS,
  });
  const trace = useQuery({
    queryKey: ['flow-trace', sessionId],
    queryFn: ({ signal }) => http.request('flows.trace', { params: { sessionId: sessionId as never }, signal }),
    enabled: sessionId !== '',
    refetchInterval: REFRESH_MS,
  });
  const draft = useMemo(() => {
    const parsed = read.data === undefined ? null : readDraft(read.data.definition);
    return parsed?.ok === true ? placed(parsed.draft) : null;
  }, [read.data]);
  const overlay = useMemo<Overlay>(
    () =>
      draft === null
        ? { nodes: new Map(), edges: new Map() }
        : sessionId === ''
          ? standing(positions.data?.nodes ?? [])
          : wayOf(draft, trace.data?.path ?? [], trace.data?.at ?? []),
    [draft, positions.data, sessionId, trace.data],
  );
  const error = read.error ?? positions.error;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('positions.title')}
      text={t('positions.text')}
      actions={<Button onClick={onClose}>{t('common.close')}</Button>}
    >
      <div className={classes['positions']} data-positions>
        <div className={classes['two']}>
          <Field label={t('adjust.version')}>
            {(control) => (
              <select
                {...control}
                value={version ?? ''}
                onChange={(event) => {
                  setVersion(Number(event.currentTarget.value));
                  setSessionId('');
                }}
              >
                {published.map((each) => (
                  <option key={each.version} value={each.version}>
                    v{each.version} · {t('positions.open', { count: each.openRuns })}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={t('positions.session')}>
            {(control) => (
              <select {...control} value={sessionId} onChange={(event) => setSessionId(event.currentTarget.value)}>
                <option value="">{t('positions.all', { count: positions.data?.openRuns ?? 0 })}</option>
                {(positions.data?.runs ?? []).map((run) => (
                  <option key={run.sessionId} value={run.sessionId}>
                    {run.sessionNumber} · {formatDateTime(run.startedAt)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
        {error !== null && (
          <StateView kind="error" compact title={t('page.loadFailed')} detail={errorText(AppError.from(error), language)} />
        )}
        {version === null && <StateView kind="empty" compact title={t('positions.none')} />}
        {draft === null && error === null && version !== null && <Skeleton rows={4} />}
        {draft !== null && (
          <div className={classes['small']}>
            <ReactFlowProvider key={version}>
              <FlowCanvas draft={draft} chosen={NOTHING} active={null} overlay={overlay} actions={null} onChoose={() => undefined} />
            </ReactFlowProvider>
          </div>
        )}
      </div>
    </Dialog>
  );
}

function standing(nodes: readonly { readonly path: string; readonly runs: number }[]): Overlay {
  const over = new Map<string, NodeOverlay>();
  for (const { path, runs } of nodes) {
    const before = Number(over.get(onCanvas(path))?.badge ?? 0);
    over.set(onCanvas(path), { tone: 'here', badge: String(before + runs) });
  }
  return { nodes: over, edges: new Map() };
}

/** Steps in the order in which the session came to them, and the edges it went along; where it stands is marked. */
function wayOf(draft: Draft, path: readonly { readonly path: string; readonly port: string | null }[], at: readonly string[]): Overlay {
  const nodes = new Map<string, NodeOverlay>();
  const edges = new Map<string, EdgeOverlay>();
  const ids = edgeIds(draft.edges);
  path.forEach(({ path: name, port }, i) => {
    const id = onCanvas(name);
    nodes.set(id, { tone: 'covered', badge: nodes.get(id)?.badge ?? String(i + 1) });
    const next = path.slice(i + 1).map((step) => onCanvas(step.path));
    draft.edges.forEach((edge, j) => {
      if (edge.from.node === id && edge.from.port === port && next.includes(edge.to)) edges.set(ids[j] ?? '', { tone: 'covered' });
    });
  });
  for (const name of at) nodes.set(onCanvas(name), { ...nodes.get(onCanvas(name)), tone: 'here' });
  return { nodes, edges };
}
