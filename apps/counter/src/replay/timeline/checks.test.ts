import { expect, test } from 'vitest';
import { ShownValues } from '../shown-values.ts';
import { projectChecks } from './checks.ts';
import { RecordingClock } from './clock.ts';
import type { FlowStory, NodeStory } from './flow-story.ts';

const STARTED_AT = 1_000_000;

const node = (type: string, mark: string, data: NodeStory['data']): NodeStory => ({
  nodeRunId: `${type}-1`,
  nodeId: type,
  type,
  title: { 'zh-CN': type, en: type },
  config: {},
  enteredAt: STARTED_AT,
  leftAt: null,
  port: null,
  failed: null,
  data,
  facts: [{ at: STARTED_AT + 9_000, mediaAt: null, kind: 'marked', mark, detail: { engine: 'agent', reason: null } }],
  held: [],
});

function decided(...nodes: NodeStory[]) {
  const story: FlowStory = {
    key: 'who',
    version: 1,
    title: { 'zh-CN': '', en: '' },
    segmentTitle: (segment) => ({ 'zh-CN': segment, en: segment }),
    nodes,
  };
  const how = { clock: new RecordingClock(STARTED_AT, 20_000), shown: new ShownValues(true, new Map()), trackAt: () => null };
  return projectChecks([], story, how).map(({ check, engine, besideEngine, confidence }) => ({ check, engine, besideEngine, confidence }));
}

test('a decision names the engine that looked beside the agent, with how sure that engine was', () => {
  const hint = (engine: string, confidence: number | null) => ({ engine, confidence, fields: [] });
  expect(
    decided(
      node('liveness', 'liveness_confirmed', { hints: { '1.turn_left': hint('motion', null), '1.open_mouth': hint('motion', 0.9) } }),
      node('face-match', 'face_matched', { hint: hint('faceres', 0.81) }),
    ),
  ).toEqual([
    { check: 'liveness', engine: 'agent', besideEngine: 'motion', confidence: 0.9 },
    { check: 'face_match', engine: 'agent', besideEngine: 'faceres', confidence: 0.81 },
  ]);
});

test('a decision by eye alone names no engine', () => {
  expect(decided(node('liveness', 'liveness_confirmed', { hints: {} }), node('face-match', 'face_matched', { hint: null }))).toEqual([
    { check: 'liveness', engine: 'agent', besideEngine: null, confidence: null },
    { check: 'face_match', engine: 'agent', besideEngine: null, confidence: null },
  ]);
});
