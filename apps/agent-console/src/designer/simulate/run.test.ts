import { compileFlow, nodeRegistry, Simulation, scenarioOf, shippedFlow, simulate, type Unmet } from '@guichet/workflow';
import { expect, test } from 'vitest';
import { acted, backTo, begun, clicked, FAILURES, told } from './run.ts';
import { unmetText, type Words } from './words.ts';

const compiled = compileFlow(shippedFlow('wealth-sale'), { registry: nodeRegistry });
if (!compiled.ok) throw new Error('The shipped flow does not compile');
const { flow } = compiled;
const start = () => begun(Simulation.begin(flow, { seed: 1, startAtMs: Date.UTC(2026, 0, 5, 2), variables: {}, outside: {} }));
const agreed = told('consent.decided', { kind: 'recording', decision: 'accepted', textVersion: 'v', textHash: '0', language: 'en' });
const works = told('check.reported', { verdict: 'good', camera: true, microphone: true, speaker: true });

/** Words as keys with their values, so that what is said can be told from how. */
const words: Words = {
  t: (key, values) => `${key} ${JSON.stringify(values ?? {})}`,
  designer: Object.assign((key: string) => key, { orName: (_kind: string, name: string) => name }) as Words['designer'],
  language: 'en',
  flow,
};

test('a click goes on to where the next person is awaited, and is gone back from as one', () => {
  const run = clicked(clicked(start(), [agreed]), [works]);
  expect(run.simulation.openPaths).toEqual(['opening']);
  expect(run.past.map(({ openPaths }) => openPaths)).toEqual([['notice'], ['check']]);
  const back = backTo(run, 0);
  expect([back.simulation.openPaths, back.past]).toEqual([['notice'], []]);
  const both = clicked(start(), [agreed, works]);
  expect([both.simulation.openPaths, both.past.length]).toEqual([['opening'], 1]);
});

test('a refusal is told, and what is done at a step that is gone changes nothing', () => {
  const run = clicked(start(), [agreed]);
  expect(clicked(run, [acted('agent', 'check#1', 'fly', {})])).toMatchObject({ refused: 'invalid' });
  const gone = clicked(run, [acted('agent', 'notice#1', 'decide', {})]);
  expect([gone.refused, gone.simulation, gone.past]).toEqual(['wrong_state', run.simulation, run.past]);
});

test('a story that is opened can be gone back through', () => {
  const run = clicked(clicked(start(), [agreed]), [works]);
  const scenario = scenarioOf(run.simulation, { path: true, variables: [] });
  expect(simulate(flow, scenario).unmet).toEqual([]);
  expect(scenario.expect.waitingAt).toEqual(['opening']);
});

test('an outside that fails leads where the flow says', () => {
  const failing = { do: 'plan', kind: 'call.open', reply: FAILURES.error } as const;
  const run = clicked(clicked(start(), [failing, agreed]), [works]);
  expect(run.simulation.state.outcome).toBe('call_failed');
});

test.each<[Unmet, string]>([
  [{ what: 'outcome', at: null, expected: 'completed', actual: 'refused' }, 'unmet.outcome {"expected":"completed","actual":"refused"}'],
  [{ what: 'outcome', at: null, expected: 'completed', actual: null }, 'unmet.outcomeNone {"expected":"completed"}'],
  [{ what: 'waitingAt', at: null, expected: [], actual: ['notice'] }, 'unmet.ended {"actual":"Consent"}'],
  [{ what: 'waitingAt', at: null, expected: ['notice'], actual: [] }, 'unmet.waitingEnded {"expected":"Consent"}'],
  [
    { what: 'inOrder', at: null, expected: ['notice', 'connect'], actual: ['notice', 'check'] },
    'unmet.inOrder {"after":"“Consent”","expected":"Connect","actual":"Device check"}',
  ],
  [
    { what: 'inOrder', at: null, expected: ['notice', 'connect'], actual: ['notice'] },
    'unmet.inOrderEnd {"after":"“Consent”","expected":"Connect"}',
  ],
  [{ what: 'variable', at: 'x', expected: 1, actual: null }, 'unmet.variable {"at":"x","expected":"1","actual":"null"}'],
  [{ what: 'refused', at: 'notice', expected: null, actual: 'invalid' }, 'unmet.refusedNot {"at":"“Consent”","actual":"invalid"}'],
])('what was expected and what came: $what', (unmet, text) => {
  expect(unmetText(words, unmet)).toBe(text);
});
