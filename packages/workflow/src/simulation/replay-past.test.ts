import { describe, expect, test } from 'vitest';
import { compileFlow } from '../engine/compile.ts';
import type { CompiledFlow } from '../engine/compiled-flow.ts';
import { entered, finishes, refusedRecording, StoryBook } from '../flows/testing/stories.ts';
import { end, flowOf, testOptions } from '../testing/harness.ts';
import { type PastMove, replayPast } from './replay-past.ts';
import { Scenario } from './scenario.ts';
import { type SimulationResult, simulate } from './simulate.ts';

const leave = (port: string, value: number | null = null) => ({ act: 'leave', by: 'customer', input: { port, value } });

function flow(nodes: Parameters<typeof flowOf>[0], edges: readonly string[]): CompiledFlow {
  const result = compileFlow(flowOf(nodes, edges), testOptions());
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message.en).join('\n'));
  return result.flow;
}

/** What a session's log would have of a run, once it is over. */
function movesOf({ trace }: SimulationResult): PastMove[] {
  const paths = new Map<string, string>();
  return trace.flatMap(({ atMs, event, refused, notes }): PastMove[] => {
    for (const note of notes) if (note.name === 'node_entered') paths.set(note.nodeRunId, note.path);
    const nodeRunId = 'nodeRunId' in event ? event.nodeRunId : null;
    return refused === null ? [{ atMs, event, path: nodeRunId === null ? null : (paths.get(nodeRunId) ?? '') }] : [];
  });
}
const play = (of: CompiledFlow, scenario: object) => simulate(of, Scenario.parse({ formatVersion: 1, ...scenario }));

const ask = { outputs: { value: 'x' }, config: { ports: ['done', 'no'] } };
const book = { config: { request: 'service.call' } };
const late = { type: 'end', config: { outcome: 'late' } };
const refused = { type: 'end', config: { outcome: 'refused' } };
const first = flow({ ask, book, end, refused }, ['ask.done -> book', 'ask.no -> refused', 'book.done -> end']);
const past = movesOf(play(first, { nodes: { ask: [[leave('done', 20)]] } }));

describe('a past run', () => {
  test.each([
    ['plain-counter', { moves: { ...entered, talk: finishes } }],
    ['plain-counter', { moves: refusedRecording }],
    ['lost-card', { moves: entered }],
  ] as const)('of %s goes the same way and ends the same against its own version', (key, story) => {
    const stories = new StoryBook(key);
    const told = stories.play(story);
    const { outcome, path, waitingAt } = replayPast(stories.flow, movesOf(told));
    expect({ outcome, path, waitingAt }).toEqual({ outcome: told.outcome, path: told.path, waitingAt: told.waitingAt });
  });

  test('ends otherwise where a condition leads elsewhere', () => {
    const stricter = flow({ ask, book, end, refused }, [
      'ask.done -> refused if x > 10',
      'ask.done -> book',
      'ask.no -> refused',
      'book.done -> end',
    ]);
    expect(replayPast(stricter, past)).toEqual({ outcome: 'refused', waitingAt: [], path: ['ask', 'refused'] });
  });

  test('would wait where something is asked that nobody answered then', () => {
    const longer = flow({ ask, also: { config: {} }, book, end, refused }, [
      'ask.done -> also',
      'ask.no -> refused',
      'also.done -> book',
      'book.done -> end',
    ]);
    expect(replayPast(longer, past)).toEqual({ outcome: null, waitingAt: ['also'], path: ['ask', 'also'] });
  });

  test('takes its answers along where the steps stand in another order', () => {
    const turned = flow({ book, ask, end, refused }, ['book.done -> ask', 'ask.done -> end', 'ask.no -> refused']);
    expect(replayPast(turned, past)).toMatchObject({ outcome: 'completed', path: ['book', 'ask', 'end'] });
  });

  test('runs out of the time that the new version gives, at its moment', () => {
    const slow = movesOf(play(first, { nodes: { ask: [[{ waitMs: 90_000 }, leave('done', 1)]] } }));
    const limited = { ...ask, timeLimit: { afterMs: 60_000 } };
    const edges = ['ask.done -> book', 'ask.no -> refused', 'ask.timed_out -> late', 'book.done -> end'];
    expect(replayPast(flow({ ask: limited, book, end, refused, late }, edges), slow)).toMatchObject({
      outcome: 'late',
      path: ['ask', 'late'],
    });
    expect(replayPast(flow({ ask: { ...ask, timeLimit: { afterMs: 600_000 } }, book, end, refused, late }, edges), slow).outcome).toBe(
      'completed',
    );
  });
});

test('the same past gives the same result', () => {
  expect(replayPast(first, past)).toEqual(replayPast(first, past));
  expect(end.config.outcome).toBe(replayPast(first, past).outcome);
});
