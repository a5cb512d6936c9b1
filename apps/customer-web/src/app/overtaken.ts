import type { CustomerSessionView } from '@guichet/protocol';
import type { Store } from './store.ts';

type Shown = Pick<CustomerSessionView, 'status' | 'flow'> | null;

/** How long the view may take that shows why what was pressed could not be done any more. */
const TOLD_WITHIN_MS = 2_000;

/** What of a session's steps a person acts upon. */
export const stepsIn = (view: Shown): string => JSON.stringify([view?.status, view?.flow?.current]);

/** Whether the page shows, or comes to show in time, something else than when it was pressed. */
export function isOvertaken(session: Pick<Store<Shown>, 'get' | 'subscribe'>, pressedAt: string): Promise<boolean> {
  const changed = (): boolean => stepsIn(session.get()) !== pressedAt;
  if (changed()) return Promise.resolve(true);
  return new Promise((resolve) => {
    const settle = (): void => {
      clearTimeout(timer);
      stop();
      resolve(changed());
    };
    const timer = setTimeout(settle, TOLD_WITHIN_MS);
    const stop = session.subscribe(() => {
      if (changed()) settle();
    });
  });
}
