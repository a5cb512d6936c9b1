import type { FlowRole, PersonMove, Reply, Simulation, SimulationStep } from '@guichet/workflow';

/** A run that is tried out, and what can be gone back to: as it stood before each click. */
export interface Run {
  readonly simulation: Simulation;
  readonly past: readonly Simulation[];
  /** The flow's refusal of the last click. */
  readonly refused: string | null;
  /** The saved test that it came from. */
  readonly from: { readonly scenarioId: string; readonly title: string } | null;
}

export function begun(simulation: Simulation, from: Run['from'] = null): Run {
  // A story that is opened can be gone back through, step by step.
  return { simulation, past: simulation.history.slice(0, -1), refused: null, from };
}

export function clicked(run: Run, steps: readonly SimulationStep[]): Run {
  let simulation = run.simulation;
  let refused: string | null = null;
  for (const step of steps) {
    const taken = simulation.step(step);
    simulation = taken.simulation;
    refused = taken.refused ?? refused;
  }
  if (simulation === run.simulation) return { ...run, refused };
  return { ...run, simulation, past: [...run.past, run.simulation], refused };
}

export function backTo(run: Run, index: number): Run {
  const simulation = run.past[index];
  return simulation === undefined ? run : { ...run, simulation, past: run.past.slice(0, index), refused: null };
}

/** Who does it, as the flow tells people of one role apart. */
const ACTOR_IDS: Readonly<Partial<Record<FlowRole, string>>> = { agent: 'agent', checker: 'checker', supervisor: 'supervisor' };

export const moved = (move: PersonMove, nodeRunId: string | null = null, afterMs: number | null = null): SimulationStep => ({
  do: 'move',
  move,
  nodeRunId,
  afterMs,
  settle: true,
});

export const acted = (by: FlowRole, nodeRunId: string, action: string, input: unknown, afterMs: number | null = null): SimulationStep =>
  moved({ act: action, by, id: ACTOR_IDS[by] ?? null, input: (input ?? null) as never, afterMs: 0 }, nodeRunId, afterMs);

export const told = (name: string, payload: Readonly<Record<string, unknown>> = {}): SimulationStep =>
  moved({ signal: name, payload: payload as never, afterMs: 0 });

const reply = (more: Partial<Reply>): Reply => ({ ok: true, answer: {}, silent: false, afterMs: 200, signals: [], ...more });
/** Ways in which the outside can fail. */
export const FAILURES = {
  retry: reply({ ok: false, code: 'unavailable', retryable: true }),
  error: reply({ ok: false, code: 'failed', retryable: false }),
  silent: reply({ silent: true }),
} as const;
export type FailureKind = keyof typeof FAILURES;

export const ownReply = (answer: Readonly<Record<string, unknown>>): Reply => reply({ answer: answer as never });

/** The word for an answer. */
export function answerWord({ ok, silent, retryable }: Reply): 'usual' | FailureKind {
  if (silent) return 'silent';
  if (ok) return 'usual';
  return retryable === true ? 'retry' : 'error';
}
