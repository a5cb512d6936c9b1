import { Store } from '../../app/store.ts';
import { type Chosen, removeChosen } from '../edit/commands.ts';
import { type Draft, edgeIds } from '../edit/draft.ts';
import { commit, type Deed, type History, historyOf, redo, undo } from '../edit/history.ts';

export interface EditorState {
  readonly history: History;
  readonly chosen: Chosen;
  /** The step or comment that the keyboard is at. */
  readonly active: string | null;
}

const NOTHING: Chosen = { nodes: new Set(), edges: new Set(), comments: new Set() };

/** What was done and is to be said aloud: a deed, or one taken back or made again. */
export type Told = { readonly kind: 'did' | 'undid' | 'redid'; readonly deed: Deed };

/** The one place where a draft on the screen changes. */
export class DraftEditor {
  readonly state: Store<EditorState>;
  /** Called after every change, with what is to be announced. */
  onTold: (told: Told) => void = () => undefined;
  /** Nothing can be changed: somebody else has the lock, or it is a version that was published. */
  locked = false;

  constructor(draft: Draft) {
    this.state = new Store<EditorState>({ history: historyOf(draft), chosen: NOTHING, active: null });
  }

  get draft(): Draft {
    return this.state.get().history.present;
  }

  get chosen(): Chosen {
    return this.state.get().chosen;
  }

  /** Changes the draft; `mergeAs` names the field that is typed in. Returns whether anything changed. */
  change(deed: Deed, change: (draft: Draft) => Draft, mergeAs: string | null = null): boolean {
    if (this.locked) return false;
    const { history } = this.state.get();
    const next = commit(history, change(history.present), deed, mergeAs);
    if (next === history) return false;
    this.#take(next);
    if (mergeAs === null) this.onTold({ kind: 'did', deed });
    return true;
  }

  undo(): void {
    this.#step(undo(this.state.get().history), 'undid');
  }

  redo(): void {
    this.#step(redo(this.state.get().history), 'redid');
  }

  /** Begins anew from what somebody else saved. */
  reset(draft: Draft): void {
    this.state.set({ history: historyOf(draft), chosen: NOTHING, active: null });
  }

  choose(chosen: Partial<Chosen>, active?: string | null): void {
    const next = { ...NOTHING, ...chosen };
    this.state.update((state) => ({
      ...state,
      chosen: isSame(next, state.chosen) ? state.chosen : next,
      active: active === undefined ? ([...next.nodes, ...next.comments].at(-1) ?? state.active) : active,
    }));
  }

  removeChosen(): boolean {
    const { chosen } = this;
    if (chosen.nodes.size + chosen.edges.size + chosen.comments.size === 0) return false;
    return this.change('removed', (draft) => removeChosen(draft, chosen));
  }

  #step(stepped: ReturnType<typeof undo>, kind: 'undid' | 'redid'): void {
    if (this.locked || stepped === null) return;
    this.#take(stepped.history);
    this.onTold({ kind, deed: stepped.deed });
  }

  /** What is gone is no longer chosen. */
  #take(history: History): void {
    const { present } = history;
    const nodes = new Set(present.nodes.map(({ id }) => id));
    const comments = new Set(present.comments.map(({ id }) => id));
    const edges = new Set(edgeIds(present.edges));
    this.state.update(({ chosen, active }) => ({
      history,
      chosen: {
        nodes: kept(chosen.nodes, nodes),
        comments: kept(chosen.comments, comments),
        edges: kept(chosen.edges, edges),
      },
      active: active !== null && (nodes.has(active) || comments.has(active)) ? active : null,
    }));
  }
}

const kept = (names: ReadonlySet<string>, known: ReadonlySet<string>): ReadonlySet<string> =>
  [...names].every((name) => known.has(name)) ? names : new Set([...names].filter((name) => known.has(name)));

const isSameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => a.size === b.size && [...a].every((name) => b.has(name));
const isSame = (a: Chosen, b: Chosen): boolean =>
  isSameSet(a.nodes, b.nodes) && isSameSet(a.edges, b.edges) && isSameSet(a.comments, b.comments);
