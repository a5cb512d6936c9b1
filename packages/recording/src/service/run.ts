import { mkdirSync } from 'node:fs';
import { pino } from 'pino';
import { systemClock } from '../journal/clock.ts';
import { loadNodeSigner } from '../journal/node-signer.ts';
import type { ChunkStore } from '../store/chunk-store.ts';
import { LocalFolderStore } from '../store/local-folder-store.ts';
import { readConfig } from './config.ts';
import type { ServiceConfig, StorePlace } from './config.ts';
import type { EarlySocket } from './early/early-sockets.ts';
import { Lull } from './lull.ts';
import { Recorder } from './recorder.ts';
import { SocketServer } from './server.ts';

const EXIT_CONFIG = 2;

async function run(config: ServiceConfig, early: ReadonlyMap<string, EarlySocket>): Promise<void> {
  const log = pino({ name: 'recording', level: config.logLevel });
  mkdirSync(config.journalDir, { recursive: true, mode: 0o700 });
  const store = await openStore(config.store);

  const lull = new Lull(config.gatherMs);
  const server = new SocketServer({ path: config.socketPath, log, lull });
  await server.listen();
  const recorder = new Recorder({
    config,
    signer: loadNodeSigner(config.nodeKeyFile),
    store,
    clock: systemClock,
    log,
    notify: server.notify,
    attended: () => server.attended,
    lull,
    early,
  });
  await recorder.start();
  server.serve(recorder);
  log.info({ minFreeBytes: config.minFreeBytes }, 'recording service ready');

  let stopping = false;
  const stop = (why: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ why }, 'recording service stops');
    server.close();
    void recorder.stop().then(
      () => process.exit(0),
      (err: unknown) => {
        log.error({ err }, 'could not seal everything');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  if (config.exitWithParent) {
    process.stdin.on('end', () => stop('parent ended')).on('error', () => stop('parent ended'));
    process.stdin.resume();
  }
}

async function openStore(store: StorePlace): Promise<ChunkStore> {
  if (store.kind === 'folder') {
    mkdirSync(store.folder, { recursive: true, mode: 0o700 });
    return new LocalFolderStore(store.folder);
  }
  const { readS3Settings, S3ChunkStore } = await import('../store/s3.ts');
  return new S3ChunkStore(await readS3Settings(store.place, store.credentialsPath), store.lockedForMs);
}

/** Runs the service with the configuration of the environment until it is told to stop; exits with 2 when it can't start. */
export async function runService(early: ReadonlyMap<string, EarlySocket>): Promise<void> {
  try {
    await run(readConfig(), early);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(EXIT_CONFIG);
  }
}
