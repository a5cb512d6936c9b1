import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PROBE_DEADLINE_MS = 2_000;

export interface ClockSync {
  /** Null when the system does not tell. */
  readonly synchronised: boolean | null;
  /** Positive when the wall clock is behind its source. */
  readonly offsetMs: number | null;
  readonly source: string;
}

const UNKNOWN: ClockSync = { synchronised: null, offsetMs: null, source: 'unknown' };

/** What the system says of its wall clock: chrony with an offset where it runs, else systemd's yes or no. */
export async function readClockSync(): Promise<ClockSync> {
  return (await fromChrony().catch(() => null)) ?? (await fromTimedatectl().catch(() => null)) ?? UNKNOWN;
}

async function fromChrony(): Promise<ClockSync | null> {
  // `chronyc -c tracking`: comma-separated; the 5th field is the offset in seconds (positive: slow of NTP time), the last the leap status.
  const { stdout } = await run('chronyc', ['-c', 'tracking'], { timeout: PROBE_DEADLINE_MS });
  const fields = stdout.trim().split(',');
  const offsetSeconds = Number(fields[4]);
  if (fields.length < 14 || !Number.isFinite(offsetSeconds)) return null;
  return { synchronised: fields.at(-1) !== 'Not synchronised', offsetMs: offsetSeconds * 1000, source: 'chrony' };
}

async function fromTimedatectl(): Promise<ClockSync | null> {
  const { stdout } = await run('timedatectl', ['show', '--property=NTPSynchronized', '--value'], { timeout: PROBE_DEADLINE_MS });
  const answer = stdout.trim();
  if (answer !== 'yes' && answer !== 'no') return null;
  return { synchronised: answer === 'yes', offsetMs: null, source: 'systemd' };
}

/** Names this boot of the machine, so that monotonic times of two processes can be told to be comparable; null where there is no such thing. */
export function readBootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return null;
  }
}
