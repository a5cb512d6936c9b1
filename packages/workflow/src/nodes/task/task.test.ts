import { expect, it } from 'vitest';
import { NodeRunner, refusalOf } from '../testing/node-run.ts';
import { task } from './behaviour.ts';

const t = (zh: string, en: string) => ({ 'zh-CN': zh, en });
const config = { title: t('授信复核', 'Check of the credit'), show: [{ key: 'amount', title: t('金额', 'Amount'), value: 120_000 }] };
const submitted = (more: object = {}) =>
  new NodeRunner(task, { config: { ...config, ...more } }).act('agent', 'submit', { note: '资料齐全' }, 'stf_maker');

it('is decided by another person than the maker', () => {
  const run = submitted();
  expect(run.lastEffect('task.assign')).toMatchObject({ role: 'checker', makerId: 'stf_maker' });
  expect(refusalOf(() => run.act('checker', 'decide', { decision: 'approved' }, 'stf_maker'))).toBe('forbidden');
  expect(refusalOf(() => run.act('checker', 'decide', { decision: 'approved' }, null))).toBe('forbidden');
  run.wait(30_000).act('checker', 'decide', { decision: 'approved' }, 'stf_checker');
  expect(run.done).toEqual({
    port: 'approved',
    outputs: { decision: 'approved', makerId: 'stf_maker', checkerId: 'stf_checker', note: '' },
  });
  expect(run.marks.at(-1)?.detail).toMatchObject({ tookMs: 30_000 });
});

it('is decided by the configured role only, and not before it was submitted', () => {
  expect(refusalOf(() => submitted().act('supervisor', 'decide', { decision: 'approved' }, 'stf_2'))).toBe('forbidden');
  expect(submitted({ checkedBy: 'supervisor' }).act('supervisor', 'decide', { decision: 'approved' }, 'stf_2').done?.port).toBe('approved');
  expect(refusalOf(() => submitted().act('agent', 'decide', { decision: 'approved' }, 'stf_2'))).toBe('forbidden');
  const open = new NodeRunner(task, { config });
  expect(refusalOf(() => open.act('checker', 'decide', { decision: 'approved' }, 'stf_2'))).toBe('wrong_state');
});

it('is rejected or returned with a reason only', () => {
  expect(refusalOf(() => submitted().act('checker', 'decide', { decision: 'rejected' }, 'stf_2'))).toBe('invalid');
  expect(refusalOf(() => submitted().act('checker', 'decide', { decision: 'returned', note: '缺流水' }, 'stf_2'))).toBe('invalid');
  const returned = submitted({ returns: true }).act('checker', 'decide', { decision: 'returned', note: '缺流水' }, 'stf_2');
  expect(returned.done?.port).toBe('returned');
});

it('shows the customer that it is being checked, and nothing of what', () => {
  const run = submitted();
  expect(run.view('checker')).toMatchObject({ makerNote: '资料齐全', show: [{ value: 120_000 }] });
  for (const hidden of ['120000', '资料齐全', 'stf_maker']) expect(run.shows('customer', hidden)).toBe(false);
  expect(JSON.stringify(run.marks)).not.toContain('资料齐全');
});

it('tells the checker what the keys of answers are called', () => {
  const words = { class2: t('II 类账户', 'Class II') };
  const run = submitted({ show: [{ key: 'accountClass', title: t('账户类别', 'Class'), value: 'class2', words }] });
  expect(run.view('checker')).toMatchObject({ show: [{ value: 'class2', words }] });
});

it('fails when nobody can be found for it', () => {
  expect(submitted().answer('task.assign', { ok: false, code: 'nobody' }).failed?.code).toBe('nobody');
});
