import type { SessionId, StaffId } from '@guichet/protocol';
import type { SessionEnding } from '../calls/session-ending.ts';
import type { Transfers } from '../calls/transfers.ts';
import type { Core } from '../sessions/core.ts';
import { lockSession } from '../sessions/session-row.ts';
import { endRinging, OfferEnd } from './offers.ts';
import { lockOneStaff, setStatus } from './staff-row.ts';

const SYSTEM = { kind: 'system' } as const;
/** Sessions that a page belongs to. */
const WITH_PAGE = ['entered', 'ready', 'waiting', 'in_call'];
const MAX_ROWS = 200;

/**
 * Which pages are there. Rows say when each was last seen; while the counter itself was away nobody could be seen, so a page counts as gone
 * only after it had as long to come back since the counter started.
 */
export class Presence {
  readonly #core: Core;
  readonly #ending: SessionEnding;
  readonly #transfers: Transfers;
  #startedAt: number;

  constructor(core: Core, ending: SessionEnding, transfers: Transfers) {
    this.#core = core;
    this.#ending = ending;
    this.#transfers = transfers;
    this.#startedAt = core.clock();
  }

  /** Pages that are connected now, or were until now. */
  async seen(pages: { readonly sessions?: readonly SessionId[]; readonly staff?: readonly StaffId[] }): Promise<void> {
    const { database, clock } = this.#core;
    const at = { pageSeenAt: new Date(clock()) };
    const { sessions = [], staff = [] } = pages;
    if (sessions.length > 0) await database.read((prisma) => prisma.session.updateMany({ where: { id: { in: [...sessions] } }, data: at }));
    if (staff.length > 0) await database.read((prisma) => prisma.staff.updateMany({ where: { id: { in: [...staff] } }, data: at }));
  }

  /** The wall clock was set by this much. */
  shift(jumpMs: number): void {
    this.#startedAt += jumpMs;
  }

  async sweep(): Promise<void> {
    await this.#sweepLinks();
    await this.#sweepRinging();
    await this.#sweepStaff();
    await this.#sweepCustomers();
  }

  /** Sessions whose link nobody opened in time. */
  async #sweepLinks(): Promise<void> {
    const { database, clock } = this.#core;
    const due = await database.read((prisma) =>
      prisma.session.findMany({ where: { status: 'opened', expiresAt: { lte: new Date(clock()) } }, select: { id: true }, take: MAX_ROWS }),
    );
    for (const { id } of due)
      await this.#ending.end(id as SessionId, SYSTEM, 'link_expired', (_tx, session) => session.status === 'opened');
  }

  /** Nobody is rung for a customer who is away, or at an agent who is: the ticket waits, others are asked. */
  async #sweepRinging(): Promise<void> {
    const { database, settings } = this.#core;
    const away = this.#goneBefore(settings.customerAwayMs);
    const gone = this.#goneBefore(settings.agentGoneMs);
    if (away !== null) {
      const offers = await database.read((prisma) =>
        prisma.offer.findMany({ where: { status: 'ringing', session: { pageSeenAt: { lte: away } } }, take: MAX_ROWS }),
      );
      for (const offer of offers) await this.#stopRinging(offer.id, offer.sessionId as SessionId, OfferEnd.withdrawn);
    }
    if (gone !== null) {
      const offers = await database.read((prisma) =>
        prisma.offer.findMany({ where: { status: 'ringing', staff: { pageSeenAt: { lte: gone } } }, take: MAX_ROWS }),
      );
      for (const offer of offers) await this.#stopRinging(offer.id, offer.sessionId as SessionId, OfferEnd.timedOut);
    }
  }

  async #stopRinging(offerId: string, sessionId: SessionId, end: OfferEnd): Promise<void> {
    await this.#core.database.transaction(async (tx) => {
      await lockSession(tx, sessionId);
      const offer = await tx.offer.findUniqueOrThrow({ where: { id: offerId } });
      if (offer.status === 'ringing') await endRinging(this.#core, tx, offer, end, SYSTEM);
    });
  }

  /** Agents whose page is gone are offline; whoever is in a call stays in it and can come back. */
  async #sweepStaff(): Promise<void> {
    const { database, settings } = this.#core;
    const before = this.#goneBefore(settings.agentGoneMs);
    if (before === null) return;
    const asked = await database.read((prisma) =>
      prisma.staff.findMany({ where: { status: 'ringing', ...goneSince(before) }, select: { id: true }, take: MAX_ROWS }),
    );
    for (const { id } of asked) await this.#transfers.cancelAsking(id as StaffId);
    const gone = await database.read((prisma) =>
      prisma.staff.findMany({
        where: { status: { in: ['idle', 'away', 'wrap_up'] }, ...goneSince(before) },
        select: { id: true },
        take: MAX_ROWS,
      }),
    );
    for (const { id } of gone) {
      await database.transaction(async (tx) => {
        const staff = await lockOneStaff(tx, id as StaffId);
        const isBack = staff.pageSeenAt !== null && staff.pageSeenAt > before.getTime();
        if (isBack || !['idle', 'away', 'wrap_up'].includes(staff.status)) return;
        await setStatus(this.#core, tx, staff.id, { status: 'offline', nextStatus: null });
      });
    }
  }

  /** Customers who are gone for good: their page, and in a call their media too. */
  async #sweepCustomers(): Promise<void> {
    const { database, settings } = this.#core;
    const before = this.#goneBefore(settings.customerGoneMs);
    if (before === null) return;
    const gone = await database.read((prisma) =>
      prisma.session.findMany({ where: { status: { in: WITH_PAGE }, pageSeenAt: { lte: before } }, select: { id: true }, take: MAX_ROWS }),
    );
    for (const { id } of gone) {
      await this.#ending.end(id as SessionId, SYSTEM, 'connection_lost', async (tx, session) => {
        if (session.pageSeenAt === null || session.pageSeenAt > before.getTime()) return false;
        const connected = await tx.callParticipant.count({
          where: { role: 'customer', status: 'connected', call: { sessionId: session.id, status: 'live' } },
        });
        return connected === 0;
      });
    }
  }

  /** Pages last seen at this time or before are gone; null while that can't be said yet. */
  #goneBefore(goneMs: number): Date | null {
    const before = this.#core.clock() - goneMs;
    return before < this.#startedAt ? null : new Date(before);
  }
}

const goneSince = (before: Date) => ({ OR: [{ pageSeenAt: null }, { pageSeenAt: { lte: before } }] });
