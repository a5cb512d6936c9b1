import { expect, it } from 'vitest';
import { NodeRunner } from '../testing/node-run.ts';
import { deviceCheck } from './behaviour.ts';

const report = (over: object = {}) => ({ verdict: 'good', camera: true, microphone: true, speaker: null, network: null, ...over });

it('passes with camera, microphone and a line that carries a call', () => {
  const run = new NodeRunner(deviceCheck).signal('check.reported', report({ verdict: 'poor' }));
  expect(run.done).toEqual({ port: 'passed', outputs: { verdict: 'poor', skipped: false } });
  expect(run.effectKinds()).toEqual(['check.start']);
});

it('says what is missing and lets the customer try again, up to the configured number', () => {
  const run = new NodeRunner(deviceCheck, { config: { attempts: 2 } });
  run.signal('check.reported', report({ camera: false }));
  expect(run.done).toBeNull();
  expect(run.view('customer')).toMatchObject({ missing: ['camera'], triesLeft: 1 });
  run.signal('check.reported', report({ microphone: false, verdict: 'unusable' }));
  expect(run.done?.port).toBe('failed');
  expect(run.marks.at(-1)?.detail['missing']).toEqual(['microphone', 'network']);
});

it('never takes a line that could not be measured for a good one', () => {
  const run = new NodeRunner(deviceCheck, { config: { attempts: 1 } }).signal('check.reported', report({ verdict: 'not_evaluated' }));
  expect(run.done?.port).toBe('failed');
  const any = new NodeRunner(deviceCheck, { config: { network: 'any' } }).signal('check.reported', report({ verdict: 'not_evaluated' }));
  expect(any.done?.port).toBe('passed');
});

it('may be skipped by taking a ticket, unless it is mandatory', () => {
  expect(new NodeRunner(deviceCheck).signal('ticket.issued').done).toEqual({
    port: 'passed',
    outputs: { verdict: 'not_evaluated', skipped: true },
  });
  const mandatory = new NodeRunner(deviceCheck, { config: { mandatory: true } });
  expect(mandatory.signal('ticket.issued').done).toBeNull();
  expect(mandatory.view('customer')['maySkip']).toBe(false);
  expect(mandatory.view('agent')['maySkip']).toBe(false);
});
