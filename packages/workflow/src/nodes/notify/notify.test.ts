import { expect, it } from 'vitest';
import { NodeRunner } from '../testing/node-run.ts';
import { notify } from './behaviour.ts';

const config = { channel: 'sms', template: 'order-placed', params: { amount: 200_000 } };

it('is done when it was sent', () => {
  const run = new NodeRunner(notify, { config });
  expect(run.lastEffect('notify.send')).toEqual(config);
  expect(run.answer('notify.send').done).toEqual({ port: 'done', outputs: { sent: true } });
});

it('goes on without it and says so, unless it must be sent', () => {
  const lost = { ok: false, code: 'unreachable', retryable: true };
  const run = new NodeRunner(notify, { config }).answer('notify.send', lost);
  expect(run.done?.outputs).toEqual({ sent: false });
  expect(run.markNames()).toEqual(['not_notified']);
  expect(new NodeRunner(notify, { config: { ...config, required: true } }).answer('notify.send', lost).failed).toEqual({
    code: 'unreachable',
    retryable: true,
  });
});

it('marks nothing of what was written', () => {
  expect(JSON.stringify(new NodeRunner(notify, { config }).answer('notify.send').marks)).not.toContain('200000');
});
