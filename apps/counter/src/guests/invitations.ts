import { AppError, type CallId, InvitationId, type Language, type LocalText, type SessionId, type StaffId } from '@guichet/protocol';
import { ownedSession } from '../calls/ownership.ts';
import { dismissGuest } from '../calls/participants.ts';
import type { Tx } from '../database/database.ts';
import { cookieHash, newCookieValue } from '../http/cookies.ts';
import type { Core } from '../sessions/core.ts';
import { describeDevice } from '../sessions/device-description.ts';
import type { LogEntry } from '../sessions/session-log.ts';
import { entrySecretHash, newEntrySecret } from '../sessions/secrets.ts';
import { isFinal } from '../sessions/session-projection.ts';
import { lockSession, type SessionRow } from '../sessions/session-row.ts';
import type { Guest } from './guest-cookies.ts';
import { guestNotice } from './guest-consents.ts';
import { GUEST_NAME_VALUE } from './guest-names.ts';

/** How long a guest has to open the link. */
const LINK_LIFETIME_MS = 30 * 60_000;
/** Of the link's hash: names the invitation and opens nothing. */
const ID_LENGTH = 32;

export interface NewInvitation {
  readonly flowRunId: string;
  /** The step that asks for them. */
  readonly nodeRunId: string;
  readonly role: string;
  readonly title: LocalText;
  readonly name: string | null;
}

interface Visitor {
  readonly language: Language;
  readonly userAgent: string | null;
}

/** What the device showed of itself before. */
interface KnownAs {
  readonly guest: Guest | null;
  readonly customerSessionId: SessionId | null;
}

/** Links that let third parties into a session: each made for one step, used by one device, and taken back at any time. */
export class Invitations {
  readonly #core: Core;
  readonly #kick: (callId: CallId) => void;

  constructor(core: Core, kick: (callId: CallId) => void) {
    this.#core = core;
    this.#kick = kick;
  }

  /** Makes a link's secret; what was made for the same step before is taken back. The session's row must be locked. */
  async invite(tx: Tx, session: SessionRow, { name, title, ...invitation }: NewInvitation) {
    const { clock, log, vault } = this.#core;
    const before = await tx.flowInvitation.findMany({
      where: { sessionId: session.id, nodeRunId: invitation.nodeRunId, revokedAt: null, decision: null },
      select: { invitationId: true },
    });
    for (const { invitationId } of before) await this.#revoke(tx, session.id, InvitationId.parse(invitationId), { kind: 'system' });

    const secret = newEntrySecret();
    const secretHash = entrySecretHash(secret);
    const invitationId = InvitationId.parse(secretHash.slice(0, ID_LENGTH));
    const createdAt = new Date(clock());
    const expiresAt = createdAt.getTime() + LINK_LIFETIME_MS;
    const nameCommitment = name === null ? null : await vault.commit(tx, session.id, GUEST_NAME_VALUE, name);
    await tx.flowInvitation.create({
      data: {
        ...invitation,
        secretHash,
        invitationId,
        sessionId: session.id,
        title,
        nameCommitment,
        createdAt,
        expiresAt: new Date(expiresAt),
      },
    });
    const { nodeRunId, role } = invitation;
    await log.append(tx, session.id, {
      actor: { kind: 'system' },
      type: 'guest.invited',
      payload: { invitationId, nodeRunId, role, name: nameCommitment, expiresAt },
    });
    return { invitationId, secret, expiresAt };
  }

  /**
   * Exchanges the secret of a link for a binding to this device, once. The device that did it may come back with the same link; for any other it is
   * used up. Throws `not_found`, `link_used`, `link_expired`, and `forbidden` for the customer's own device: the link stays good for whom it is meant.
   */
  async exchange(secret: string, { language, userAgent }: Visitor, known: KnownAs): Promise<{ guest: Guest; cookieValue: string | null }> {
    const secretHash = entrySecretHash(secret);
    const { database, clock, log } = this.#core;
    return database.transaction(async (tx) => {
      const found = await tx.flowInvitation.findUnique({ where: { secretHash } });
      if (found === null) throw new AppError('not_found');
      const sessionId = found.sessionId as SessionId;
      const guest = { sessionId, invitationId: InvitationId.parse(found.invitationId) };
      if (known.guest?.invitationId === guest.invitationId) return { guest, cookieValue: null };
      if (known.customerSessionId === sessionId) throw new AppError('forbidden');

      const session = await lockSession(tx, sessionId);
      const now = clock();
      const cookieValue = newCookieValue();
      const { count } = await tx.flowInvitation.updateMany({
        where: { secretHash, usedAt: null },
        data: { usedAt: new Date(now), cookieHash: cookieHash(cookieValue), language },
      });
      if (count === 0) throw new AppError('link_used');
      const { revokedAt } = await tx.flowInvitation.findUniqueOrThrow({ where: { secretHash } });
      if (found.expiresAt.getTime() <= now || revokedAt !== null || isFinal(session.status)) throw new AppError('link_expired');
      const entries: LogEntry[] = [
        {
          actor: { kind: 'guest', id: guest.invitationId },
          type: 'guest.entered',
          payload: { invitationId: guest.invitationId, device: describeDevice(userAgent) },
        },
        await guestNotice(tx, session, guest, language, now),
      ];
      await log.appendMany(tx, sessionId, entries);
      return { guest, cookieValue };
    });
  }

  /** The agent takes an invitation back, whether anybody has come by it or not; once more changes nothing. Throws `not_found`, `wrong_state`. */
  async revoke(staffId: StaffId, sessionId: SessionId, invitationId: InvitationId): Promise<void> {
    await this.#core.database.transaction(async (tx) => {
      await ownedSession(tx, staffId, sessionId);
      const known = await tx.flowInvitation.count({ where: { invitationId, sessionId } });
      if (known === 0) throw new AppError('not_found');
      await this.#revoke(tx, sessionId, invitationId, { kind: 'staff', id: staffId });
    });
  }

  async #revoke(tx: Tx, sessionId: SessionId, invitationId: InvitationId, actor: LogEntry['actor']): Promise<void> {
    const { count } = await tx.flowInvitation.updateMany({
      where: { invitationId, revokedAt: null },
      data: { revokedAt: new Date(this.#core.clock()) },
    });
    if (count === 0) return;
    await this.#core.log.append(tx, sessionId, { actor, type: 'guest.revoked', payload: { invitationId } });
    await dismissGuest(this.#core, tx, { sessionId, invitationId }, this.#kick);
  }
}
