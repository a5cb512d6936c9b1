import type { CompiledFlow, Scenario, SimulationStep } from '@guichet/workflow';
import { Simulation, simulationOf } from '@guichet/workflow';
import { useCallback, useMemo, useRef, useState } from 'react';
import { backTo, begun, clicked, type Run } from './run.ts';

/** Lets something happen. Resolves to whether the flow took it. */
export type Take = (steps: readonly SimulationStep[]) => boolean;

/** A Monday morning in Shanghai, as scenarios begin. */
const START_AT_MS = Date.UTC(2026, 0, 5, 2);
const fresh = (flow: CompiledFlow): Run => begun(Simulation.begin(flow, { seed: 1, startAtMs: START_AT_MS, variables: {}, outside: {} }));

/** The run that is being tried out. */
export function useRun(flow: CompiledFlow) {
  const [run, setRun] = useState(() => fresh(flow));
  const now = useRef(run);
  now.current = run;
  const set = useCallback((next: Run) => {
    now.current = next;
    setRun(next);
  }, []);
  const take = useCallback<Take>(
    (steps) => {
      const next = clicked(now.current, steps);
      set(next);
      return next.refused === null;
    },
    [set],
  );
  return useMemo(
    () => ({
      run,
      take,
      undo: () => set(backTo(now.current, now.current.past.length - 1)),
      goBack: (index: number) => set(backTo(now.current, index)),
      restart: () => set(fresh(flow)),
      open: (scenario: Scenario, from: NonNullable<Run['from']>) => set(begun(simulationOf(flow, scenario), from)),
      saved: (from: NonNullable<Run['from']>) => set({ ...now.current, from }),
    }),
    [run, take, set, flow],
  );
}
export type RunControl = ReturnType<typeof useRun>;
