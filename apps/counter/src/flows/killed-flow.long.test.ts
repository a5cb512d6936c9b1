import { describe, expect, it } from 'vitest';
import { killFlowRuns } from '../testing/kill-flow-runs.ts';

const KILLS = 3;

describe('kill -9 of the counter at random steps of a flow', () => {
  it('loses no acknowledged step, does nothing twice, and the run goes on', async () => {
    const seed = Date.now() >>> 0;
    const report = await killFlowRuns(KILLS, seed);
    expect(report.faults, `seed ${seed}`).toEqual([]);
    expect(report.kills).toBe(KILLS);
    expect(report.steps).toBeGreaterThan(KILLS);
    console.info(
      `${report.kills} kills, ${report.steps} steps, next step after ${report.goesOnMs.join(', ')} ms (${report.readyToStepMs.join(', ')} ms after the counter answered), seed ${seed}`,
    );
  }, 240_000);
});
