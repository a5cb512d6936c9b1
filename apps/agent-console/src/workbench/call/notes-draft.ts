import type { SessionId } from '@guichet/protocol';
import { Store, useStore } from '../../app/store.ts';

/** Notes that were begun during the call. In memory alone: what an agent writes of a customer is not left in a browser's storage. */
const draft = new Store<{ sessionId: SessionId | null; text: string }>({ sessionId: null, text: '' });

export const LONGEST_NOTES = 4_000;

export function useNotesDraft(sessionId: SessionId): { text: string; write: (text: string) => void } {
  const { sessionId: of, text } = useStore(draft);
  return { text: of === sessionId ? text : '', write: (next) => draft.set({ sessionId, text: next }) };
}
