/**
 * Puts the demo bank into the database that the counter's own environment names, and prints `{ logins, apiKey }` as one line of JSON on
 * stdout. Can be run again: nothing is made twice.
 */
import { ConfigError, readConfig } from './config.ts';
import { Database } from './database/database.ts';
import { describeError } from './log.ts';
import { DemoSecrets } from './seed/demo-secrets.ts';
import { seedBankSystems } from './seed/seed-bank-systems.ts';
import { seedDemoBank } from './seed/seed-demo-bank.ts';
import { Passwords } from './staff/passwords.ts';

async function main(): Promise<void> {
  const config = readConfig();
  const database = new Database(config.databaseUrl);
  try {
    const report = await seedDemoBank({ database, passwords: new Passwords(), secrets: new DemoSecrets(config.dataDir), clock: Date.now });
    if (config.demoBankUrl !== null) await seedBankSystems(database, config.demoBankUrl);
    process.stdout.write(`${JSON.stringify(report)}\n`);
  } finally {
    await database.close();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(
    error instanceof ConfigError ? `${error.message}\n` : `The demo bank could not be set up: ${JSON.stringify(describeError(error))}\n`,
  );
  process.exitCode = 1;
}
