import { performance } from 'node:perf_hooks';
import { HeadFilm, jpegOf } from '@guichet/identity/faces-testing';
import { IdentityPool } from '@guichet/identity/pool';
import { type Figure, median } from '../figures.ts';
import type { BenchContext } from '../main.ts';
import { cpuSeconds } from '../process-cpu.ts';

const DEFAULT_ROUNDS = 20;
/** Of a challenge that is followed in the second burst: eight pictures each, every third embedded. */
const BURST = 8;
const EMBED_EVERY = 3;
const CHALLENGES = 2;

/** Looking at faces and comparing them, in a pool of one process, as a counter has it; the process is warm. */
export async function measureFaces({ rounds = DEFAULT_ROUNDS, progress }: BenchContext): Promise<readonly Figure[]> {
  const pool = new IdentityPool({ workers: 1 });
  try {
    const film = await HeadFilm.open(pool);
    const [still, turned] = await Promise.all([jpegOf(film.frame('eve', {})), jpegOf(film.frame('eve', { yawDeg: 12 }))]);
    const burst = Array.from({ length: BURST }, (_, index) => (index % 2 === 0 ? still : turned));
    await pool.run('face.compare', { reference: still, live: [turned] });
    const [pid = 0] = pool.pids;
    const timed = async (what: string, work: () => Promise<unknown>): Promise<number> => {
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const startedMs = performance.now();
        await work();
        times.push(performance.now() - startedMs);
      }
      const middle = median(times);
      progress(`${what}: ${middle.toFixed(0)} ms`);
      return middle;
    };
    const look = await timed('one face', () => pool.run('face.analyse', { pictures: [still], embedEvery: 0 }));
    const compare = await timed('one comparison', () => pool.run('face.compare', { reference: still, live: [turned] }));
    const before = cpuSeconds([pid]);
    for (let challenge = 0; challenge < CHALLENGES; challenge++)
      for (let time = 0; time < 2; time++) await pool.run('face.analyse', { pictures: burst, embedEvery: EMBED_EVERY });
    await pool.run('face.compare', { reference: still, live: burst.slice(0, 4) });
    await pool.run('face.compare', { reference: still, live: burst.slice(0, 4) });
    const session = cpuSeconds([pid]) - before;
    const figure = (what: string, ours: number, unit: string): Figure => ({ what, ours, peer: null, ratio: null, unit });
    return [
      figure('one face found and measured', look, 'ms'),
      figure('two pictures compared', compare, 'ms'),
      figure('processor time of a session: two challenges, one comparison with the document, one with the challenges', session, 's'),
      figure('memory of the process', pool.state.memoryBytes / 2 ** 20, 'MiB'),
    ];
  } finally {
    pool.close();
  }
}
