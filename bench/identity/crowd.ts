import { HeadFilm, jpegOf } from '@guichet/identity/faces-testing';
import { IdentityPool } from '@guichet/identity/pool';
import { drawDocument, levels, SeededRandom, takePicture } from '@guichet/identity/testing';
import { type Figure, median } from '../figures.ts';
import type { BenchContext } from '../main.ts';
import { startGuichet } from '../media/guichet-system.ts';
import { lightStreams } from '../media/streams.ts';
import type { BenchCall, System } from '../media/system.ts';

const SESSIONS = 20;
/** Recorded calls that go on all the while. */
const CALLS = 4;
/** Calls that begin before, and as many while the checks run. */
const JOINS = 4;
const QUIET_MS = 15_000;
/** What is on its way when nothing more is sent arrives. */
const ARRIVES_MS = 1_000;
const SEED = 20_261_123;
const BURST = 8;

const MOST_LOST = 0.001;
const MOST_LATER = 2;
const MOST_JOIN_MS = 1_500;

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Twenty customers show a document and follow a challenge at the same moment, while recorded calls go on and others begin, all on one machine: packets that
 * calls lose and the time until a new one has media, beside the same before.
 */
export async function measureCrowd({ progress }: BenchContext): Promise<readonly Figure[]> {
  const pool = new IdentityPool();
  let system: System | undefined;
  try {
    const session = await preparedSession(pool);
    await pool.warm();
    system = await startGuichet({ recorded: true, streams: lightStreams });
    const calls: BenchCall[] = [];
    for (let call = 0; call < CALLS; call += 1) calls.push((await system.addCall(true)).call);
    const quiet = await watched(calls, async () => {
      const joins = await joinsOf(system);
      await after(QUIET_MS);
      return joins;
    });
    progress(`quiet: ${quiet.lost} of ${quiet.sent} packets lost, a call has media after ${median(quiet.result).toFixed(0)} ms`);
    let answered = 0;
    const crowd = await watched(calls, async () => {
      const checks = Promise.all(
        Array.from({ length: SESSIONS }, async () => {
          await session();
          progress(`${(answered += 1)} of ${SESSIONS} sessions answered`);
        }),
      );
      const joins = await joinsOf(system);
      await checks;
      return joins;
    });
    progress(`checked: ${crowd.lost} of ${crowd.sent} packets lost, a call has media after ${median(crowd.result).toFixed(0)} ms`);
    const [before, during] = [median(quiet.result), median(crowd.result)];
    const lost = crowd.lost / crowd.sent;
    return [
      {
        what: `packets that ${CALLS} recorded calls lose while ${SESSIONS} customers are checked at once`,
        ours: lost,
        peer: quiet.lost / quiet.sent,
        ratio: null,
        unit: 'share',
        limit: `≤ ${MOST_LOST}`,
        ok: lost <= MOST_LOST,
      },
      {
        what: 'a new call has media, beside the same before',
        ours: during,
        peer: before,
        ratio: during / before,
        unit: 'ms',
        limit: `ratio ≤ ${MOST_LATER} or ≤ ${MOST_JOIN_MS} ms`,
        ok: during <= Math.max(MOST_LATER * before, MOST_JOIN_MS),
      },
      { what: 'until all of them are answered', ours: crowd.tookMs / 1_000, peer: null, ratio: null, unit: 's' },
      { what: 'memory of the processes that look', ours: pool.state.memoryBytes / 2 ** 20, peer: null, ratio: null, unit: 'MiB' },
    ];
  } finally {
    await system?.close();
    pool.close();
  }
}

/** What a session has looked at: one side of a card in three frames, two bursts of a challenge, and the face beside the photograph. */
async function preparedSession(pool: IdentityPool): Promise<() => Promise<void>> {
  const random = new SeededRandom(SEED);
  const document = drawDocument('cn-id', random);
  const frames: Buffer[] = [];
  while (frames.length < 3) frames.push((await takePicture(document, levels['mild-1080p'](random), random)).jpeg);
  const film = await HeadFilm.open(pool);
  const [still, turned] = await Promise.all([jpegOf(film.frame('eve', {})), jpegOf(film.frame('eve', { yawDeg: 12 }))]);
  const burst = Array.from({ length: BURST }, (_, index) => (index % 2 === 0 ? still : turned));
  return async () => {
    await pool.run('document.read', { pictures: frames, still: null, type: 'cn-id' });
    for (let time = 0; time < 2; time += 1) await pool.run('face.analyse', { pictures: burst, embedEvery: 3 });
    await pool.run('face.compare', { reference: still, live: burst.slice(0, 4) });
  };
}

async function joinsOf(system: System | undefined): Promise<readonly number[]> {
  const times: number[] = [];
  for (let join = 0; join < JOINS; join += 1) times.push((await system?.addCall(true))?.firstMediaMs ?? 0);
  return times;
}

interface Watched<Result> {
  readonly sent: number;
  readonly lost: number;
  readonly tookMs: number;
  readonly result: Result;
}

async function watched<Result>(calls: readonly BenchCall[], work: () => Promise<Result>): Promise<Watched<Result>> {
  const total = (of: 'sent' | 'received') => calls.reduce((sum, { traffic }) => sum + traffic[of], 0);
  const lostBefore = await settled(calls, () => total('sent') - total('received'));
  const [sentBefore, startedMs] = [total('sent'), performance.now()];
  const result = await work();
  const tookMs = performance.now() - startedMs;
  const lost = (await settled(calls, () => total('sent') - total('received'))) - lostBefore;
  return { sent: total('sent') - sentBefore, lost, tookMs, result };
}

/** Counted while nothing is on its way. */
async function settled(calls: readonly BenchCall[], count: () => number): Promise<number> {
  for (const call of calls) call.hush(true);
  await after(ARRIVES_MS);
  const counted = count();
  for (const call of calls) call.hush(false);
  return counted;
}
