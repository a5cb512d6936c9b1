import { AppError } from '@guichet/protocol';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { Store } from '../../app/store.ts';
import type { HttpReply } from '../../app/http-client.ts';
import { useServices } from '../../app/services.ts';
import { editorPage } from './editor-page.ts';

/** Renews the lock as well, which lapses after a minute. */
const EVERY_MS = 5_000;

export type Presence = HttpReply<'flows.presence'>;
export const presenceKey = (flow: string) => ['flow-presence', flow] as const;

/** What is still to be done before the lock is let go of, as it stands then. */
export type Leave = Store<() => Promise<void>>;
const NOTHING_TO_DO: Leave = new Store(() => Promise.resolve());

export interface LockState {
  /** Names this page to the counter for as long as it is open. */
  readonly page: string;
  readonly presence: Presence | undefined;
  /** `own`: this page edits. `elsewhere`: another page of the same person does. */
  readonly held: 'own' | 'elsewhere' | 'other' | 'nobody' | 'unknown';
  readonly takeOver: () => Promise<void>;
  readonly handOver: () => Promise<void>;
  readonly ask: () => Promise<void>;
}

/** Who edits a flow, live. `wants`: this page would edit it, and does as soon as nobody else does. `leave` comes before the lock is let go of. */
export function usePresence(flow: string, staffId: string, wants: boolean, leave: Leave = NOTHING_TO_DO): LockState {
  const { http } = useServices();
  const queries = useQueryClient();
  const page = useMemo(() => editorPage(), []);
  const key = presenceKey(flow);
  const query = useQuery({
    queryKey: [...key, wants],
    queryFn: async ({ signal }): Promise<Presence> => {
      if (!wants) return http.request('flows.presence', { params: { flow }, signal });
      try {
        return await http.request('flows.lock', { params: { flow }, body: { page }, signal });
      } catch (thrown) {
        const { code } = AppError.from(thrown);
        if (code !== 'flow_locked') throw thrown;
        return http.request('flows.presence', { params: { flow }, signal });
      }
    },
    refetchInterval: EVERY_MS,
    refetchIntervalInBackground: true,
    staleTime: 0,
  });
  useEffect(() => {
    if (!wants) return;
    return () => {
      // Whoever comes next need not wait for the lease to run out; a page that is gone before this is done costs a minute.
      const unlock = () => http.request('flows.unlock', { params: { flow }, body: { page } });
      void leave
        .get()()
        .then(unlock)
        .catch(() => undefined);
    };
  }, [http, flow, page, wants, leave]);
  const take = (presence: Presence) => queries.setQueryData([...key, wants], presence);
  const lock = query.data?.lock;
  const held =
    lock === undefined
      ? 'unknown'
      : lock === null
        ? 'nobody'
        : lock.page === page
          ? 'own'
          : lock.holder.staffId === staffId
            ? 'elsewhere'
            : 'other';
  return {
    page,
    presence: query.data,
    held,
    takeOver: async () => void take(await http.request('flows.lock', { params: { flow }, body: { page, takeOver: true } })),
    handOver: async () => void take(await http.request('flows.unlock', { params: { flow }, body: { page, handOver: true } })),
    ask: async () => void take(await http.request('flows.askForLock', { params: { flow }, body: {} })),
  };
}
