import { EventEmitter, once } from 'node:events';
import { type CompiledFlow, initialState, transition } from '@guichet/workflow';
import { Engine } from 'bpmn-engine';
import { evaluate } from 'feelin';
import { createMachine, initialTransition, transition as nextSnapshot } from 'xstate';
import { BRANCHES, type Guard, STEPS, variables } from './twenty-steps.ts';

const ACTOR = { role: 'customer', id: null } as const;

/** One run of the flow from its start to its end by our engine, keeping the state of every step as the counter does. */
export function runOurs(flow: CompiledFlow): void {
  let nowMs = 1_700_000_000_000;
  let [state] = transition(flow, initialState(flow), { type: 'started', seed: 1, variables }, nowMs);
  for (let i = 1; i <= STEPS; i++) {
    nowMs += 1_000;
    [state] = transition(flow, state, { type: 'acted', nodeRunId: `s${i}#1`, action: 'done', input: {}, actor: ACTOR }, nowMs);
  }
  if (state.outcome !== 'completed') throw new Error('The run did not come to its end');
}

/** What FEEL alone takes of that path: its guards, nothing else. */
export function runFeelin(guards: readonly string[]): void {
  for (const guard of guards) if (evaluate(guard, variables).value !== true) throw new Error('A guard does not hold');
}

/** The same flow as a machine, by XState's pure functions. */
export function xstateRun(guards: readonly Guard[]): () => void {
  const states = Object.fromEntries(
    Array.from({ length: STEPS }, (_step, i) => {
      const next = i + 1 === STEPS ? 'end' : `s${i + 2}`;
      const branch = BRANCHES.findIndex((at) => at === i + 1);
      const done = branch === -1 ? next : [{ target: next, guard: `guard${branch}` }, { target: 'aside' }];
      return [`s${i + 1}`, { on: { done } }];
    }),
  );
  const machine = createMachine(
    {
      id: 'twenty',
      initial: 's1',
      context: { ...variables },
      states: { ...states, aside: { on: { done: 'end' } }, end: { type: 'final' } },
    },
    {
      guards: Object.fromEntries(
        guards.map((guard, i) => [`guard${i}`, ({ context }: { context: object }) => guard.holds(context as Record<string, unknown>)]),
      ),
    },
  );
  return () => {
    let [snapshot] = initialTransition(machine);
    for (let i = 1; i < STEPS; i++) [snapshot] = nextSnapshot(machine, snapshot, { type: 'done' });
    const isAtLast = snapshot.value === `s${STEPS}`;
    [snapshot] = nextSnapshot(machine, snapshot, { type: 'done' });
    if (!isAtLast || snapshot.status !== 'done') throw new Error('XState did not come to its end');
  };
}

/** The same flow as BPMN: a user task for each step, an exclusive gateway behind those that branch. */
export function bpmnRun(guards: readonly Guard[]): () => Promise<void> {
  const source = bpmnSource();
  const services = Object.fromEntries(guards.map((guard, i) => [`guard${i}`, () => guard.holds(variables)]));
  return async () => {
    const engine = new Engine({ name: 'twenty', source });
    const listener = new EventEmitter();
    let steps = 0;
    listener.on('activity.wait', (task: { readonly id: string; signal(): void }) => {
      steps += task.id === 'aside' ? STEPS : 1;
      task.signal();
    });
    const ended = once(engine, 'end');
    await engine.execute({ listener, services });
    await ended;
    if (steps !== STEPS) throw new Error('bpmn-engine did not go the way through all steps');
  };
}

function bpmnSource(): string {
  const flows: string[] = ['<sequenceFlow id="f0" sourceRef="start" targetRef="s1" />'];
  const nodes: string[] = ['<startEvent id="start" />'];
  for (let i = 1; i <= STEPS; i++) {
    const next = i === STEPS ? 'end' : `s${i + 1}`;
    const branch = BRANCHES.findIndex((at) => at === i);
    nodes.push(`<userTask id="s${i}" />`);
    if (branch === -1) {
      flows.push(`<sequenceFlow id="f${i}" sourceRef="s${i}" targetRef="${next}" />`);
      continue;
    }
    nodes.push(`<exclusiveGateway id="g${i}" default="d${i}" />`);
    flows.push(
      `<sequenceFlow id="f${i}" sourceRef="s${i}" targetRef="g${i}" />`,
      `<sequenceFlow id="d${i}" sourceRef="g${i}" targetRef="aside" />`,
      `<sequenceFlow id="c${i}" sourceRef="g${i}" targetRef="${next}"><conditionExpression xsi:type="tFormalExpression">\${environment.services.guard${branch}()}</conditionExpression></sequenceFlow>`,
    );
  }
  nodes.push('<userTask id="aside" />', '<endEvent id="end" />');
  flows.push('<sequenceFlow id="fAside" sourceRef="aside" targetRef="end" />');
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="urn:bench">
  <process id="twenty" isExecutable="true">${nodes.join('')}${flows.join('')}</process>
</definitions>`;
}
