import { expect, it } from 'vitest';
import { NodeRunner } from '../testing/node-run.ts';
import { service } from './behaviour.ts';

const config = {
  service: 'core',
  operation: 'place-order',
  request: { amount: 200_000, account: '6217000010001234925' },
  response: {
    orderId: { type: 'string' },
    limit: { type: 'number', required: false, minimum: 0 },
    state: { type: 'string', enum: ['ok', 'held'] },
  },
};

it('asks once and takes what was declared from the answer, and nothing else', () => {
  const run = new NodeRunner(service, { config });
  expect(run.lastEffect('service.call')).toEqual({ service: 'core', operation: 'place-order', request: config.request });
  run.wait(120).answer('service.call', { ok: true, response: { orderId: 'o1', state: 'ok', secret: 'x' } });
  expect(run.done).toEqual({ port: 'ok', outputs: { response: { orderId: 'o1', limit: null, state: 'ok' }, code: null } });
  expect(run.marks).toEqual([{ name: 'service_answered', detail: { service: 'core', operation: 'place-order', tookMs: 120 } }]);
});

it.each([
  ['without what is required', { state: 'ok' }],
  ['with another type', { orderId: 7, state: 'ok' }],
  ['with a value that was not declared', { orderId: 'o1', state: 'lost' }],
  ['below its minimum', { orderId: 'o1', state: 'ok', limit: -1 }],
])('an answer %s is a failure', (_what, response) => {
  const run = new NodeRunner(service, { config }).answer('service.call', { ok: true, response });
  expect(run.failed).toEqual({ code: 'unexpected_response', retryable: false });
});

it('a failure says whether it may pass, for the engine to try again', () => {
  const run = new NodeRunner(service, { config }).answer('service.call', { ok: false, code: 'circuit_open', retryable: true });
  expect(run.failed).toEqual({ code: 'circuit_open', retryable: true });
});

it('shows nobody what was sent, and the customer not even where', () => {
  const run = new NodeRunner(service, { config });
  for (const role of ['customer', 'agent', 'guest'] as const) expect(run.shows(role, '6217')).toBe(false);
  expect(run.shows('customer', 'core')).toBe(false);
});
