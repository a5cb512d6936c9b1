import { ensureWorker } from '../../apps/sfu/native/ensure-worker.ts';
import { barePatches } from '../../apps/sfu/native/patches.ts';
import { describeWorkerProgress } from '../../apps/sfu/native/worker-progress.ts';
import { absolute, compare, median, percentile, type Figure } from '../figures.ts';
import { interleave } from '../interleave.ts';
import type { BenchContext } from '../main.ts';
import { Contestant, type Measured, type Shares } from './contestant.ts';

/** Calls that join one after the other, then calls that join all at once. */
const CALLS_ONE_BY_ONE = 12;
const CALLS_AT_ONCE = 12;
const CALLS = CALLS_ONE_BY_ONE + CALLS_AT_ONCE;
/** What a process does in its first seconds it does once; and over a short time its ticks of 10 ms are too coarse for what it then does. */
const IDLE_FROM_MS = 2_000;
const IDLE_MS = 8_000;
const WARM_UP_MS = 3_000;
/** Who was still for the others' turns is measured once it runs as it does in a call that goes on: caches and compiled code have to come back. */
const SETTLE_MS = 2_500;
const MEASURE_MS = 6_000;
const MAX_RATIO = 1.35;
const names = ['bare', 'unrecorded', 'recorded'] as const;
type Name = (typeof names)[number];
const MAX_LOSS = 0.001;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Joining {
  readonly firstMediaMs: readonly number[];
  readonly sessionsPerSecond: number;
}

interface Entrant {
  readonly contestant: Contestant;
  readonly idle: Shares;
  readonly joining: Joining;
}

/** The same peers with the same streams: on a worker alone, on our node, and on our node with recording; in turns. */
export async function besideBareWorker(rounds: number, progress: BenchContext['progress']): Promise<Figure[]> {
  // Here, where it is said how far it is, and not in a contestant that is waited for.
  await ensureWorker({ patches: barePatches, onProgress: (step) => progress(describeWorkerProgress(step, 'en')) });
  const entrants = new Map<Name, Entrant>();
  try {
    for (const name of names) entrants.set(name, await enter(name, progress));
    const turns = Object.fromEntries(names.map((name) => [name, () => takeTurn(entrants.get(name) as Entrant)])) as Record<
      Name,
      () => Promise<Measured>
    >;
    const measured = await interleave(turns, rounds, (name, round, { shares, losses }) => {
      progress(`round ${round} ${name}: ${describe(shares)}, lost ${(losses.forwarded * 100).toFixed(3)} %`);
    });
    const joining = Object.fromEntries([...entrants].map(([name, entrant]) => [name, entrant.joining])) as Record<Name, Joining>;
    return [...costFigures(measured), ...joinFigures(joining)];
  } finally {
    for (const { contestant } of entrants.values()) await contestant.end();
  }
}

async function enter(name: Name, progress: BenchContext['progress']): Promise<Entrant> {
  const contestant = await Contestant.start(name);
  await pause(IDLE_FROM_MS);
  const idle = await contestant.watch(IDLE_MS);
  const { firstMediaMs } = await contestant.add(CALLS_ONE_BY_ONE, { together: false, countsReceived: true });
  const { tookMs } = await contestant.add(CALLS_AT_ONCE, { together: true, countsReceived: true });
  const sessionsPerSecond = CALLS_AT_ONCE / (tookMs / 1000);
  progress(`${name}: first media after ${median(firstMediaMs).toFixed(0)} ms, ${sessionsPerSecond.toFixed(1)} calls/s join`);
  await pause(WARM_UP_MS);
  await contestant.play(false);
  return { contestant, idle, joining: { firstMediaMs, sessionsPerSecond } };
}

/** CPU per call in percent of a core, over the idle server. */
async function takeTurn({ contestant, idle }: Entrant): Promise<Measured> {
  await contestant.play(true);
  await pause(SETTLE_MS);
  const { shares, losses } = await contestant.measure(MEASURE_MS);
  await contestant.play(false);
  const perCall = Object.entries(shares).map(([name, share]) => [name, ((share - (idle[name] ?? 0)) * 100) / CALLS]);
  return { shares: Object.fromEntries(perCall) as Shares, losses };
}

function costFigures(measured: Record<Name, readonly Measured[]>): Figure[] {
  const of = (contestant: Name, ...processes: readonly string[]): number[] =>
    measured[contestant].map(({ shares }) => processes.reduce((sum, name) => sum + (shares[name] ?? 0), 0));
  const bare = of('bare', 'worker');
  const losses = measured.recorded.map(({ losses: { forwarded, recorded } }) => Math.max(forwarded, recorded ?? 1));
  const unit = '% of a core';
  const each = (what: string, ours: readonly number[]) => compare({ what, unit, rounds: { ours, peer: bare } });
  return [
    compare({
      what: `worker + node + recording service per recorded call at ${CALLS} calls, beside a bare worker that forwards the same`,
      unit,
      rounds: { ours: of('recorded', 'worker', 'node', 'recording'), peer: bare },
      maxRatio: MAX_RATIO,
    }),
    each('of that: worker + node, nothing recorded', of('unrecorded', 'worker', 'node')),
    each('of that: worker, nothing recorded', of('unrecorded', 'worker')),
    each('of that: worker, which also sends every packet to the recording service', of('recorded', 'worker')),
    each('of that: node', of('recorded', 'node')),
    each('of that: recording service', of('recorded', 'recording')),
    absolute({ what: 'packets lost or not recorded meanwhile', ours: median(losses), unit: 'share', limit: { below: MAX_LOSS } }),
  ];
}

function joinFigures({ bare, recorded }: Record<Name, Joining>): Figure[] {
  const firstMedia = (share: number): Figure => {
    const ours = percentile(recorded.firstMediaMs, share);
    const peer = percentile(bare.firstMediaMs, share);
    return { what: `time to first media of a recorded call, both parties, p${share * 100}`, ours, peer, ratio: ours / peer, unit: 'ms' };
  };
  return [
    {
      what: `recorded calls that join per second, ${CALLS_AT_ONCE} at once`,
      ours: recorded.sessionsPerSecond,
      peer: bare.sessionsPerSecond,
      ratio: recorded.sessionsPerSecond / bare.sessionsPerSecond,
      unit: '1/s',
    },
    firstMedia(0.5),
    firstMedia(0.95),
  ];
}

function describe(shares: Shares): string {
  return Object.entries(shares)
    .map(([name, share]) => `${name} ${share.toFixed(3)}`)
    .join(', ');
}
