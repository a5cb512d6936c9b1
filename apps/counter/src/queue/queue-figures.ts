import type { ServiceType } from '../database/generated/client.ts';
import type { Clock } from '../database/clock.ts';
import type { Database, Tx } from '../database/database.ts';
import { nextRevision } from '../sessions/views/view-revision.ts';
import type { MeasuredServices } from './expected-wait.ts';

/** How long services take changes slowly. */
const MEASURED_FOR_MS = 30_000;
/** Calls that are averaged over: enough to be steady, few enough to follow the day. */
const MEASURED_CALLS = 50;

export interface QueuedTicket {
  readonly id: string;
  readonly sessionId: string;
  readonly serviceTypeId: string;
  readonly skill: string;
  readonly number: string;
  readonly status: string;
  readonly issuedAt: Date;
}

/** The queue at one moment. */
export interface QueueSnapshot {
  /** Taken before it was read: a view that is made of it holds at least what earlier numbers had. */
  readonly revision: number;
  /** Unix ms. */
  readonly at: number;
  readonly services: readonly ServiceType[];
  /** Waiting or being rung for, in their order. */
  readonly tickets: readonly QueuedTicket[];
  /** Agents who are signed in and not away. */
  readonly agents: readonly { readonly status: string; readonly skills: readonly string[] }[];
  readonly measured: ReadonlyMap<string, MeasuredServices>;
}

/** What pages show of the queue, read once for many of them. */
export class QueueFigures {
  readonly #database: Database;
  readonly #clock: Clock;
  #shared: { readonly snapshot: Promise<QueueSnapshot>; readonly atMs: number } | null = null;
  #measured: { readonly services: Promise<ReadonlyMap<string, MeasuredServices>>; readonly atMs: number } | null = null;

  constructor({ database, clock }: { readonly database: Database; readonly clock: Clock }) {
    this.#database = database;
    this.#clock = clock;
  }

  /** As it is now. */
  async read(): Promise<QueueSnapshot> {
    return this.#database.read(async (prisma) => {
      const revision = await nextRevision(prisma);
      const [services, tickets, agents, measured] = await Promise.all([
        prisma.serviceType.findMany({ orderBy: [{ position: 'asc' }, { id: 'asc' }] }),
        prisma.ticket.findMany({
          where: { status: { in: ['waiting', 'offered'] } },
          orderBy: [{ issuedAt: 'asc' }, { number: 'asc' }],
          select: {
            id: true,
            sessionId: true,
            skill: true,
            number: true,
            status: true,
            issuedAt: true,
            session: { select: { serviceTypeId: true } },
          },
        }),
        prisma.staff.findMany({
          where: { active: true, roles: { has: 'agent' }, status: { in: ['idle', 'ringing', 'busy', 'wrap_up'] } },
          select: { status: true, skills: true },
        }),
        this.#measuredServices(prisma),
      ]);
      return {
        revision,
        at: this.#clock(),
        services,
        agents,
        measured,
        tickets: tickets.map(({ session, ...ticket }) => ({ ...ticket, serviceTypeId: session.serviceTypeId })),
      };
    });
  }

  /** As it was at `sinceMs` (of `performance.now()`) or later: many pages that are told of the same change share one look. */
  async readShared(sinceMs: number): Promise<QueueSnapshot> {
    if (this.#shared !== null && this.#shared.atMs >= sinceMs) return this.#shared.snapshot;
    const snapshot = this.read();
    this.#shared = { snapshot, atMs: performance.now() };
    snapshot.catch(() => (this.#shared = null));
    return snapshot;
  }

  async #measuredServices(prisma: Pick<Tx, '$queryRaw'>): Promise<ReadonlyMap<string, MeasuredServices>> {
    const now = performance.now();
    if (this.#measured !== null && now - this.#measured.atMs < MEASURED_FOR_MS) return this.#measured.services;
    const services = measureServices(prisma);
    this.#measured = { services, atMs: now };
    services.catch(() => (this.#measured = null));
    return services;
  }
}

/** How long the latest calls of each skill took. */
async function measureServices(prisma: Pick<Tx, '$queryRaw'>): Promise<ReadonlyMap<string, MeasuredServices>> {
  const rows = await prisma.$queryRaw<{ skill: string; calls: number; totalMs: number }[]>`
    select served."skill", count(*)::int as "calls",
      coalesce(sum(greatest(0, extract(epoch from latest."endedAt" - latest."startedAt"))), 0)::float8 * 1000 as "totalMs"
    from (select distinct "skill" from "ServiceType") as served
    cross join lateral (
      select "Call"."startedAt", "Call"."endedAt" from "Call"
      join "Session" on "Session"."id" = "Call"."sessionId"
      join "ServiceType" on "ServiceType"."id" = "Session"."serviceTypeId"
      where "ServiceType"."skill" = served."skill" and "Call"."status" = 'ended' and "Call"."roomId" is not null
      order by "Call"."endedAt" desc
      limit ${MEASURED_CALLS}
    ) as latest
    group by served."skill"`;
  return new Map(rows.map(({ skill, calls, totalMs }) => [skill, { calls, totalMs }]));
}
