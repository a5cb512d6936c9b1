import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileFlow } from '../engine/compile.ts';
import type { CompiledFlow, CompiledNode } from '../engine/compiled-flow.ts';
import type { FlowNote } from '../engine/effects.ts';
import { initialState, transition } from '../engine/transition.ts';
import { ActionRefused } from '../nodes/node-type.ts';
import { testOptions } from '../testing/harness.ts';
import { helpfulEvent, randomEvent } from '../testing/random-events.ts';
import { randomFlow } from '../testing/random-flow.ts';
import { obligationOn, randomObligation } from '../testing/random-obligation.ts';
import { seededRuns } from '../testing/seeded-runs.ts';
import { scopeOf } from './control-flow.ts';
import { type Obligation, proveObligation } from './explore-flow.ts';
import { Standing, standingAfter } from './monitor.ts';

test('no run of the engine breaks what was proved, whatever happens to it', () => {
  let broken = 0;
  fc.assert(
    fc.property(randomFlow, randomObligation, fc.array(fc.nat(1_000_000), { minLength: 20, maxLength: 60 }), (random, laid, picks) => {
      const compiled = compileFlow(random.definition, testOptions(random.subFlows));
      if (!compiled.ok) throw new Error(compiled.problems.map(({ message }) => message.en).join('\n'));
      const obligation = obligationOn(compiled.flow, laid);
      if (!breaks(notesOf(compiled.flow, picks), compiled.flow, obligation)) return;
      broken += 1;
      expect(proveObligation(scopeOf(compiled.flow), obligation).outcome).toBe('violated');
    }),
    seededRuns('runs of the engine', 400),
  );
  // Otherwise nothing was compared.
  expect(broken).toBeGreaterThan(20);
}, 60_000);

/** What a run notes to which things happen, some at random, some as people of good will would do them. */
function notesOf(flow: CompiledFlow, picks: readonly number[]): FlowNote[] {
  const notes: FlowNote[] = [];
  let state = initialState(flow, 'run');
  let nowMs = 1_700_000_000_000;
  const begin = { event: { type: 'started', seed: 1, variables: {} }, afterMs: 0 } as const;
  for (const next of [() => begin, ...picks.map((pick) => () => (pick % 3 === 0 ? randomEvent(state, pick) : helpfulEvent(flow, state)))]) {
    const due = next();
    if (due === null) continue;
    nowMs += due.afterMs;
    try {
      const [after, effects] = transition(flow, state, due.event, nowMs);
      state = after;
      notes.push(...effects.flatMap((effect) => (effect.type === 'note' ? [effect.note] : [])));
    } catch (error) {
      if (!(error instanceof ActionRefused)) throw error;
    }
  }
  return notes;
}

function breaks(notes: readonly FlowNote[], flow: CompiledFlow, { acts, startsHeld, untilConcluded }: Obligation): boolean {
  let standing: Standing | null = startsHeld ? Standing.held : Standing.open;
  for (const note of notes) {
    if (note.name !== 'node_entered' && note.name !== 'node_left') continue;
    const { entering, leaving } = acts.get(nodeAt(flow, note.path)) ?? {};
    if (note.name === 'node_entered' && note.attempt > 1) continue;
    const list = note.name === 'node_entered' ? entering : leaving?.[note.port];
    standing = standingAfter(
      standing,
      (list ?? []).map(({ act }) => act),
      untilConcluded,
    );
    if (standing === null) return true;
  }
  return false;
}

function nodeAt(flow: CompiledFlow, path: string): CompiledNode {
  const ids = path.split('/');
  const within = ids.slice(0, -1).reduce<CompiledFlow>((outer, id) => outer.nodes.get(id)?.inner ?? outer, flow);
  return within.nodes.get(ids.at(-1) ?? '') as CompiledNode;
}
