import { withDeadline } from '@guichet/protocol';
import { Gauge, type Registry } from 'prom-client';
import type { Database } from '../database/database.ts';
import type { PrismaClient } from '../database/generated/client.ts';
import type { ConnectedNodes } from '../nodes/connected-nodes.ts';

/** Whoever collects figures does not wait for a database that is away. */
const DEADLINE_MS = 2_000;

interface BusinessMetricsOptions {
  readonly registry: Registry;
  readonly database: Database;
  readonly connected: ConnectedNodes;
}

/** How the counter stands: sessions and recordings that are not over, agents, nodes. Counted when somebody asks. */
export function addBusinessMetrics({ registry, database, connected }: BusinessMetricsOptions): void {
  const registers = [registry];
  new Gauge({
    name: 'guichet_media_nodes_connected',
    help: 'Media nodes that have registered and can be heard',
    registers,
    collect() {
      this.set(connected.all().length);
    },
  });
  byStatus(
    'guichet_sessions',
    'Sessions that are not over, by status',
    (prisma) => prisma.$queryRaw`select "status", count(*)::int as "count" from "Session" where "endedAt" is null group by 1`,
  );
  byStatus(
    'guichet_recordings',
    'Recordings that are not ready, by status',
    (prisma) => prisma.$queryRaw`select "status", count(*)::int as "count" from "Recording" where "status" <> 'ready' group by 1`,
  );
  byStatus(
    'guichet_agents',
    'Agents that are not offline, by status',
    (prisma) =>
      prisma.$queryRaw`select "status", count(*)::int as "count" from "Staff" where "status" <> 'offline' and 'agent' = any("roles") group by 1`,
  );

  function byStatus(name: string, help: string, count: (prisma: PrismaClient) => Promise<Counted[]>): void {
    new Gauge({
      name,
      help,
      registers,
      labelNames: ['status'],
      async collect() {
        this.reset();
        // Without the database there is no figure: none is better than one from before.
        const counted = await withDeadline(DEADLINE_MS, () => database.read(count)).catch(() => []);
        for (const row of counted) this.set({ status: row.status }, row.count);
      },
    });
  }
}

interface Counted {
  readonly status: string;
  readonly count: number;
}
