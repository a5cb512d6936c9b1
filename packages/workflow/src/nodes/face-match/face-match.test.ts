import { expect, it } from 'vitest';
import { CheckResult } from '../shared/check-result.ts';
import { NodeRunner, refusalOf } from '../testing/node-run.ts';
import { faceMatch } from './behaviour.ts';

const hint = { engine: 'faceres', engineVersion: '3.3', decision: 'fail', confidence: 0.31 };

it('is decided by the agent, with an engine’s likeness beside and not instead', () => {
  const run = new NodeRunner(faceMatch, { config: { engine: true } }).act('agent', 'capture');
  run.answer('identity.check', { ok: true, what: 'live1', image: 'img_1', hint }).act('agent', 'confirm', null, 'stf_1');
  const result = CheckResult.parse(run.done?.outputs['result']);
  expect(result).toMatchObject({ engine: 'agent', decision: 'pass', confidence: null, hint: { engine: 'faceres', decision: 'fail' } });
  expect(result.images).toMatchObject([{ what: 'live1', ref: 'img_1' }]);
});

it('needs a picture to confirm, and a known reason to reject', () => {
  const run = new NodeRunner(faceMatch);
  expect(refusalOf(() => run.act('agent', 'confirm'))).toBe('wrong_state');
  expect(refusalOf(() => run.act('agent', 'reject', { reason: 'ugly' }))).toBe('invalid');
  expect(run.act('agent', 'reject', { reason: 'different_person' }).done).toMatchObject({ port: 'rejected' });
});

it('shows the customer neither pictures nor what an engine thinks', () => {
  const run = new NodeRunner(faceMatch, { config: { engine: true } }).act('agent', 'capture');
  run.answer('identity.check', { ok: true, what: 'live1', image: 'img_1', hint });
  expect(run.view('customer')).toEqual({ lookAtCamera: true });
  expect(run.view('guest')).toEqual({ lookAtCamera: true });
  expect(refusalOf(() => run.act('customer', 'capture'))).toBe('forbidden');
});

it('without consent asks no engine', () => {
  expect(new NodeRunner(faceMatch).act('agent', 'capture').lastEffect('identity.check')['engine']).toBe(false);
});

it('puts the two faces side by side, with the places where they were found and what was found', () => {
  const run = new NodeRunner(faceMatch, { config: { engine: true } }).act('agent', 'capture');
  const box = { image: '/v1/identity-stills/stl_1', x: 0.1, y: 0.2, width: 0.3, height: 0.4 };
  const field = { confidence: null, correctedBy: null, personal: false };
  const fields = [
    { ...field, name: 'reference_face', value: null, box },
    { ...field, name: 'live_face', value: null, box: { ...box, image: '/v1/identity-stills/stl_2' } },
    { ...field, name: 'threshold', value: '0.7', box: null },
  ];
  run.answer('identity.check', { ok: true, what: 'live1', image: 'img_1', hint: { ...hint, reason: 'no_match', fields } });
  expect(run.view('agent')['comparison']).toMatchObject({
    reference: box,
    threshold: '0.7',
    finding: { en: 'An engine takes them for two people' },
  });
});
