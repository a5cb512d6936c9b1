import '@xyflow/react/dist/base.css';
import { classNames, IconButton } from '@guichet/ui';
import { IconMaximize, IconMinus, IconPlus } from '@tabler/icons-react';
import {
  applyNodeChanges,
  type EdgeChange,
  Background,
  BackgroundVariant,
  type Connection as XyConnection,
  type FinalConnectionState,
  MiniMap,
  type NodeChange,
  ReactFlow,
  SelectionMode,
  useReactFlow,
  useStore as useFlowStore,
} from '@xyflow/react';
import {
  type DragEvent,
  type KeyboardEvent,
  type MouseEvent as ReactMouseEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { type Chosen, GRID, STEP_SIZE } from '../edit/commands.ts';
import { misfitOf } from '../edit/connect.ts';
import type { Draft, Point } from '../edit/draft.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import { alignedWith, type Guide, GuideLines } from './align-guides.tsx';
import classes from './canvas.module.css';
import { CommentNode } from './comment-node.tsx';
import { FlowEdge, type FlowEdgeType } from './flow-edge.tsx';
import type { Overlay } from './overlay.ts';
import { StepNode, stepDomId } from './step-node.tsx';
import { type CanvasNode, canvasEdges, canvasNodes } from './to-xyflow.ts';

const nodeTypes = { step: StepNode, comment: CommentNode };
const edgeTypes = { flow: FlowEdge };
const SNAP: [number, number] = [GRID, GRID];
const MULTI_KEYS = ['Meta', 'Control'];
const NO_GUIDES: readonly Guide[] = [];
/** So far below the way on that was clicked what follows is put. */
const BELOW_PX = 56;
/** A canvas opens with all of a flow where that can be read, else with its beginning. */
const READABLE = 0.6;
const OPENING = 0.85;
const CLOSEST = { minZoom: 0.2, maxZoom: 1, padding: 0.12 };

/** What the canvas asks for; without it, it is only looked at. */
export interface CanvasActions {
  readonly move: (places: Readonly<Record<string, Point>>) => void;
  readonly connect: (connection: { node: string; port: string; to: string }) => void;
  readonly reconnect: (edgeId: string, connection: { node: string; port: string; to: string }) => void;
  readonly resize: (commentId: string, width: number, height: number) => void;
  /** A connection was let go of over nothing: something new is wanted there. */
  readonly extend: (node: string, port: string, at: Point) => void;
  /** A component was dropped: on an edge, on a step, or beside them. */
  readonly drop: (component: string, at: Point, on: { readonly edge: string | null; readonly node: string | null }) => void;
}

interface FlowCanvasProps {
  readonly draft: Draft;
  readonly chosen: Chosen;
  readonly active: string | null;
  readonly overlay: Overlay;
  readonly onChoose: (chosen: Partial<Chosen>) => void;
  readonly actions: CanvasActions | null;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLDivElement>) => void;
  /** Over the canvas: legend, hints. */
  readonly children?: ReactNode;
}

/** What a dragged component is called while it is dragged. */
export const COMPONENT_DRAG = 'application/x-guichet-component';

export function FlowCanvas({ draft, chosen, active, overlay, onChoose, actions, onKeyDown, children }: FlowCanvasProps) {
  const { t } = useDesignerTexts();
  const flow = useReactFlow();
  const [dropTarget, setDropTarget] = useState<string | null>(null);
  const [guides, setGuides] = useState<readonly Guide[]>(NO_GUIDES);
  const canEdit = actions !== null;
  const resize = actions?.resize ?? null;
  const drawing = { draft, chosen, active, overlay, canEdit, onResize: resize };
  const [nodes, setNodes] = useState<CanvasNode[]>(() => canvasNodes(drawing, []));
  const [edges, setEdges] = useState<FlowEdgeType[]>([]);

  useEffect(() => {
    setNodes((before) => canvasNodes(drawing, before));
    setEdges((before) => canvasEdges(drawing, { dropTarget, otherwise: t('canvas.otherwise') }, before));
    // The words change with the language, which draws everything anew anyway.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [draft, chosen, active, overlay, canEdit, resize, dropTarget]);

  const onNodesChange = useCallback((changes: NodeChange<CanvasNode>[]) => {
    // What is chosen is kept beside the draft; here it would be known twice.
    const own = changes.filter(({ type }) => type === 'position' || type === 'dimensions');
    if (own.length > 0) setNodes((before) => applyNodeChanges(own, before));
  }, []);

  const choose = useRef(onChoose);
  choose.current = onChoose;
  const chosenNow = useRef(chosen);
  chosenNow.current = chosen;
  const onSelectionChanges = useCallback(
    (changes: readonly { readonly type: string; readonly id?: string; readonly selected?: boolean }[], kind: 'nodes' | 'edges') => {
      const selections = changes.filter(({ type }) => type === 'select');
      if (selections.length === 0) return;
      const before = chosenNow.current;
      const isComment = (id: string): boolean => before.comments.has(id) || draft.comments.some((comment) => comment.id === id);
      const next = { nodes: new Set(before.nodes), edges: new Set(before.edges), comments: new Set(before.comments) };
      for (const { id = '', selected } of selections) {
        const set = kind === 'edges' ? next.edges : isComment(id) ? next.comments : next.nodes;
        if (selected === true) set.add(id);
        else set.delete(id);
      }
      chosenNow.current = next;
      choose.current(next);
    },
    [draft.comments],
  );

  const fits = useCallback(
    ({ source, sourceHandle, target }: XyConnection | FlowEdgeType) =>
      misfitOf(draft, { node: source, port: sourceHandle ?? '', to: target }) === null,
    [draft],
  );
  const fitsCached = useMemo(() => {
    const known = new Map<string, boolean>();
    return (connection: XyConnection | FlowEdgeType): boolean => {
      const name = `${connection.source} ${connection.sourceHandle ?? ''} ${connection.target}`;
      const found = known.get(name);
      if (found !== undefined) return found;
      const does = fits(connection);
      known.set(name, does);
      return does;
    };
  }, [fits]);

  // The library tells every step when one of these is another function: they stay the same, and look up what is so now.
  const now = useRef({ actions, flow, nodes, onSelectionChanges });
  now.current = { actions, flow, nodes, onSelectionChanges };
  const handlers = useMemo(() => handlersOf(now, onNodesChange, setGuides), [onNodesChange]);

  const overEdge = (event: DragEvent): string | null =>
    document
      .elementsFromPoint(event.clientX, event.clientY)
      .map((element) => element.closest<SVGElement>('.react-flow__edge')?.dataset['id'])
      .find((id) => id !== undefined) ?? null;
  /** A way on that is clicked asks what follows, as one does that is dragged to an empty place. */
  const onWayOn = ({ target, clientX, clientY }: ReactMouseEvent): void => {
    const way = (target as HTMLElement).closest<HTMLElement>('[data-port] .react-flow__handle')?.closest<HTMLElement>('[data-port]');
    const step = way?.closest<HTMLElement>('[data-step]')?.dataset['step'];
    if (actions === null || way?.dataset['port'] === undefined || step === undefined) return;
    actions.extend(step, way.dataset['port'], flow.screenToFlowPosition({ x: clientX, y: clientY + BELOW_PX }));
  };

  return (
    <div
      className={classes['canvas']}
      role="application"
      tabIndex={0}
      aria-label={t('canvas.label')}
      aria-roledescription={t('canvas.role')}
      aria-describedby="canvas-help"
      aria-activedescendant={active === null ? undefined : stepDomId(active)}
      data-canvas
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        // What is done by mouse goes on by keyboard; buttons over the canvas keep the focus they get.
        if ((event.target as HTMLElement).closest('button') === null) event.currentTarget.focus({ preventScroll: true });
      }}
      onClick={onWayOn}
      onDragOver={(event) => {
        if (actions === null || !event.dataTransfer.types.includes(COMPONENT_DRAG)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        setDropTarget(stepAt(event) === null ? overEdge(event) : null);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDropTarget(null);
      }}
      onDrop={(event) => {
        const component = event.dataTransfer.getData(COMPONENT_DRAG);
        if (actions === null || component === '') return;
        event.preventDefault();
        setDropTarget(null);
        const node = stepAt(event);
        actions.drop(component, flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }), {
          node,
          edge: node === null ? overEdge(event) : null,
        });
        event.currentTarget.focus({ preventScroll: true });
      }}
    >
      <p id="canvas-help" className="visually-hidden">
        {t(canEdit ? 'canvas.help' : 'canvas.helpRead')}
      </p>
      <ReactFlow<CanvasNode, FlowEdgeType>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        {...handlers}
        isValidConnection={fitsCached}
        nodesDraggable={canEdit}
        nodesConnectable={canEdit}
        nodesFocusable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode="Shift"
        multiSelectionKeyCode={MULTI_KEYS}
        selectionMode={SelectionMode.Partial}
        panActivationKeyCode="Space"
        snapToGrid
        snapGrid={SNAP}
        connectionRadius={28}
        connectOnClick={false}
        minZoom={0.1}
        maxZoom={2}
        onInit={(canvas) => {
          void canvas.fitView(CLOSEST).then(() => {
            // A long flow is read from its beginning, not from afar.
            const place = draft.places[draft.start ?? ''];
            const width = document.querySelector('.react-flow')?.clientWidth ?? 0;
            if (canvas.getZoom() >= READABLE || place === undefined) return;
            void canvas.setViewport({ x: width / 2 - (place.x + STEP_SIZE.width / 2) * OPENING, y: 72 - place.y * OPENING, zoom: OPENING });
          });
        }}
        elevateEdgesOnSelect
      >
        <Background variant={BackgroundVariant.Dots} gap={16} size={1} />
        <GuideLines guides={guides} />
        {draft.nodes.length > 0 && (
          <MiniMap<CanvasNode> pannable zoomable ariaLabel={t('canvas.minimap')} nodeBorderRadius={16} nodeColor={colourOf} />
        )}
      </ReactFlow>
      <Zoom />
      {children}
    </div>
  );
}

type SelectionChanges = (
  changes: readonly { readonly type: string; readonly id?: string; readonly selected?: boolean }[],
  kind: 'nodes' | 'edges',
) => void;

interface Now {
  readonly actions: CanvasActions | null;
  readonly flow: ReturnType<typeof useReactFlow>;
  /** As they were drawn last; `flow.getNodes` makes copies of all of them, which is too much for every move of the mouse. */
  readonly nodes: readonly CanvasNode[];
  readonly onSelectionChanges: SelectionChanges;
}

function handlersOf(
  now: { readonly current: Now },
  onNodesChange: (changes: NodeChange<CanvasNode>[]) => void,
  setGuides: (guides: readonly Guide[]) => void,
) {
  const placesOf = (moved: readonly CanvasNode[]) => Object.fromEntries(moved.map(({ id, position }) => [id, position]));
  return {
    onNodesChange: (changes: NodeChange<CanvasNode>[]) => {
      onNodesChange(changes);
      now.current.onSelectionChanges(changes, 'nodes');
    },
    onEdgesChange: (changes: EdgeChange<FlowEdgeType>[]) => now.current.onSelectionChanges(changes, 'edges'),
    onConnect: ({ source, sourceHandle, target }: XyConnection) =>
      now.current.actions?.connect({ node: source, port: sourceHandle ?? '', to: target }),
    onReconnect: (edge: FlowEdgeType, { source, sourceHandle, target }: XyConnection) =>
      now.current.actions?.reconnect(edge.id, { node: source, port: sourceHandle ?? '', to: target }),
    onConnectEnd: (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      const { actions, flow } = now.current;
      if (actions === null || state.isValid === true || state.toNode !== null || state.fromHandle?.type !== 'source') return;
      const pointer = 'changedTouches' in event ? event.changedTouches[0] : event;
      if (pointer === undefined || state.fromNode === null) return;
      const to = stepAt(pointer);
      if (to !== null) {
        // Let go of anywhere on a step it leads there; on its own step nothing was wanted.
        if (to !== state.fromNode.id) actions.connect({ node: state.fromNode.id, port: state.fromHandle.id ?? '', to });
        return;
      }
      const at = flow.screenToFlowPosition({ x: pointer.clientX, y: pointer.clientY });
      actions.extend(state.fromNode.id, state.fromHandle.id ?? '', at);
    },
    onNodeDrag: (_: unknown, dragged: CanvasNode, all: readonly CanvasNode[]) => {
      const guides = all.length === 1 ? alignedWith(dragged, now.current.nodes) : NO_GUIDES;
      setGuides(guides.length === 0 ? NO_GUIDES : guides);
    },
    onNodeDragStop: (_: unknown, __: CanvasNode, moved: readonly CanvasNode[]) => {
      setGuides(NO_GUIDES);
      now.current.actions?.move(placesOf(moved));
    },
    onSelectionDragStop: (_: unknown, moved: readonly CanvasNode[]) => now.current.actions?.move(placesOf(moved)),
  };
}

function stepAt({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): string | null {
  return document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>('[data-step]')?.dataset['step'] ?? null;
}

function colourOf(node: CanvasNode): string {
  if (node.type === 'comment') return 'var(--warn-line)';
  if (node.selected === true) return 'var(--brand)';
  switch (node.data.overlay?.tone) {
    case 'bad':
    case 'missing':
    case 'removed':
      return 'var(--danger-mark)';
    case 'added':
    case 'covered':
      return 'var(--ok-mark)';
    case 'changed':
      return 'var(--warn-mark)';
    default:
      return 'var(--n-300)';
  }
}

function Zoom() {
  const { t } = useDesignerTexts();
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  const zoom = useFlowStore((state) => Math.round(state.transform[2] * 100));
  return (
    <div className={classNames(classes['zoom'])}>
      <IconButton
        kind="quiet"
        icon={<IconMinus size={16} stroke={1.75} aria-hidden />}
        label={t('canvas.zoomOut')}
        onClick={() => void zoomOut()}
      />
      <output>{zoom} %</output>
      <IconButton
        kind="quiet"
        icon={<IconPlus size={16} stroke={1.75} aria-hidden />}
        label={t('canvas.zoomIn')}
        onClick={() => void zoomIn()}
      />
      <IconButton
        kind="quiet"
        icon={<IconMaximize size={16} stroke={1.75} aria-hidden />}
        label={t('canvas.fit')}
        onClick={() => void fitView(CLOSEST)}
      />
    </div>
  );
}
