import { deflateSync } from 'node:zlib';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { hostileFiles, pngOf } from '../testing/hostile-pictures.ts';
import { IdentityPool, type PoolOptions, type WorkDone } from './identity-pool.ts';

const require = createRequire(import.meta.url);
/** Some people on a stage, from the package of the engine itself. */
const people = await readFile(join(dirname(require.resolve('@vladmandic/human')), '../assets/samples.jpg'));
const empty = await sharp({ create: { width: 320, height: 240, channels: 3, background: '#777' } })
  .jpeg()
  .toBuffer();

const pools: IdentityPool[] = [];
function open(options: Partial<PoolOptions> = {}) {
  const done: WorkDone[] = [];
  const pool = new IdentityPool({ onDone: (each) => done.push(each), ...options });
  pools.push(pool);
  return { pool, done };
}
afterEach(() => pools.splice(0).forEach((pool) => pool.close()));

const analyse = (pool: IdentityPool, ...pictures: Uint8Array[]) => pool.run('face.analyse', { pictures, embedEvery: 0 });

describe('the pool of engines', () => {
  it('looks at faces in a process of its own, and says who looked', async () => {
    const { pool, done } = open({ workers: 1 });
    const [seen, nobody] = await analyse(pool, people, empty);
    expect(seen?.faces.length).toBeGreaterThan(0);
    expect(seen?.engines.detector).toMatchObject({ name: 'human-blazeface', version: '3.3.6', licence: expect.stringContaining('MIT') });
    expect(nobody?.faces).toEqual([]);
    expect(pool.state).toMatchObject({ running: 0, processes: 1, restarts: 0 });
    expect(pool.state.memoryBytes).toBeGreaterThan(50_000_000);
    expect(done).toMatchObject([{ kind: 'face.analyse', outcome: 'done' }]);
  });

  it('refuses every hostile file within 2 s, without a process being harmed', async () => {
    const { pool } = open({ workers: 1 });
    await analyse(pool, empty);
    for (const [name, { make, problem }] of Object.entries(hostileFiles())) {
      const bytes = await make();
      const begun = performance.now();
      await expect(analyse(pool, bytes), name).rejects.toMatchObject({ problem });
      expect(performance.now() - begun, name).toBeLessThan(2_000);
    }
    // What passes the gate and unfolds within its bounds is opened or refused by the decoder, as fast.
    const begun = performance.now();
    await expect(analyse(pool, pngOf(5_000, 5_000, deflateSync(Buffer.alloc(1_000))))).rejects.toMatchObject({ problem: 'broken' });
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(await analyse(pool, empty)).toMatchObject([{ faces: [] }]);
    expect(pool.state).toMatchObject({ processes: 1, restarts: 0 });
  });

  it('ends a process that takes too long or grows too large, and goes on with a fresh one', async () => {
    const { pool: slow } = open({ workers: 1, timeoutMs: { 'face.analyse': 1 } });
    await expect(analyse(slow, people)).rejects.toMatchObject({ problem: 'timeout' });
    expect(slow.state).toMatchObject({ processes: 0, restarts: 1 });
    const { pool: small } = open({ workers: 1, maxMemoryBytes: 120 * 1024 * 1024 });
    await expect(analyse(small, people)).rejects.toMatchObject({ problem: 'out_of_memory' });
    expect(small.state.processes).toBe(0);
    await expect(analyse(small, people)).rejects.toMatchObject({ problem: 'out_of_memory' });
    expect(small.state.restarts).toBe(2);
  });

  it('refuses what it has no room for at once, and does the rest in turn', async () => {
    const { pool, done } = open({ workers: 1, queue: 2 });
    const orders = Array.from({ length: 6 }, () =>
      analyse(pool, empty).then(
        () => 'done',
        (error: { problem: string }) => error.problem,
      ),
    );
    expect(await Promise.all(orders)).toEqual(['done', 'done', 'done', 'busy', 'busy', 'busy']);
    expect(done.filter(({ outcome }) => outcome === 'busy').every(({ tookMs }) => tookMs < 100)).toBe(true);
    expect(pool.state).toMatchObject({ running: 0, waiting: 0, processes: 1 });
  });

  it('outlives a process that is killed, and leaves none behind when it is closed', async () => {
    const { pool } = open({ workers: 1, ordersPerWorker: 2 });
    await analyse(pool, empty);
    const pids = () => pool.pids;
    const [first] = pids();
    process.kill(first ?? 0, 'SIGKILL');
    await expect.poll(() => pool.state.processes, { timeout: 10_000 }).toBe(0);
    await analyse(pool, empty);
    const [second] = pids();
    expect(second).not.toBe(first);
    // The second order is its last.
    await analyse(pool, empty);
    expect(pids()).toEqual([]);
    pool.close();
    await expect(analyse(pool, empty)).rejects.toMatchObject({ problem: 'closed' });
  });
});
