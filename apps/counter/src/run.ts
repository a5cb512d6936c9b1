import { startCounter, type Counter } from './app.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { holdLifeline } from './lifeline.ts';
import { createLog, type Log } from './log.ts';

/** Whatever has not ended by then is cut off: acknowledged steps are in the database, and everything else is derived from it. */
const STOP_WITHIN_MS = 10_000;

function readConfigOrExit(): Config {
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

type StopReason = 'SIGTERM' | 'SIGINT' | 'lifeline';

/** Ends the process in order at the first call; at once when somebody signals again. */
function stopper(log: Log, started: Promise<Counter>): (reason: StopReason) => void {
  let stopping = false;
  return (reason) => {
    // Whoever has asked us to stop may well end before we have: that is no request to hurry.
    if (stopping && reason === 'lifeline') return;
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ reason }, 'counter stopping');
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    started
      .then((counter) => counter.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'counter did not stop in order');
          process.exit(1);
        },
      );
  };
}

/** The counter's process, from its settings to its end. */
export async function run(): Promise<void> {
  const config = readConfigOrExit();
  const log = createLog(config.logLevel);
  const started = startCounter(config, { log });
  const stop = stopper(log, started);
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  if (config.lifelineFd !== null) holdLifeline(config.lifelineFd, () => stop('lifeline'));
  // What nobody foresaw leaves the process in a state that nobody knows; whoever started it starts it again, and rows say where it stood.
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal({ err: error }, 'counter failed');
      process.exit(1);
    });
  }
  try {
    await started;
  } catch (error) {
    log.fatal({ err: error }, 'counter could not start');
    process.exit(1);
  }
}
