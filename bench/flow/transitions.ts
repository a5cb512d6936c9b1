import { type Figure, compare, median } from '../figures.ts';
import { interleave } from '../interleave.ts';
import { bpmnRun, runFeelin, runOurs, xstateRun } from './contestants.ts';
import { STEPS, interpretedGuards, simpleGuards, twentySteps } from './twenty-steps.ts';

/** How much longer a run may take than the FEEL evaluations in it take by themselves. */
const MAX_RATIO_TO_FEELIN = 1.2;
const ROUND_MS = 400;
const DEFAULT_ROUNDS = 9;

interface Options {
  readonly rounds: number | undefined;
  readonly progress: (line: string) => void;
}

/** A flow of twenty steps with three guards, run from its start to its end, beside the same in others and beside its guards alone. */
export async function transitions({ rounds = DEFAULT_ROUNDS, progress }: Options): Promise<readonly Figure[]> {
  const interpreted = twentySteps(interpretedGuards);
  const compiled = twentySteps(simpleGuards.map(({ feel }) => feel));
  const xstate = xstateRun(simpleGuards);
  const bpmn = bpmnRun(simpleGuards);
  const contestants = {
    interpreted: () => microsecondsEach(() => runOurs(interpreted)),
    feelin: () => microsecondsEach(() => runFeelin(interpretedGuards)),
    compiled: () => microsecondsEach(() => runOurs(compiled)),
    simpleByFeelin: () => microsecondsEach(() => runFeelin(simpleGuards.map(({ feel }) => feel))),
    xstate: () => microsecondsEach(xstate),
    bpmn: () => microsecondsEach(bpmn),
  };
  // The first turns warm the compilers up and count for nobody.
  for (const contestant of Object.values(contestants)) await contestant();
  const times = await interleave(contestants, rounds, (name, round, time) =>
    progress(`round ${round} ${name}: ${time.toFixed(1)} µs a run`),
  );
  const perSecond = (STEPS * 1_000_000) / median(times.compiled);
  return [
    {
      ...compare({
        what: `a run of ${STEPS} steps with 3 interpreted guards, beside those 3 FEEL evaluations alone`,
        unit: 'µs a run',
        rounds: { ours: times.interpreted, peer: times.feelin },
        maxRatio: MAX_RATIO_TO_FEELIN,
      }),
    },
    {
      ...compare({
        what: `a run of ${STEPS} steps with 3 guards as the shipped flows write them, beside those 3 FEEL evaluations alone`,
        unit: 'µs a run',
        rounds: { ours: times.compiled, peer: times.simpleByFeelin },
        maxRatio: MAX_RATIO_TO_FEELIN,
      }),
    },
    compare({
      what: 'a run with its guards compiled, beside XState 5',
      unit: 'µs a run',
      rounds: { ours: times.compiled, peer: times.xstate },
    }),
    compare({
      what: 'a run with its guards compiled, beside bpmn-engine',
      unit: 'µs a run',
      rounds: { ours: times.compiled, peer: times.bpmn },
    }),
    { what: 'transitions, guards compiled', ours: perSecond, peer: null, ratio: null, unit: 'transitions/s' },
  ];
}

async function microsecondsEach(work: () => void | Promise<void>): Promise<number> {
  const startedAt = process.hrtime.bigint();
  let runs = 0;
  let nowMs = 0;
  while (nowMs < ROUND_MS) {
    const result = work();
    if (result) await result;
    runs += 1;
    nowMs = Number(process.hrtime.bigint() - startedAt) / 1_000_000;
  }
  return (nowMs * 1_000) / runs;
}
