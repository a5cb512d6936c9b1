import { type CommonCoverage, edgeName, type Simulation, walkedBy } from '@guichet/workflow';
import { ReactFlowProvider, useNodesInitialized, useReactFlow } from '@xyflow/react';
import { useEffect, useMemo } from 'react';
import notes from '../canvas/notes.module.css';
import { FlowCanvas } from '../canvas/flow-canvas.tsx';
import type { EdgeOverlay, NodeOverlay, Overlay } from '../canvas/overlay.ts';
import type { Chosen } from '../edit/commands.ts';
import { type Draft, edgeIds } from '../edit/draft.ts';
import classes from './panels.module.css';
import { useSimulateTexts } from './texts/use-simulate-texts.ts';

const NOTHING: Chosen = { nodes: new Set(), edges: new Set(), comments: new Set() };
const ignore = () => undefined;
const MARKS = { walked: 'var(--ok-mark)', here: 'var(--brand-mark)', missed: 'var(--none-mark)' } as const;

interface FlowMapProps {
  readonly draft: Draft;
  readonly overlay: Overlay;
  readonly legend: readonly ('walked' | 'here' | 'missed' | 'count')[];
  /** Paths of steps that are kept in sight, with those around them; without, the whole flow is. */
  readonly follow?: readonly string[];
}

/** The flow as it is drawn on the canvas, to be looked at. */
export function FlowMap({ draft, overlay, legend, follow }: FlowMapProps) {
  const { t } = useSimulateTexts();
  return (
    <div className={classes['map']} role="group" aria-label={t('map.label')}>
      <ReactFlowProvider>
        <FlowCanvas draft={draft} chosen={NOTHING} active={null} overlay={overlay} onChoose={ignore} actions={null}>
          <ul className={notes['legend']}>
            {legend.map((key) => (
              <li key={key}>
                {key !== 'count' && <i style={{ background: MARKS[key] }} aria-hidden />}
                {t(`map.${key}`)}
              </li>
            ))}
          </ul>
          {follow !== undefined && <Follow draft={draft} paths={follow} />}
        </FlowCanvas>
      </ReactFlowProvider>
    </div>
  );
}

/** Brings the open steps into sight, and where one comes from and goes to from there. */
function Follow({ draft, paths }: { readonly draft: Draft; readonly paths: readonly string[] }) {
  const { fitView } = useReactFlow();
  const isDrawn = useNodesInitialized();
  const here = paths.map(onCanvas).join(' ');
  useEffect(() => {
    if (!isDrawn || here === '') return;
    const open = new Set(here.split(' '));
    const around = draft.edges.flatMap(({ from, to }) => (open.has(from.node) ? [to] : open.has(to) ? [from.node] : []));
    const nodes = [...new Set([...open, ...around])].map((id) => ({ id }));
    const duration = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 220;
    void fitView({ nodes, padding: 0.15, minZoom: 0.35, maxZoom: 0.75, duration });
  }, [isDrawn, here, draft, fitView]);
  return null;
}

/** What is inside a sub-flow is shown at the step that it stands in. */
const onCanvas = (path: string): string => path.split('/')[0] ?? path;

/** Where a run went, and where it stands. */
export function useRunOverlay(draft: Draft, simulation: Simulation): Overlay {
  const { t } = useSimulateTexts();
  const now = t('map.now');
  return useMemo(() => {
    const walked = walkedBy(simulation.flow, simulation.trace);
    const nodes = new Map<string, NodeOverlay>();
    for (const [id, count] of walked.nodes) if (count > 0) nodes.set(id, { tone: 'covered', badge: count > 1 ? `${count}×` : undefined });
    for (const path of simulation.openPaths) nodes.set(onCanvas(path), { tone: 'here', badge: now });
    const edges = edgeOverlays(draft, (name) => ((walked.edges.get(name) ?? 0) > 0 ? { tone: 'covered' } : null));
    return { nodes, edges };
  }, [draft, simulation, now]);
}

/** What all tests walk together; of one of them, when only that is looked at. */
export function useCoverageOverlay(draft: Draft, coverage: CommonCoverage, only: string | null): Overlay {
  return useMemo(() => {
    const count = (names: readonly string[] | undefined) => (only === null ? (names?.length ?? 0) : names?.includes(only) === true ? 1 : 0);
    const nodes = new Map<string, NodeOverlay>(
      draft.nodes.map(({ id }) => {
        const tests = count(coverage.nodeStories.get(id));
        return [id, tests === 0 ? { tone: 'missed' } : { tone: 'covered', badge: only === null ? String(tests) : undefined }];
      }),
    );
    const edges = edgeOverlays(draft, (name, when) => {
      const tests = count(coverage.edgeStories.get(name));
      if (tests === 0) return { tone: 'missed' };
      return { tone: 'covered', label: only !== null ? undefined : when === undefined ? String(tests) : `${when} · ${tests}` };
    });
    return { nodes, edges };
  }, [draft, coverage, only]);
}

function edgeOverlays(
  draft: Draft,
  overlayOf: (name: string, when: string | undefined) => EdgeOverlay | null,
): ReadonlyMap<string, EdgeOverlay> {
  const ids = edgeIds(draft.edges);
  return new Map(
    draft.edges.flatMap((edge, i) => {
      const overlay = overlayOf(edgeName(edge), edge.when);
      const id = ids[i];
      return overlay === null || id === undefined ? [] : [[id, overlay] as const];
    }),
  );
}
