import { useReactFlow } from '@xyflow/react';
import type { ClipboardEvent, KeyboardEvent } from 'react';
import type { DraftEditor } from '../drafts/draft-editor.ts';
import { GRID, movePlaces, STEP_SIZE } from '../edit/commands.ts';
import { clip, clippingText, paste, readClipping } from '../edit/clipboard.ts';
import { edgeIds, type Point } from '../edit/draft.ts';
import { type Direction, neighbour } from './neighbours.ts';

const ARROWS: Readonly<Record<string, Direction>> = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' };
const STEPS: Readonly<Record<Direction, Point>> = {
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
};

export interface KeyActions {
  /** Opens the list of components for the chosen step or edge. */
  readonly add: () => void;
  /** Brings the keyboard to the settings of what is chosen, or to where it leads. */
  readonly settings: (tab: 'settings' | 'ways') => void;
  readonly arrange: () => void;
  readonly comment: () => void;
  readonly search: () => void;
  readonly help: () => void;
  readonly nextProblem: () => void;
  readonly show: (id: string) => void;
  /** An edge has come to be the chosen one. */
  readonly saidEdge: (edgeId: string) => void;
}

/** All that the mouse does on the canvas, by keys. */
export function useCanvasKeys(editor: DraftEditor, actions: KeyActions) {
  const flow = useReactFlow();

  const moveActive = (direction: Direction, extend: boolean): void => {
    const { active, chosen } = editor.state.get();
    const next = neighbour(editor.draft, active ?? '', direction);
    if (next === null) return;
    const isComment = editor.draft.comments.some(({ id }) => id === next);
    const nodes = new Set(isComment ? [] : [next]);
    const comments = new Set(isComment ? [next] : []);
    if (extend) {
      for (const id of chosen.nodes) nodes.add(id);
      for (const id of chosen.comments) comments.add(id);
    }
    editor.choose({ nodes, comments }, next);
    actions.show(next);
  };

  const moveChosen = (direction: Direction, isFar: boolean): void => {
    const { chosen } = editor.state.get();
    const step = STEPS[direction];
    const far = isFar ? 8 : 1;
    editor.change('moved', (draft) => {
      const places: Record<string, Point> = {};
      for (const id of chosen.nodes) {
        const { x = 0, y = 0 } = draft.places[id] ?? {};
        places[id] = { x: x + step.x * GRID * far, y: y + step.y * GRID * far };
      }
      for (const { id, x, y } of draft.comments)
        if (chosen.comments.has(id)) places[id] = { x: x + step.x * GRID * far, y: y + step.y * GRID * far };
      return movePlaces(draft, places);
    });
  };

  /** The ways out of the active step, one after the other. */
  const nextEdge = (): void => {
    const { active, chosen } = editor.state.get();
    const ids = edgeIds(editor.draft.edges);
    const around = editor.draft.edges.flatMap(({ from, to }, i) => (from.node === active || to === active ? [ids[i] ?? ''] : []));
    const [now = ''] = chosen.edges;
    const next = around[(around.indexOf(now) + 1) % Math.max(1, around.length)];
    if (next === undefined) return;
    editor.choose({ edges: new Set([next]) }, active);
    actions.saidEdge(next);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const target = event.target as HTMLElement;
    if (target.closest('input, textarea, select, [contenteditable]') !== null) return;
    const command = event.ctrlKey || event.metaKey;
    const direction = ARROWS[event.key];
    const done = (): void => event.preventDefault();
    if (direction !== undefined) {
      if (event.altKey || command) moveChosen(direction, event.shiftKey);
      else moveActive(direction, event.shiftKey);
      done();
      return;
    }
    if (command) {
      switch (event.key.toLowerCase()) {
        case 'a':
          editor.choose({
            nodes: new Set(editor.draft.nodes.map(({ id }) => id)),
            comments: new Set(editor.draft.comments.map(({ id }) => id)),
          });
          done();
          return;
        case 'd':
          duplicate();
          done();
          return;
        default:
          return;
      }
    }
    // Buttons over the canvas have keys of their own.
    if (target.closest('button') !== null) return;
    switch (event.key) {
      case 'Delete':
      case 'Backspace':
        editor.removeChosen();
        break;
      case 'Enter':
        actions.settings('settings');
        break;
      case 'a':
      case 'A':
      case 'Insert':
        actions.add();
        break;
      case 'c':
      case 'C':
        actions.settings('ways');
        break;
      case 'e':
      case 'E':
        nextEdge();
        break;
      case 'l':
      case 'L':
        actions.arrange();
        break;
      case 'n':
      case 'N':
        actions.comment();
        break;
      case 'p':
      case 'P':
        actions.nextProblem();
        break;
      case 'f':
      case 'F':
        void flow.fitView({ padding: 0.12, maxZoom: 1 });
        break;
      case '+':
      case '=':
        void flow.zoomIn();
        break;
      case '-':
        void flow.zoomOut();
        break;
      case '/':
        actions.search();
        break;
      case '?':
        actions.help();
        break;
      case 'Home':
        if (editor.draft.start !== null) {
          editor.choose({ nodes: new Set([editor.draft.start]) });
          actions.show(editor.draft.start);
        }
        break;
      case 'Escape':
        editor.choose({});
        break;
      default:
        return;
    }
    done();
  };

  const put = (text: string): void => {
    const clipping = readClipping(text);
    if (clipping === null) return;
    let pasted: ReturnType<typeof paste> | null = null;
    editor.change('pasted', (draft) => {
      const right = Object.values(draft.places).map(({ x }) => x);
      const { active } = editor.state.get();
      const beside = draft.places[active ?? ''];
      const at =
        beside === undefined
          ? { x: right.length === 0 ? 0 : Math.max(...right) + STEP_SIZE.width + 40, y: 0 }
          : { x: beside.x + STEP_SIZE.width + 40, y: beside.y };
      pasted = paste(draft, clipping, at);
      return pasted.draft;
    });
    const { ids, commentIds } = (pasted as ReturnType<typeof paste> | null) ?? { ids: [], commentIds: [] };
    if (ids.length + commentIds.length > 0) editor.choose({ nodes: new Set(ids), comments: new Set(commentIds) });
  };

  const copied = (): string | null => {
    const { chosen } = editor.state.get();
    return chosen.nodes.size + chosen.comments.size === 0 ? null : clippingText(clip(editor.draft, chosen.nodes, chosen.comments));
  };

  const duplicate = (): void => {
    const text = copied();
    if (text !== null) put(text);
  };

  const onCopy = (event: ClipboardEvent): void => {
    const text = copied();
    if (text === null) return;
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
  };

  return {
    onKeyDown,
    onCopy,
    onCut: (event: ClipboardEvent): void => {
      onCopy(event);
      editor.removeChosen();
    },
    onPaste: (event: ClipboardEvent): void => {
      put(event.clipboardData.getData('text/plain'));
      event.preventDefault();
    },
  };
}
