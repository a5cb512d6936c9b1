import { newId, StaffId } from '@guichet/protocol';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Clock } from '../database/clock.ts';
import type { Database } from '../database/database.ts';
import type { Passwords } from './passwords.ts';
import { newReadablePassword } from './readable-password.ts';
import { ONE_TIME_PASSWORD_MS } from './team.ts';

interface Appointing {
  readonly database: Database;
  readonly audit: AuditTrail;
  readonly passwords: Passwords;
  readonly clock: Clock;
}

/**
 * Makes somebody an administrator from the counter's own machine: the first one, or one in place of those who locked themselves out. Ends
 * the logins of whoever has the number already. Answers the one-time password.
 */
export async function appointAdministrator(
  { database, audit, passwords, clock }: Appointing,
  { staffNumber, name }: { readonly staffNumber: string; readonly name: string },
): Promise<string> {
  const password = newReadablePassword();
  const access = { passwordHash: await passwords.hash(password), oneTimeUntil: new Date(clock() + ONE_TIME_PASSWORD_MS), active: true };
  await database.transaction(async (tx) => {
    const found = await tx.staff.findUnique({ where: { staffNumber } });
    const roles = [...new Set([...(found?.roles ?? []), 'admin'])];
    const { id } = await tx.staff.upsert({
      where: { staffNumber },
      create: { id: newId('stf'), staffNumber, displayName: name, roles, ...access },
      update: { roles, ...access },
    });
    await tx.staffSession.deleteMany({ where: { staffId: id } });
    const action = found === null ? 'staff.created' : 'staff.password_reset';
    await audit.record(tx, { action, staffId: null, object: StaffId.parse(id), detail: { roles: roles.join(' ') } });
  });
  return password;
}
