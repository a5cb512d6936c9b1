/**
 * `node apps/counter/src/add-administrator.ts STAFF_NUMBER NAME`: makes somebody an administrator in the database that the counter's own
 * environment names, and prints their one-time password on stdout. Exit code 2 for a wrong number or name.
 */
import { StaffFacts, StaffNumber } from '@guichet/protocol';
import { AuditTrail } from './audit/audit-trail.ts';
import { ConfigError, readConfig } from './config.ts';
import { Database } from './database/database.ts';
import { describeError } from './log.ts';
import { appointAdministrator } from './staff/appoint-administrator.ts';
import { Passwords } from './staff/passwords.ts';

async function main([number = '', ...words]: readonly string[]): Promise<number> {
  const staffNumber = StaffNumber.safeParse(number);
  const name = StaffFacts.shape.names.shape['zh-CN'].safeParse(words.join(' '));
  if (!staffNumber.success || !name.success) {
    process.stderr.write('Usage: node apps/counter/src/add-administrator.ts STAFF_NUMBER NAME\n');
    return 2;
  }
  const database = new Database(readConfig().databaseUrl);
  try {
    const audit = new AuditTrail({ database, clock: Date.now });
    const password = await appointAdministrator(
      { database, audit, passwords: new Passwords(), clock: Date.now },
      { staffNumber: staffNumber.data, name: name.data },
    );
    process.stdout.write(`${password}\n`);
    return 0;
  } finally {
    await database.close();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(
    error instanceof ConfigError ? `${error.message}\n` : `Nobody was made administrator: ${JSON.stringify(describeError(error))}\n`,
  );
  process.exitCode = 1;
}
