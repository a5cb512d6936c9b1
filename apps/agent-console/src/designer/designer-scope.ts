import type { JsonObject } from '@guichet/workflow';
import { createContext, useContext } from 'react';
import type { Store } from '../app/store.ts';
import type { DraftEditor } from './drafts/draft-editor.ts';
import type { Draft } from './edit/draft.ts';

/** What the parts of an open flow share. */
export interface DesignerScope {
  readonly editor: DraftEditor;
  readonly draft: Draft;
  readonly locked: boolean;
  /** Values of the variables that expressions are tried on. */
  readonly samples: Store<JsonObject>;
  /** Said aloud to whoever listens instead of looking. */
  readonly announce: (text: string) => void;
  /** Chooses a step and brings it into sight. */
  readonly show: (nodeId: string) => void;
}

export const DesignerContext = createContext<DesignerScope | null>(null);

export function useDesigner(): DesignerScope {
  const scope = useContext(DesignerContext);
  if (scope === null) throw new Error('DesignerContext is missing');
  return scope;
}
