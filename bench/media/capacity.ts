import { availableParallelism } from 'node:os';
import { absolute, type Figure } from '../figures.ts';
import type { BenchContext } from '../main.ts';
import { Contestant, type Shares } from './contestant.ts';

const FIRST_CALLS = 40;
const STEP_CALLS = 10;
const MOST_CALLS = 200;
const SETTLE_MS = 1_500;
const MEASURE_MS = 3_000;
const MAX_LOSS = 0.001;
const MIN_CALLS = 60;
/** A single-threaded process that uses so much of a core is what holds the others up. */
const FULL_CORE = 0.85;
/** Every so many added calls counts what it receives; what is recorded is counted of all. */
const COUNTING_SHARE = 5;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Adds recorded calls until packets get lost: how many this machine holds, callers included, and what is full then. */
export async function capacity(progress: BenchContext['progress']): Promise<Figure[]> {
  const contestant = await Contestant.start('recordedLight');
  let held = 0;
  let sharesAtBest: Shares = {};
  let sharesAtEnd: Shares = {};
  try {
    for (let calls = FIRST_CALLS; calls <= MOST_CALLS; calls += STEP_CALLS) {
      const failure = await join(contestant, calls === FIRST_CALLS ? FIRST_CALLS : STEP_CALLS);
      if (failure !== null) {
        progress(`${calls} calls: not all of them joined (${failure})`);
        break;
      }
      await pause(SETTLE_MS);
      const { shares, losses } = await contestant.measure(MEASURE_MS);
      const loss = Math.max(losses.forwarded, losses.recorded ?? 1);
      progress(
        `${calls} calls: ${describe(shares)}, lost ${(losses.forwarded * 100).toFixed(3)} %, not recorded ${((losses.recorded ?? 1) * 100).toFixed(3)} %`,
      );
      sharesAtEnd = shares;
      if (loss >= MAX_LOSS) break;
      held = calls;
      sharesAtBest = shares;
    }
  } finally {
    await contestant.end();
  }
  const saturated = `full first: ${fullest(sharesAtEnd)}`;
  return [
    absolute({
      what: `recorded calls of 190 packets/s held at < 0.1 % loss, callers included (${saturated})`,
      ours: held,
      unit: 'calls',
      limit: { atLeast: MIN_CALLS },
    }),
    ...Object.entries(sharesAtBest).map(([name, share]) =>
      absolute({ what: `of one core at that number: ${name}`, ours: share, unit: 'cores' }),
    ),
  ];
}

/** In small groups: a hundred handshakes at once are no capacity but a stampede. @returns why somebody could not join */
async function join(contestant: Contestant, calls: number): Promise<string | null> {
  try {
    for (let left = calls; left > 0; left -= COUNTING_SHARE) {
      await contestant.add(1, { together: true, countsReceived: true });
      if (left > 1) await contestant.add(Math.min(left, COUNTING_SHARE) - 1, { together: true, countsReceived: false });
    }
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The process that is at its own limit, or else the one that takes the most of a machine that is full. */
export function fullest(shares: Shares): string {
  const sorted = Object.entries(shares).toSorted(([, a], [, b]) => b - a);
  const [name, share] = sorted[0] ?? ['nothing', 0];
  const total = sorted.reduce((sum, [, each]) => sum + each, 0);
  const cores = availableParallelism();
  if (share >= FULL_CORE) return `${name}, at ${share.toFixed(2)} of a core`;
  return `the machine's ${cores} cores (${total.toFixed(2)} of them in use), most of it by the ${name} (${share.toFixed(2)})`;
}

function describe(shares: Shares): string {
  return Object.entries(shares)
    .map(([name, share]) => `${name} ${share.toFixed(2)}`)
    .join(', ');
}
