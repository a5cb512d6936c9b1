import { createHash } from 'node:crypto';
import { AppError } from '@guichet/protocol';
import type { Database } from '../database/database.ts';

/** Wrong passwords that cost nothing: fingers slip. */
export const FREE_FAILURES = 4;
const FIRST_LOCK_MS = 30_000;
const LONGEST_LOCK_MS = 3_600_000;
/** After this long without a failure the count begins anew. */
export const FORGET_AFTER_MS = 24 * 3_600_000;

/** How long a login stays locked after its nth wrong password in a row: 30 s, then twice as long each time, up to an hour. */
export function lockMs(failures: number): number {
  if (failures <= FREE_FAILURES) return 0;
  return Math.min(LONGEST_LOCK_MS, FIRST_LOCK_MS * 2 ** Math.min(20, failures - FREE_FAILURES - 1));
}

/**
 * Counts wrong passwords by what was typed as the staff number, whether anybody has it or not, so that being locked tells nothing about
 * who works here. Kept in the database: a restart forgets nothing, and several counters count together.
 */
export class LoginThrottle {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Books an attempt before its password is looked at, so that a thousand attempts at once are not a thousand guesses. Throws
   * `login_locked` with the time to wait, which the attempt does not lengthen.
   */
  async book(staffNumber: string, now: Date): Promise<void> {
    const key = throttleKey(staffNumber);
    const forgetBefore = new Date(now.getTime() - FORGET_AFTER_MS);
    await this.#database.transaction(async (tx) => {
      await tx.$executeRaw`
        insert into "LoginThrottle" ("key", "failures", "updatedAt") values (${key}, 0, ${now}::timestamptz) on conflict ("key") do nothing`;
      const [row] = await tx.$queryRaw<{ failures: number; lockedUntil: Date | null; updatedAt: Date }[]>`
        select "failures", "lockedUntil", "updatedAt" from "LoginThrottle" where "key" = ${key} for update`;
      if (row === undefined) throw new AppError('internal');
      if (row.lockedUntil !== null && row.lockedUntil > now) {
        throw new AppError('login_locked', { retryAfterMs: row.lockedUntil.getTime() - now.getTime() });
      }
      const failures = (row.updatedAt < forgetBefore ? 0 : row.failures) + 1;
      const lockedFor = lockMs(failures);
      await tx.loginThrottle.update({
        where: { key },
        data: { failures, updatedAt: now, lockedUntil: lockedFor === 0 ? null : new Date(now.getTime() + lockedFor) },
      });
    });
  }

  /** The password was right after all. */
  async clear(staffNumber: string): Promise<void> {
    await this.#database.read((prisma) => prisma.loginThrottle.deleteMany({ where: { key: throttleKey(staffNumber) } }));
  }

  /** Drops counts that no longer count. */
  async forgetOld(now: Date): Promise<number> {
    const forgetBefore = new Date(now.getTime() - FORGET_AFTER_MS);
    const { count } = await this.#database.read((prisma) =>
      prisma.loginThrottle.deleteMany({ where: { updatedAt: { lt: forgetBefore } } }),
    );
    return count;
  }
}

/** What is typed into the field can be anything, a password by mistake too: only its hash is kept. */
function throttleKey(staffNumber: string): string {
  return createHash('sha256').update(`staff:${staffNumber.toLowerCase()}`).digest('hex');
}
