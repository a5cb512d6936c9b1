import { AppError, type Language, type ServiceTypeId, type SessionId } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import { isServiceOpen } from '../services/opening-hours.ts';
import { readBank } from './bank.ts';
import type { Core } from './core.ts';
import type { DeviceBindings } from './device-bindings.ts';
import { describeDevice } from './device-description.ts';
import type { LogEntry } from './session-log.ts';
import { noticesInForce } from './notices.ts';
import { entrySecretHash } from './secrets.ts';
import type { SessionOpening } from './session-opening.ts';
import { lockSession } from './session-row.ts';

export interface Entered {
  readonly sessionId: SessionId;
  /** Null when the device held the session's cookie already. */
  readonly cookieValue: string | null;
}

interface Visitor {
  readonly language: Language;
  readonly userAgent: string | null;
}

/** How a customer's device comes to its session. */
export class Entry {
  readonly #core: Core;
  readonly #opening: SessionOpening;
  readonly #devices: DeviceBindings;

  constructor(core: Core, opening: SessionOpening, devices: DeviceBindings) {
    this.#core = core;
    this.#opening = opening;
    this.#devices = devices;
  }

  /**
   * Exchanges the secret of an entry link for a binding to this device, once. The device that did it may come back with the same link (a
   * page is reloaded with its fragment); for any other the link is used up. Throws `not_found`, `link_used`, `link_expired`, and
   * `outside_hours` while the service is closed: the link can be used later.
   */
  async exchange(secret: string, visitor: Visitor, boundTo: SessionId | null): Promise<Entered> {
    const secretHash = entrySecretHash(secret);
    return this.#core.database.transaction(async (tx) => {
      const found = await tx.entryLink.findUnique({ where: { secretHash } });
      if (found === null) throw new AppError('not_found');
      const sessionId = found.sessionId as SessionId;
      if (sessionId === boundTo) return { sessionId, cookieValue: null };

      const session = await lockSession(tx, sessionId);
      const now = this.#core.clock();
      const { count } = await tx.entryLink.updateMany({ where: { secretHash, usedAt: null }, data: { usedAt: new Date(now) } });
      if (count === 0) throw new AppError('link_used');
      // Expired by the clock, or the session is over before anybody came: cancelled by the bank, swept.
      if (found.expiresAt.getTime() <= now || session.status !== 'opened') throw new AppError('link_expired');
      return { sessionId, cookieValue: await this.#enter(tx, sessionId, session.serviceTypeId, visitor) };
    });
  }

  /** A session for a customer without a link. Throws `not_found`, `outside_hours`. */
  async anonymous(serviceTypeId: ServiceTypeId, visitor: Visitor): Promise<Entered> {
    return this.#core.database.transaction(async (tx) => {
      const sessionId = await this.#opening.openAnonymous(tx, { serviceTypeId, language: visitor.language });
      return { sessionId, cookieValue: await this.#enter(tx, sessionId, serviceTypeId, visitor) };
    });
  }

  async #enter(tx: Tx, sessionId: SessionId, serviceTypeId: string, { language, userAgent }: Visitor): Promise<string> {
    const { clock, log } = this.#core;
    const actor = { kind: 'customer' } as const;
    const [service, bank] = await Promise.all([tx.serviceType.findUniqueOrThrow({ where: { id: serviceTypeId } }), readBank(tx)]);
    if (!isServiceOpen(service, bank.timeZone, clock())) throw new AppError('outside_hours');
    await tx.session.update({ where: { id: sessionId }, data: { pageSeenAt: new Date(clock()) }, select: { id: true } });
    await log.appendMany(tx, sessionId, [
      { actor, type: 'session.entered', payload: { device: describeDevice(userAgent) } },
      ...(await languageEntries(tx, serviceTypeId, language, clock())),
    ]);
    return this.#devices.bind(tx, sessionId);
  }
}

/** That a language was chosen, and which notices are shown in it. */
export async function languageEntries(tx: Tx, serviceTypeId: string, language: Language, at: number): Promise<readonly LogEntry[]> {
  const actor = { kind: 'customer' } as const;
  const notices = await noticesInForce(tx, serviceTypeId, language, at);
  return [
    { actor, type: 'session.language_chosen', payload: { language } },
    ...notices.map(({ kind, textVersion, textHash }) => ({
      actor,
      type: 'notice.shown' as const,
      payload: { kind, textVersion, textHash, language },
    })),
  ];
}
