import { AppError, type FlowPersonView, type FlowPresenceView, FlowVersionStatus, type Language, type StaffId } from '@guichet/protocol';
import type { Clock } from '../database/clock.ts';
import type { Database, Tx } from '../database/database.ts';
import type { FlowLock, PrismaClient } from '../database/generated/client.ts';
import { peopleOf } from '../staff/staff-names.ts';
import { lockFlow } from './lock-flow.ts';

/** How long a page that is not heard of keeps others out. Pages renew three times in it. */
const LEASE_MS = 60_000;
/** Who asked and has not come back to it is forgotten. */
const ASKED_MS = 120_000;

/** A page that edits, and whose it is. */
export interface Editor {
  readonly staffId: StaffId;
  readonly page: string;
}

/** Who edits which flow: one page at a time, by a lease. */
export class FlowLocks {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(options: { readonly database: Database; readonly clock: Clock }) {
    this.#database = options.database;
    this.#clock = options.clock;
  }

  /**
   * Takes the flow for this page, or keeps it. Throws `flow_locked` while somebody else has it, and while another page of the same person has it unless
   * `takeOver`. What was handed over is taken by any page of whom it was handed to.
   */
  async take(key: string, { staffId, page }: Editor, takeOver: boolean): Promise<void> {
    await this.#change(key, true, async (tx, standing, now) => {
      const isMine = standing?.staffId === staffId;
      const isFree = standing === null || (isMine && (standing.page === page || standing.page === null || takeOver));
      if (!isFree) throw new AppError('flow_locked');
      const isSame = isMine && standing.page === page;
      const facts = { staffId, page, since: isSame ? standing.since : now, leasedUntil: leaseFrom(now) };
      // Whoever asked goes on waiting, whichever of my pages it is; a lock that lapsed owes nobody anything.
      const asked = isMine ? {} : { askedById: null, askedAt: null };
      await tx.flowLock.upsert({ where: { key }, create: { key, ...facts }, update: { ...facts, ...asked } });
    });
  }

  /** Lets go, or hands over to whoever asked. Nothing for a page that does not hold it. */
  async release(key: string, { staffId, page }: Editor, handOver: boolean): Promise<void> {
    await this.#change(key, false, async (tx, standing, now) => {
      if (standing?.staffId !== staffId || standing.page !== page) return;
      const asker = askerOf(standing, now);
      if (!handOver || asker === null) await tx.flowLock.delete({ where: { key } });
      else {
        const data = { staffId: asker.staffId, page: null, since: now, leasedUntil: leaseFrom(now), askedById: null, askedAt: null };
        await tx.flowLock.update({ where: { key }, data });
      }
    });
  }

  /** Lets whoever edits know that somebody else would like to. The first who asks is the one who is shown. */
  async ask(key: string, staffId: StaffId): Promise<void> {
    await this.#change(key, false, async (tx, standing, now) => {
      if (standing === null || standing.staffId === staffId) return;
      const asker = askerOf(standing, now);
      if (asker !== null && asker.staffId !== staffId) return;
      await tx.flowLock.update({ where: { key }, data: { askedById: staffId, askedAt: now } });
    });
  }

  /** Throws `flow_locked` unless this page holds the flow, which is locked; keeps it for another minute. */
  async requireHeld(tx: Tx, key: string, { staffId, page }: Editor): Promise<void> {
    const now = new Date(this.#clock());
    const standing = await standingLock(tx, key, now);
    if (standing?.staffId !== staffId || standing.page !== page) throw new AppError('flow_locked');
    await tx.flowLock.update({ where: { key }, data: { leasedUntil: leaseFrom(now) } });
  }

  /** Throws `flow_locked` while somebody else edits the flow, which is locked. */
  async requireNobodyElse(tx: Tx, key: string, staffId: StaffId): Promise<void> {
    const standing = await standingLock(tx, key, new Date(this.#clock()));
    if (standing !== null && standing.staffId !== staffId) throw new AppError('flow_locked');
  }

  async presence(key: string, language: Language): Promise<FlowPresenceView> {
    const now = new Date(this.#clock());
    return this.#database.read(async (prisma) => {
      const [lock, latest] = await Promise.all([
        standingLock(prisma, key, now),
        prisma.flowVersion.findFirst({ where: { key }, orderBy: { version: 'desc' } }),
      ]);
      const asker = lock === null ? null : askerOf(lock, now);
      const personOf = await peopleOf(prisma, [lock?.staffId ?? null, asker?.staffId ?? null, latest?.authorId ?? null], language);
      const holder = personOf(lock?.staffId ?? null);
      const asking = personOf(asker?.staffId ?? null);
      return {
        lock:
          lock === null || holder === null
            ? null
            : {
                holder,
                page: lock.page,
                since: lock.since.getTime(),
                leasedUntil: lock.leasedUntil.getTime(),
                askedBy: asker === null || asking === null ? null : { ...asking, at: asker.at.getTime() },
              },
        latest:
          latest === null
            ? null
            : {
                version: latest.version,
                status: FlowVersionStatus.parse(latest.status),
                hash: latest.hash,
                changedAt: latest.changedAt.getTime(),
                changedBy: personOf(latest.authorId),
              },
      };
    });
  }

  /** Who edits which flow now. */
  async editors(reader: PrismaClient, language: Language): Promise<ReadonlyMap<string, FlowPersonView>> {
    const locks = await reader.flowLock.findMany({ where: { leasedUntil: { gt: new Date(this.#clock()) } } });
    const personOf = await peopleOf(
      reader,
      locks.map(({ staffId }) => staffId),
      language,
    );
    return new Map(locks.map(({ key, staffId }) => [key, personOf(staffId) as FlowPersonView]));
  }

  async #change(key: string, make: boolean, change: (tx: Tx, standing: FlowLock | null, now: Date) => Promise<void>): Promise<void> {
    await this.#database.transaction(async (tx) => {
      const now = new Date(this.#clock());
      await lockFlow(tx, key, make ? now : null);
      await change(tx, await standingLock(tx, key, now), now);
    });
  }
}

/** The lock while its lease lasts. */
async function standingLock(reader: Tx | PrismaClient, key: string, now: Date): Promise<FlowLock | null> {
  return reader.flowLock.findFirst({ where: { key, leasedUntil: { gt: now } } });
}

function askerOf({ askedById, askedAt }: FlowLock, now: Date): { readonly staffId: StaffId; readonly at: Date } | null {
  if (askedById === null || askedAt === null || askedAt.getTime() + ASKED_MS <= now.getTime()) return null;
  return { staffId: askedById as StaffId, at: askedAt };
}

const leaseFrom = (now: Date): Date => new Date(now.getTime() + LEASE_MS);
