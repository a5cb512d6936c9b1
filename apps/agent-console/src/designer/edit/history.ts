import type { Draft } from './draft.ts';

/** What was done, as it is announced when it is undone: a key of the designer's texts. */
export type Deed =
  | 'added'
  | 'removed'
  | 'moved'
  | 'connected'
  | 'disconnected'
  | 'changed'
  | 'renamed'
  | 'pasted'
  | 'aligned'
  | 'arranged'
  | 'commented'
  | 'mended';

interface Past {
  readonly draft: Draft;
  readonly deed: Deed;
}

export interface History {
  readonly past: readonly Past[];
  readonly present: Draft;
  readonly future: readonly Past[];
  /** Where typing goes on: the next change of the same place is part of the same step back. */
  readonly merging: string | null;
}

const MAX_STEPS = 200;

export const historyOf = (draft: Draft): History => ({ past: [], present: draft, future: [], merging: null });

/** `mergeAs` names the place that is being typed in; without it every change is a step of its own. */
export function commit(history: History, draft: Draft, deed: Deed, mergeAs: string | null = null): History {
  if (draft === history.present) return history;
  const isSame = mergeAs !== null && mergeAs === history.merging;
  const past = isSame ? history.past : [...history.past, { draft: history.present, deed }].slice(-MAX_STEPS);
  return { past, present: draft, future: [], merging: mergeAs };
}

/** What was undone is returned with it; null where there is nothing to undo. */
export function undo({ past, present, future }: History): { readonly history: History; readonly deed: Deed } | null {
  const last = past.at(-1);
  if (last === undefined) return null;
  return {
    deed: last.deed,
    history: { past: past.slice(0, -1), present: last.draft, future: [{ draft: present, deed: last.deed }, ...future], merging: null },
  };
}

export function redo({ past, present, future }: History): { readonly history: History; readonly deed: Deed } | null {
  const [next, ...rest] = future;
  if (next === undefined) return null;
  return {
    deed: next.deed,
    history: { past: [...past, { draft: present, deed: next.deed }], present: next.draft, future: rest, merging: null },
  };
}
