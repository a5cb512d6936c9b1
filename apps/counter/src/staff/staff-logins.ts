import { AppError, type Routes, StaffId, type StaffView } from '@guichet/protocol';
import type { z } from 'zod';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Clock } from '../database/clock.ts';
import { afterCommit, type Database, type Tx } from '../database/database.ts';
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

export interface NewLogin extends z.infer<Routes['staff.login']['reply']> {
  readonly staff: StaffView;
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

  /** Throws `login_failed`, `login_locked`, `loopback_only` or `password_expired`. */
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
    if (row.oneTimeUntil !== null && row.oneTimeUntil.getTime() <= clock()) throw new AppError('password_expired');
    await throttle.clear(request.staffNumber);

    const staff = staffView(row);
    const cookieValue = newCookieValue();
    const csrfToken = newCookieValue();
    const createdAt = new Date(clock());
    const previous = readCookie(request.cookieHeader, 'staff', this.#options.secure);
    await database.transaction(async (tx) => {
      // Checking the password took a while: somebody may have reset it, or sent its owner away, and ended all logins but this one.
      const [same] = await tx.$queryRaw<unknown[]>`
        select 1 from "Staff" where "id" = ${row.id} and "active" and "passwordHash" = ${row.passwordHash} for share`;
      if (same === undefined) throw new AppError('login_failed');
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
    return { staff, csrfToken, cookieValue, passwordChangeDue: row.oneTimeUntil !== null };
  }

  async authenticate(cookieHeader: string | undefined): Promise<SignedInStaff | null> {
    const { database, secure, clock } = this.#options;
    const value = readCookie(cookieHeader, 'staff', secure);
    if (value === null) return null;
    const login = await database.read((prisma) =>
      prisma.staffSession.findUnique({ where: { cookieHash: cookieHash(value) }, include: { staff: true } }),
    );
    if (login === null || login.expiresAt.getTime() <= clock() || !login.staff.active) return null;
    return {
      staff: staffView(login.staff),
      cookieHash: login.cookieHash,
      csrfToken: login.csrfToken,
      expiresAt: login.expiresAt,
      passwordChangeDue: login.staff.oneTimeUntil !== null,
    };
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
    this.#tell([{ staffId: signedIn.staff.staffId, cookieHash: signedIn.cookieHash }]);
  }

  /**
   * Replaces one's own password and ends every other login of the same person. The current one is asked for, and wrong answers count as
   * wrong passwords do. Throws `login_failed`, `login_locked`, `password_reused`.
   */
  async changePassword(signedIn: SignedInStaff, current: string, next: string): Promise<void> {
    const { database, audit, passwords, throttle, clock } = this.#options;
    const { staffId, staffNumber } = signedIn.staff;
    await throttle.book(staffNumber, new Date(clock()));
    const row = await database.read((prisma) => prisma.staff.findUniqueOrThrow({ where: { id: staffId } }));
    if (!(await passwords.matches(row.passwordHash, current))) throw new AppError('login_failed');
    await throttle.clear(staffNumber);
    if (next === current || next.toLowerCase().includes(staffNumber.toLowerCase())) throw new AppError('password_reused');
    const passwordHash = await passwords.hash(next);
    const ended = await database.transaction(async (tx) => {
      // An administrator may have reset it meanwhile: then what was just checked is no longer the password.
      const { count } = await tx.staff.updateMany({
        where: { id: staffId, active: true, passwordHash: row.passwordHash },
        data: { passwordHash, oneTimeUntil: null },
      });
      if (count === 0) throw new AppError('wrong_state');
      await audit.record(tx, { action: 'staff.password_changed', staffId, object: staffId, detail: {} });
      return deleteLogins(tx, staffId, signedIn.cookieHash);
    });
    this.#tell(ended);
  }

  /** Ends every login of a person in the transaction; tells their pages once it is committed. */
  async endAll(tx: Tx, staffId: StaffId): Promise<void> {
    const ended = await deleteLogins(tx, staffId, null);
    afterCommit(tx, () => this.#tell(ended));
  }

  #tell(ended: readonly SignedOut[]): void {
    for (const signedOut of ended) for (const handler of this.#signedOutHandlers) handler(signedOut);
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

/** All logins of a person but the one that is kept. */
async function deleteLogins(tx: Tx, staffId: StaffId, kept: string | null): Promise<SignedOut[]> {
  const logins = await tx.$queryRaw<{ cookieHash: string }[]>`
    delete from "StaffSession" where "staffId" = ${staffId} and "cookieHash" <> ${kept ?? ''} returning "cookieHash"`;
  return logins.map(({ cookieHash: hash }) => ({ staffId, cookieHash: hash }));
}
