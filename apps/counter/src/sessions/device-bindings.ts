import type { SessionId } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import { CookieKind, cookieHash, newCookieValue, readCookie } from '../http/cookies.ts';
import type { DeviceIdentity } from '../http/request-identity.ts';
import type { Core } from './core.ts';

/** Which device a session belongs to: whoever exchanged the link holds the cookie, and only its hash is kept. */
export class DeviceBindings implements DeviceIdentity {
  readonly #core: Core;
  readonly #secure: boolean;

  /** `secure`: browsers reach the counter by TLS, which changes the cookie's name. */
  constructor(core: Core, secure: boolean) {
    this.#core = core;
    this.#secure = secure;
  }

  /** Binds a device to the session; returns the value of its cookie. */
  async bind(tx: Tx, sessionId: SessionId): Promise<string> {
    const value = newCookieValue();
    await tx.deviceBinding.create({ data: { cookieHash: cookieHash(value), sessionId, createdAt: new Date(this.#core.clock()) } });
    return value;
  }

  async sessionOf(cookieHeader: string | undefined): Promise<SessionId | null> {
    const value = readCookie(cookieHeader, CookieKind.device, this.#secure);
    if (value === null) return null;
    const { database, clock, settings } = this.#core;
    const binding = await database.read((prisma) => prisma.deviceBinding.findUnique({ where: { cookieHash: cookieHash(value) } }));
    if (binding === null || binding.createdAt.getTime() + settings.deviceLifetimeMs <= clock()) return null;
    return binding.sessionId as SessionId;
  }
}
