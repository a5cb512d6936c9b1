import { Socket } from 'node:net';
import { pino } from 'pino';
import { ensureWorker } from '../native/ensure-worker.ts';
import { ConfigError, readConfig } from './config.ts';
import { startNode, type SfuNode } from './node.ts';

const EXIT_CONFIG = 2;
/** Whatever hangs, the process ends; the workers end with it, as their channel closes. */
const STOP_WITHIN_MS = 8_000;

try {
  const config = readConfig(process.env);
  const log = pino({ name: 'sfu', level: config.logLevel });
  const starting = begin();

  let stopping = false;
  const shutDown = (why: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ why }, 'media node stops');
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    void starting.then((node) => node.stop()).then(() => process.exit(0), () => process.exit(1));
  };
  // Before any media worker is made: mediasoup closes its workers on these signals as well, and peers are to be told first.
  process.on('SIGTERM', () => shutDown('SIGTERM'));
  process.on('SIGINT', () => shutDown('SIGINT'));
  if (config.lifelineFd !== null) {
    const lost = (): void => shutDown('lifeline closed');
    new Socket({ fd: config.lifelineFd }).on('close', lost).on('error', lost).resume().unref();
  }
  await starting;

  async function begin(): Promise<SfuNode> {
    const workerBinary = config.workerBinary ?? (await ensureWorker({ onProgress: (progress) => log.info({ progress }, 'preparing the media worker') })).binary;
    return startNode({ config, workerBinary, log });
  }
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
  process.exit(error instanceof ConfigError ? EXIT_CONFIG : 1);
}
