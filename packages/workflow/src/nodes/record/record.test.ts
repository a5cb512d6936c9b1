import { expect, it } from 'vitest';
import { NodeRunner } from '../testing/node-run.ts';
import { record } from './behaviour.ts';
import { RecordConfig } from './manifest.ts';

const pause = { step: 'pause', pauseRule: 'own-7', pauseReason: { 'zh-CN': '客户输入密码', en: 'The customer types a password' } };

it('sets its mark at once, and only while something is recorded', () => {
  const run = new NodeRunner(record, { config: { mark: 'sale_begins' } });
  expect(run.marks).toEqual([{ name: 'sale_begins', detail: {} }]);
  expect(run.done?.port).toBe('done');
  expect(record.manifest.needs(run.config)).toEqual(['recording']);
});

it('pauses only with a rule that allows it, and holds until the recorder has done so', () => {
  expect(RecordConfig.safeParse({ step: 'pause' }).success).toBe(false);
  const run = new NodeRunner(record, { config: pause });
  expect(run.done).toBeNull();
  expect(run.lastEffect('recording.pause')).toMatchObject({ rule: 'own-7' });
  run.answer('recording.pause');
  expect(run.marks).toEqual([{ name: 'recording_paused', detail: { rule: 'own-7' } }]);
  expect(run.done?.port).toBe('done');
});

it('never says paused or resumed when the recorder did not do it', () => {
  const run = new NodeRunner(record, { config: { step: 'resume' } }).answer('recording.resume', { ok: false, code: 'not_available' });
  expect(run.failed?.code).toBe('not_available');
  expect(run.marks).toEqual([]);
});
