import { withDeadline } from '@guichet/protocol';
import { Gauge, type Registry } from 'prom-client';
import type { StoreDesk } from './store-desk.ts';

const DEADLINE_MS = 2_000;

/** Since a moment; 0 where nothing waits. */
const secondsSince = (atMs: number | null): number => (atMs === null ? 0 : Math.max(0, (Date.now() - atMs) / 1_000));

/** How landing and archive stand. Without the database there is no figure: none is better than one from before. */
export function addStoreMetrics(registry: Registry, desk: StoreDesk): void {
  const registers = [registry];
  type Status = Awaited<ReturnType<StoreDesk['status']>>;
  let underWay: Promise<Status | null> | null = null;
  /** Asked once for all that are read together. */
  const figures = (): Promise<Status | null> =>
    (underWay ??= withDeadline(DEADLINE_MS, () => desk.status())
      .catch(() => null)
      .finally(() => (underWay = null)));
  const gauge = (name: string, help: string, of: (status: Status) => number): void => {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        const status = await figures();
        if (status === null) this.remove();
        else this.set(of(status));
      },
    });
  };
  gauge('guichet_store_alarms', 'Stored objects that are damaged: stretches that nobody has mended', ({ openAlarms }) => openAlarms);
  gauge('guichet_store_unready_recordings', 'Recordings that are over and not put together yet', ({ landing }) => landing.unready);
  gauge(
    'guichet_store_oldest_unready_seconds',
    'How long ago the recording ended that waits longest to be put together; 0 where none waits',
    ({ landing }) => secondsSince(landing.oldestUnreadyAt),
  );
  gauge('guichet_store_waiting_recordings', 'Recordings that are over and not in the archive yet', ({ recordings }) => recordings.waiting);
  gauge(
    'guichet_store_oldest_waiting_seconds',
    'How long ago the recording ended that waits longest for the archive; 0 where none waits',
    ({ recordings }) => secondsSince(recordings.oldestWaitingAt),
  );
  gauge(
    'guichet_store_overdue_checks',
    'Stored objects that were not read again when they should have been',
    ({ overdueChecks }) => overdueChecks,
  );
}
