import { Socket } from 'node:net';
import { type Logger, pino } from 'pino';
import { ensureWorker } from '../native/ensure-worker.ts';
import { ConfigError, readConfig, type SfuConfig } from './config.ts';
import { startNode } from './node.ts';

const EXIT_CONFIG = 2;
/** Whatever hangs, the process ends; the workers end with it, as their channel closes. */
const STOP_WITHIN_MS = 8_000;

/** Runs a media node with the configuration of the environment until it is told to stop; exits with 2 when that describes none. */
export async function run(): Promise<void> {
  try {
    const config = readConfig();
    await runNode(config, pino({ name: 'sfu', level: config.logLevel, redact: ['pii'] }));
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigError ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
    process.exit(error instanceof ConfigError ? EXIT_CONFIG : 1);
  }
}

async function runNode(config: SfuConfig, log: Logger): Promise<void> {
  const { promise: node, resolve: started } = Promise.withResolvers<Awaited<ReturnType<typeof startNode>>>();
  let stopping = false;
  const shutDown = (why: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ why }, 'media node stops');
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    void node
      .then((running) => running.stop())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  // Before any media worker is made: mediasoup closes its workers on these signals as well, and peers are to be told first.
  process.on('SIGTERM', () => shutDown('SIGTERM'));
  process.on('SIGINT', () => shutDown('SIGINT'));
  if (config.lifelineFd !== null) {
    const lost = (): void => shutDown('lifeline closed');
    new Socket({ fd: config.lifelineFd }).on('close', lost).on('error', lost).resume().unref();
  }
  const onProgress = (progress: unknown): void => log.info({ progress }, 'preparing the media worker');
  const workerBinary = config.workerBinary ?? (await ensureWorker({ onProgress })).binary;
  started(await startNode({ config, workerBinary, log }));
}
