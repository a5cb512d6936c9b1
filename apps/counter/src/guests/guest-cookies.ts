import { InvitationId, type SessionId } from '@guichet/protocol';
import { CookieKind, cookieHash, readCookie } from '../http/cookies.ts';
import type { Core } from '../sessions/core.ts';
import { isFinal } from '../sessions/session-projection.ts';
import { toSessionRow } from '../sessions/session-row.ts';

/** An invited person, by the cookie of the device that used their link. */
export interface Guest {
  readonly sessionId: SessionId;
  readonly invitationId: InvitationId;
}

export interface GuestIdentity {
  /** Null for a cookie that names no invitation, or one that is worth nothing any more: taken back, too old, its session over. */
  guestOf(cookieHeader: string | undefined): Promise<Guest | null>;
}

/** Which device an invitation belongs to: whoever used the link holds the cookie, and only its hash is kept. */
export class GuestCookies implements GuestIdentity {
  readonly #core: Core;
  readonly #secure: boolean;

  /** `secure`: browsers reach the counter by TLS, which changes the cookie's name. */
  constructor(core: Core, secure: boolean) {
    this.#core = core;
    this.#secure = secure;
  }

  async guestOf(cookieHeader: string | undefined): Promise<Guest | null> {
    const value = readCookie(cookieHeader, CookieKind.guest, this.#secure);
    if (value === null) return null;
    const { database, clock, settings } = this.#core;
    return database.read(async (prisma) => {
      const found = await prisma.flowInvitation.findUnique({ where: { cookieHash: cookieHash(value) } });
      if (found === null || found.usedAt === null || found.revokedAt !== null) return null;
      if (found.usedAt.getTime() + settings.deviceLifetimeMs <= clock()) return null;
      const session = await prisma.session.findUniqueOrThrow({ where: { id: found.sessionId } });
      if (isFinal(toSessionRow(session).status)) return null;
      return { sessionId: found.sessionId as SessionId, invitationId: InvitationId.parse(found.invitationId) };
    });
  }
}
