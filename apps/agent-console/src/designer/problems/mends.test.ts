import { compileFlow, nodeRegistry, proveFlow, shippedFlow } from '@guichet/workflow';
import { expect, test } from 'vitest';
import { changeEdge } from '../edit/commands.ts';
import { definitionOf, type Draft, edgeIds, readDraft } from '../edit/draft.ts';
import { mendsOf } from './mends.ts';
import { proofOverlay, type RuleProofView } from './proof-overlay.ts';

/** A pack of one rule: no sale without its risks disclosed. */
const PACK = {
  id: 'own',
  version: 1,
  rules: [
    {
      id: 'OWN-1',
      title: { 'zh-CN': '风险揭示', en: 'Risks' },
      citation: { ref: 'OWN-1', text: { 'zh-CN': '自定', en: 'own' }, seen: 'own_choice' },
      severity: 'block',
      on: true,
      appliesTo: { channel: null, product: null, customer: null, sale: true as const },
      evaluator: 'segments_present',
      parameters: { segments: [{ title: { 'zh-CN': '风险揭示', en: 'Risk disclosure' }, anyOf: ['disclosure'] }] },
    },
  ],
};

function bypassed(): Draft {
  const read = readDraft(shippedFlow('wealth-sale'));
  if (!read.ok) throw new Error('unreadable');
  return changeEdge(read.draft, 'pitch.done>disclosure', { to: 'confirm' });
}

function brokenRule(draft: Draft): RuleProofView {
  const compiled = compileFlow({ ...definitionOf(draft), nodes: draft.nodes }, { registry: nodeRegistry });
  // The disclosure is no longer reached, which the validation says; the proof is asked of the rest.
  const rest = compiled.ok ? compiled : compileFlow(definitionOf(withoutDisclosure(draft)), { registry: nodeRegistry });
  if (!rest.ok) throw new Error(JSON.stringify(rest.problems));
  const rule = proveFlow(rest.flow, [PACK]).rules[0];
  if (rule === undefined) throw new Error('no rule');
  return rule as unknown as RuleProofView;
}

const withoutDisclosure = (draft: Draft): Draft => ({
  ...draft,
  nodes: draft.nodes.filter(({ id }) => id !== 'disclosure'),
  edges: draft.edges.filter(({ from, to }) => from.node !== 'disclosure' && to !== 'disclosure'),
});

test('a path that goes past the disclosure is drawn to its end, and can be led to it', () => {
  const draft = bypassed();
  const rule = brokenRule(draft);
  expect(rule.outcome).toBe('violated');
  const overlay = proofOverlay(draft, [], rule, 'en');
  expect(overlay.nodes.get('notice')).toMatchObject({ tone: 'bad', badge: '1' });
  expect(overlay.nodes.has('disclosure')).toBe(false);
  expect([...overlay.edges.keys()].every((id) => edgeIds(draft.edges).includes(id))).toBe(true);
  expect([...overlay.edges.values()].some(({ label }) => label?.includes('Risk disclosure'))).toBe(true);
  expect(mendsOf(draft, rule)).toEqual([expect.objectContaining({ kind: 'lead', to: 'disclosure', edgeId: 'pitch.done>confirm' })]);
});

test('where the flow has no such step, a ready-made one is offered', () => {
  const draft = withoutDisclosure(bypassed());
  const [first] = mendsOf(draft, brokenRule(draft));
  expect(first).toMatchObject({ kind: 'insert', component: 'wealth-sale/disclosure' });
});
