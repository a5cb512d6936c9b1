import { expect, it } from 'vitest';
import { absolute, compare, median, percentile } from './figures.ts';
import { interleave } from './interleave.ts';
import { cpuSeconds, cpuShare, processTree } from './process-cpu.ts';

it('takes the middle of odd series and the mean of the middle two of even ones', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

it('says whether a ratio stays within its limit', () => {
  const rounds = { ours: [2, 2, 2], peer: [4, 4, 4] };
  expect(compare({ what: 'x', unit: 's', rounds, maxRatio: 0.6 })).toMatchObject({ ratio: 0.5, ok: true });
  expect(compare({ what: 'x', unit: 's', rounds, maxRatio: 0.4 })).toMatchObject({ ratio: 0.5, ok: false });
});

it('takes contestants in turns', async () => {
  const order: string[] = [];
  const turn = (name: string) => async () => order.push(name);
  const results = await interleave({ a: turn('a'), b: turn('b') }, 2);
  expect(order).toEqual(['a', 'b', 'a', 'b']);
  expect(results).toEqual({ a: [1, 3], b: [2, 4] });
});

it('sees the work of a process', async () => {
  const startedAt = process.cpuUsage();
  const share = await cpuShare([process.pid], async () => {
    const before = cpuSeconds([process.pid]);
    // However busy the machine is: until so much was really used.
    while (process.cpuUsage(startedAt).user < 300_000);
    expect(cpuSeconds([process.pid]) - before).toBeGreaterThan(0.2);
  });
  expect(share).toBeGreaterThan(0);
  expect(processTree(process.ppid)).toContain(process.pid);
});

it('says whether a value without a peer stays on the right side of its limit', () => {
  expect(absolute({ what: 'x', ours: 61, unit: 'calls', limit: { atLeast: 60 } })).toMatchObject({ ok: true, limit: '≥ 60', peer: null });
  expect(absolute({ what: 'x', ours: 59, unit: 'calls', limit: { atLeast: 60 } })).toMatchObject({ ok: false });
  expect(absolute({ what: 'x', ours: 0.001, unit: 'share', limit: { below: 0.001 } })).toMatchObject({ ok: false, limit: '< 0.001' });
  expect(absolute({ what: 'x', ours: 1, unit: 'cores' })).not.toHaveProperty('ok');
});

it('takes percentiles by the nearest rank', () => {
  const values = [20, 10, 40, 30];
  expect([percentile(values, 0.5), percentile(values, 0.75), percentile(values, 0.95), percentile(values, 0)]).toEqual([20, 30, 40, 10]);
});
