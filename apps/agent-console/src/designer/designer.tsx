import type { FlowVersionView } from '@guichet/protocol';
import { useReactFlow } from '@xyflow/react';
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Store, useStore } from '../app/store.ts';
import { useServices } from '../app/services.ts';
import { CanvasLegend, EmptyCanvas } from './canvas/canvas-notes.tsx';
import { type CanvasActions, FlowCanvas } from './canvas/flow-canvas.tsx';
import { KeysDialog } from './canvas/keys-dialog.tsx';
import { useCanvasKeys } from './canvas/use-canvas-keys.ts';
import { DesignerBar } from './designer-bar.tsx';
import classes from './designer.module.css';
import { DesignerContext, type DesignerScope } from './designer-scope.ts';
import type { DraftEditor } from './drafts/draft-editor.ts';
import type { DraftSaver } from './drafts/draft-saver.ts';
import { addComponent, type Where, whereFor } from './edit/add-component.ts';
import { addComment, changeComment, changeEdge, movePlaces, snapped, STEP_SIZE, stepHeight } from './edit/commands.ts';
import { connect, misfitOf } from './edit/connect.ts';
import { edgeById, nodeOf, type Point, titleOf } from './edit/draft.ts';
import { arranged } from './edit/layout.ts';
import { isComponent, stepFrom } from './palette/components.ts';
import { InsertDialog } from './palette/insert-dialog.tsx';
import { Palette } from './palette/palette.tsx';
import type { Mend } from './problems/mends.ts';
import { ProblemPanel } from './problems/problem-panel.tsx';
import { proofOverlay } from './problems/proof-overlay.ts';
import { useProof } from './problems/use-proof.ts';
import { PropertyPanel } from './properties/property-panel.tsx';
import { useDesignerTexts } from './texts/use-designer-texts.ts';
import { useSubmit } from './versions/use-submit.ts';

interface DesignerProps {
  readonly editor: DraftEditor;
  /** Null where nothing is saved: a version that is only looked at. */
  readonly saver: DraftSaver | null;
  readonly locked: boolean;
  readonly mayProve: boolean;
  /** As the counter has it; null for a flow that was never saved. */
  readonly version: FlowVersionView | null;
  readonly strip: React.ReactNode;
  readonly banners: React.ReactNode;
  readonly onSubmitted: () => void;
}

export function Designer({ editor, saver, locked, mayProve, version, strip, banners, onSubmitted }: DesignerProps) {
  const { t, language } = useDesignerTexts();
  const { toasts } = useServices();
  const flow = useReactFlow();
  const { history, chosen, active } = useStore(editor.state);
  const draft = history.present;
  const findings = useProof(draft, mayProve);
  const [shownRule, setShownRule] = useState<string | null>(null);
  const [adding, setAdding] = useState<Where | null>(null);
  const [helping, setHelping] = useState(false);
  const [spoken, setSpoken] = useState('');
  const samples = useMemo(() => new Store({}), []);
  const search = useRef<HTMLInputElement>(null);
  const root = useRef<HTMLDivElement>(null);

  const announce = useCallback((text: string) => setSpoken((before) => (before === text ? `${text} ` : text)), []);
  useEffect(() => {
    editor.onTold = ({ kind, deed }) => announce(kind === 'did' ? t(`deed.${deed}`) : t(`told.${kind}`, { deed: t(`deed.${deed}`) }));
  });

  // Whoever comes with the keyboard is at the canvas at once.
  useEffect(() => {
    if (document.activeElement === document.body || document.activeElement?.id === 'page')
      root.current?.querySelector<HTMLElement>('[data-canvas]')?.focus();
  }, []);

  // A rule that holds again is no longer drawn.
  const rule =
    findings.proof?.rules.find(({ ruleId, outcome, path }) => ruleId === shownRule && outcome !== 'proved' && path.length > 0) ?? null;
  const overlay = useMemo(() => proofOverlay(draft, findings.problems, rule, language), [draft, findings.problems, rule, language]);

  const show = useCallback(
    (id: string) => {
      const { draft: now } = editor;
      const node = nodeOf(now, id);
      const place = now.places[id] ?? now.comments.find((comment) => comment.id === id);
      if (place === undefined) return;
      const [x, y] = [place.x + STEP_SIZE.width / 2, place.y + (node === undefined ? 24 : stepHeight(now, node) / 2)];
      const { x: viewX, y: viewY, zoom } = flow.getViewport();
      const box = root.current?.querySelector('[data-canvas]')?.getBoundingClientRect();
      const [screenX, screenY] = [x * zoom + viewX, y * zoom + viewY];
      const isInSight = box !== undefined && screenX > 120 && screenY > 60 && screenX < box.width - 120 && screenY < box.height - 60;
      if (!isInSight) void flow.setCenter(x, y, { zoom: Math.max(zoom, 0.75), duration: 220 });
      if (node !== undefined) announce(titleOf(node)[language]);
    },
    [editor, flow, announce, language],
  );
  const choose = useCallback(
    (id: string) => {
      editor.choose({ nodes: new Set([id]) });
      show(id);
    },
    [editor, show],
  );

  const add = useCallback(
    (component: string, where: Where) => {
      // Something else may have been dragged here.
      if (!isComponent(component)) return;
      const added = addComponent(editor.draft, (before, at) => stepFrom(before, component, at), where);
      if (!added.ok) {
        toasts.show('warn', t(`added.${added.reason}`));
        return;
      }
      editor.change('added', () => added.draft);
      editor.choose({ nodes: new Set([added.id]) });
      const node = nodeOf(added.draft, added.id);
      announce(t(`added.${added.how}`, { step: node === undefined ? '' : titleOf(node)[language] }));
      const first = added.draft.nodes.length === 1 ? added.draft.places[added.id] : undefined;
      if (first === undefined) show(added.id);
      else void flow.setCenter(first.x + STEP_SIZE.width / 2, first.y + 160, { zoom: 0.9 });
    },
    [editor, toasts, t, announce, show, language, flow],
  );

  const refuse = useCallback(
    (connection: { node: string; port: string; to: string }): boolean => {
      const misfit = misfitOf(editor.draft, connection);
      if (misfit === null) return false;
      toasts.show('warn', t(`misfit.${misfit}`));
      return true;
    },
    [editor, toasts, t],
  );

  const latest = useRef({ add, refuse });
  latest.current = { add, refuse };
  const actions = useMemo<CanvasActions | null>(
    () =>
      locked
        ? null
        : {
            move: (places) => void editor.change('moved', (before) => movePlaces(before, mapped(places))),
            connect: (connection) => {
              if (!latest.current.refuse(connection)) editor.change('connected', (before) => connect(before, connection));
            },
            reconnect: (edgeId, { to }) => void editor.change('connected', (before) => changeEdge(before, edgeId, { to })),
            resize: (id, width, height) => void editor.change('changed', (before) => changeComment(before, id, { width, height })),
            extend: (node, port, at) => setAdding({ kind: 'after', node, port, at: { x: at.x - STEP_SIZE.width / 2, y: at.y } }),
            drop: (component, at, on) => {
              const corner = { x: at.x - STEP_SIZE.width / 2, y: at.y - STEP_SIZE.height / 2 };
              const where: Where =
                on.node !== null
                  ? { kind: 'after', node: on.node }
                  : on.edge !== null
                    ? { kind: 'edge', edgeId: on.edge, at: corner }
                    : { kind: 'free', at: corner };
              latest.current.add(component, where);
            },
          },
    [editor, locked],
  );

  const comment = () => {
    const at = flow.screenToFlowPosition(centreOf(root.current));
    let id = '';
    editor.change('commented', (before) => {
      const added = addComment(before, at, '');
      id = added.id;
      return added.draft;
    });
    editor.choose({ comments: new Set([id]) });
  };
  const focusIn = (selector: string) => requestAnimationFrame(() => root.current?.querySelector<HTMLElement>(selector)?.focus());
  const keys = useCanvasKeys(editor, {
    add: () => !locked && setAdding(whereFor(editor.draft, editor.chosen, active)),
    settings: (tab) => {
      root.current?.querySelector<HTMLElement>(`[data-panel] [data-tab="${tab}"]`)?.click();
      focusIn(tab === 'ways' ? '[data-panel="node"] [role="tabpanel"] select' : '[data-panel] :is(textarea, input, select, .cm-content)');
    },
    arrange: () => void editor.change('arranged', (before) => movePlaces(before, arranged(before))),
    comment: () => {
      if (locked) return;
      comment();
      focusIn('[data-panel="comment"] textarea');
    },
    search: () => search.current?.focus(),
    help: () => setHelping(true),
    nextProblem: () => {
      const ids = findings.problems.flatMap(({ nodeId }) => (nodeId === null ? [] : [nodeId.split('/')[0] ?? '']));
      const next = ids[(ids.indexOf(active ?? '') + 1) % Math.max(1, ids.length)];
      if (next === undefined) announce(t('proof.noProblems'));
      else {
        choose(next);
        announce(findings.problems.find(({ nodeId }) => nodeId?.startsWith(next))?.message[language] ?? '');
      }
    },
    show,
    saidEdge: (edgeId) => {
      const edge = edgeById(editor.draft, edgeId);
      const [from, to] = [edge && nodeOf(editor.draft, edge.from.node), edge && nodeOf(editor.draft, edge.to)];
      if (edge && from && to)
        announce(t('edge.said', { from: titleOf(from)[language], port: t.orName('port', edge.from.port), to: titleOf(to)[language] }));
    },
  });

  const onRootKeys = (event: KeyboardEvent) => {
    // Escape closed a list of completions, and nothing else.
    if (event.defaultPrevented) return;
    const isText = (event.target as HTMLElement).closest('input, textarea, [contenteditable]') !== null;
    if (event.key === 'Escape') {
      // From wherever it is, the keyboard comes back to the canvas; dialogs and the canvas have their own use for the key.
      if ((event.target as HTMLElement).closest('dialog, [data-canvas]') === null)
        root.current?.querySelector<HTMLElement>('[data-canvas]')?.focus();
      return;
    }
    if (!(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    if (key === 's') {
      event.preventDefault();
      void saver?.save();
    }
    if (isText && (event.target as HTMLElement).closest('[data-feel]') !== null) return;
    if (key === 'z') {
      event.preventDefault();
      if (event.shiftKey) editor.redo();
      else editor.undo();
    }
    if (key === 'y') {
      event.preventDefault();
      editor.redo();
    }
  };

  const mend = (offer: Mend) => {
    if (offer.kind === 'insert') add(offer.component, { kind: 'edge', edgeId: offer.edgeId });
    else editor.change('mended', (before) => changeEdge(before, offer.edgeId, { to: offer.to }));
  };

  const submitting = useSubmit({ draft, saver, version, findings, onSubmitted });

  const scope = useMemo<DesignerScope>(
    () => ({ editor, draft, locked, samples, announce, show: choose }),
    [editor, draft, locked, samples, announce, choose],
  );
  const whereWords = adding === null ? '' : wordsFor(adding);
  function wordsFor(where: Where): string {
    if (where.kind === 'free') return t('insert.free');
    if (where.kind === 'after') {
      const node = nodeOf(draft, where.node);
      return t('insert.after', { step: node === undefined ? '' : titleOf(node)[language] });
    }
    const edge = edgeById(draft, where.edgeId);
    const [from, to] = [edge && nodeOf(draft, edge.from.node), edge && nodeOf(draft, edge.to)];
    return t('insert.between', { from: from ? titleOf(from)[language] : '', to: to ? titleOf(to)[language] : '' });
  }
  return (
    <DesignerContext value={scope}>
      {/* Keys that mean the same wherever the focus is; what they act on is named by the controls themselves. */}
      <div ref={root} className={classes['designer']} onKeyDown={onRootKeys} data-designer>
        <DesignerBar
          editor={editor}
          saver={saver}
          locked={locked}
          submitting={submitting}
          onComment={comment}
          onHelp={() => setHelping(true)}
        />
        <div className={classes['strip']}>{strip}</div>
        <div className={classes['banners']}>{banners}</div>
        <div className={classes['side']}>
          <Palette
            draft={draft}
            overlay={overlay}
            chosen={chosen.nodes}
            locked={locked}
            searchRef={search}
            onPick={(component) => add(component, whereFor(draft, chosen, active))}
            onShow={choose}
          />
        </div>
        <div
          className={classes['middle']}
          onCopy={keys.onCopy}
          onCut={locked ? undefined : keys.onCut}
          onPaste={locked ? undefined : keys.onPaste}
        >
          <FlowCanvas
            draft={draft}
            chosen={chosen}
            active={active}
            overlay={overlay}
            actions={actions}
            onChoose={(next) => editor.choose(next)}
            onKeyDown={keys.onKeyDown}
          >
            {draft.nodes.length === 0 ? (
              <EmptyCanvas locked={locked} onAdd={() => setAdding({ kind: 'free', at: { x: 0, y: 0 } })} />
            ) : (
              <CanvasLegend showsPath={rule !== null} />
            )}
          </FlowCanvas>
        </div>
        <div className={classes['right']}>
          <PropertyPanel chosen={chosen} />
          <ProblemPanel
            findings={findings}
            shown={rule?.ruleId ?? null}
            denied={!mayProve}
            onShow={(ruleId) => {
              setShownRule(ruleId);
              if (ruleId !== null) void flow.fitView({ padding: 0.12, maxZoom: 1, duration: 220 });
            }}
            onMend={mend}
          />
        </div>
        <p className="visually-hidden" role="status" aria-live="polite" data-announced>
          {spoken}
        </p>
        {adding !== null && (
          <InsertDialog
            where={whereWords}
            onClose={() => {
              setAdding(null);
              focusIn('[data-canvas]');
            }}
            onPick={(component) => {
              add(component, adding);
              setAdding(null);
              focusIn('[data-canvas]');
            }}
          />
        )}
        {helping && <KeysDialog onClose={() => setHelping(false)} />}
      </div>
    </DesignerContext>
  );
}

const mapped = (places: Readonly<Record<string, Point>>) =>
  Object.fromEntries(Object.entries(places).map(([id, point]) => [id, snapped(point)]));

function centreOf(root: HTMLElement | null): Point {
  const box = root?.querySelector('[data-canvas]')?.getBoundingClientRect();
  return box === undefined ? { x: 0, y: 0 } : { x: box.x + box.width / 2 - 104, y: box.y + box.height / 3 };
}
