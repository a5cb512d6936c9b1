import { AppError, StaffId, type StaffView } from '@guichet/protocol';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Clock } from '../database/clock.ts';
import type { Database } from '../database/database.ts';
import { cookieHash, newCookieValue, readCookie } from '../http/cookies.ts';
import type { LoginThrottle } from './login-throttle.ts';
import type { Passwords } from './passwords.ts';
import type { SignedInStaff, StaffIdentity } from './staff-identity.ts';
import { staffView } from './staff-view.ts';

/** A login ends after this long, whatever was done in it: a working day and the hand-over. */
export const LOGIN_LIFETIME_MS = 12 * 3_600_000;

export interface LoginRequest {
  readonly staffNumber: string;
  readonly password: string;
  /** The request began on this machine. */
  readonly fromLoopback: boolean;
  /** Login that the browser holds already: it ends here, so that no planted cookie outlives a login. */
  readonly cookieHeader: string | undefined;
}

export interface NewLogin {
  readonly staff: StaffView;
  readonly csrfToken: string;
  /** Goes into the cookie; only its hash is kept. */
  readonly cookieValue: string;
}

type SignedOut = { readonly staffId: StaffId; readonly cookieHash: string };

interface StaffLoginsOptions {
  readonly database: Database;
  readonly audit: AuditTrail;
  readonly passwords: Passwords;
  readonly throttle: LoginThrottle;
  readonly secure: boolean;
  readonly clock: Clock;
}

/** Who of the staff is signed in. */
export class StaffLogins implements StaffIdentity {
  readonly #options: StaffLoginsOptions;
  readonly #signedOutHandlers: ((signedOut: SignedOut) => void)[] = [];

  constructor(options: StaffLoginsOptions) {
    this.#options = options;
  }

  /** Throws `login_failed`, `login_locked` or `loopback_only`. */
  async login(request: LoginRequest): Promise<NewLogin> {
    const { database, audit, passwords, throttle, clock } = this.#options;
    await throttle.book(request.staffNumber, new Date(clock()));
    const row = await database.read((prisma) => prisma.staff.findUnique({ where: { staffNumber: request.staffNumber } }));
    const right = await passwords.matches(row?.active === true ? row.passwordHash : null, request.password);
    if (!right || row === null) {
      await audit.recordAlone({
        action: 'staff.login_failed',
        staffId: row === null ? null : StaffId.parse(row.id),
        object: null,
        detail: {},
      });
      throw new AppError('login_failed');
    }
    // Only now: before the password was right, the answer would tell which numbers are demo logins.
    if (row.demo && !request.fromLoopback) throw new AppError('loopback_only');
    await throttle.clear(request.staffNumber);

    const staff = staffView(row);
    const cookieValue = newCookieValue();
    const csrfToken = newCookieValue();
    const createdAt = new Date(clock());
    const previous = readCookie(request.cookieHeader, 'staff', this.#options.secure);
    await database.transaction(async (tx) => {
      if (previous !== null) await tx.staffSession.deleteMany({ where: { cookieHash: cookieHash(previous) } });
      await tx.staffSession.create({
        data: {
          cookieHash: cookieHash(cookieValue),
          staffId: row.id,
          csrfToken,
          createdAt,
          expiresAt: new Date(createdAt.getTime() + LOGIN_LIFETIME_MS),
        },
      });
      await audit.record(tx, { action: 'staff.logged_in', staffId: staff.staffId, object: null, detail: {} });
    });
    return { staff, csrfToken, cookieValue };
  }

  async authenticate(cookieHeader: string | undefined): Promise<SignedInStaff | null> {
    const { database, secure, clock } = this.#options;
    const value = readCookie(cookieHeader, 'staff', secure);
    if (value === null) return null;
    const login = await database.read((prisma) =>
      prisma.staffSession.findUnique({ where: { cookieHash: cookieHash(value) }, include: { staff: true } }),
    );
    if (login === null || login.expiresAt.getTime() <= clock() || !login.staff.active) return null;
    return { staff: staffView(login.staff), cookieHash: login.cookieHash, csrfToken: login.csrfToken, expiresAt: login.expiresAt };
  }

  /** Ends the login that the cookie names, on every page that uses it. */
  async logout(cookieHeader: string | undefined): Promise<void> {
    const signedIn = await this.authenticate(cookieHeader);
    if (signedIn === null) return;
    const { database, audit } = this.#options;
    await database.transaction(async (tx) => {
      await tx.staffSession.deleteMany({ where: { cookieHash: signedIn.cookieHash } });
      await audit.record(tx, { action: 'staff.logged_out', staffId: signedIn.staff.staffId, object: null, detail: {} });
    });
    for (const handler of this.#signedOutHandlers) handler({ staffId: signedIn.staff.staffId, cookieHash: signedIn.cookieHash });
  }

  onSignedOut(handler: (signedOut: SignedOut) => void): void {
    this.#signedOutHandlers.push(handler);
  }

  /** Drops logins that ran out. */
  async forgetExpired(): Promise<number> {
    const { database, clock } = this.#options;
    const { count } = await database.read((prisma) => prisma.staffSession.deleteMany({ where: { expiresAt: { lt: new Date(clock()) } } }));
    return count;
  }
}
