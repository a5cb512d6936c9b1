import { readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { pino } from 'pino';
import { createBankServer } from './bank-server.ts';
import { readConfig } from './config.ts';

const config = readConfig();
const log = pino({ level: config.logLevel, name: 'demo-bank' });
const token = (await readFile(config.tokenPath, 'utf8')).trim();
const server = createBankServer({
  token,
  onAnswered: (operation, status) => log.info({ operation, status }, 'answered'),
});
server.listen(config.port, '127.0.0.1', () => log.info('the demo bank answers'));
server.on('error', (error) => {
  log.fatal({ err: error }, 'the demo bank could not start');
  process.exit(1);
});

const stop = (): void => {
  server.closeAllConnections();
  server.close(() => process.exit(0));
};
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
// Whoever started this process is gone.
if (config.lifelineFd !== null) new Socket({ fd: config.lifelineFd }).on('close', stop).on('error', stop).resume().unref();
