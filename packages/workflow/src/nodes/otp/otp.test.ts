import { describe, expect, it } from 'vitest';
import { NodeRunner, refusalOf } from '../testing/node-run.ts';
import { otp } from './behaviour.ts';

const purpose = { 'zh-CN': '确认开户', en: 'Confirms the opening of the account' };
const challenge = { ok: true, salt: 'c2FsdA', mac: 'a'.repeat(64) };
const opened = (config: object = {}) => new NodeRunner(otp, { config: { purpose, ...config } });
const sent = (config: object = {}) => opened(config).answer('otp.send', challenge);
const typed = (run: NodeRunner, matches: boolean) =>
  run.act('customer', 'enter', { code: '123456' }).answer('otp.check', { ok: true, matches });

it('is confirmed by the right code, typed by the customer', () => {
  const run = sent();
  run.act('customer', 'enter', { code: ' 123 456' });
  expect(run.lastEffect('otp.check')).toEqual({ salt: challenge.salt, mac: challenge.mac, code: '123456' });
  expect(run.answer('otp.check', { ok: true, matches: true }).done).toEqual({
    port: 'confirmed',
    outputs: { confirmed: true, reason: null },
  });
  expect(run.markNames()).toEqual(['otp_sent', 'otp_confirmed']);
});

it('takes full-width digits of an input method for what they are', () => {
  expect(sent().act('customer', 'enter', { code: '１２３４５６' }).lastEffect('otp.check')['code']).toBe('123456');
});

it('cannot be typed by anybody else, nor before there is one', () => {
  expect(refusalOf(() => sent().act('agent', 'enter', { code: '123456' }))).toBe('forbidden');
  expect(refusalOf(() => opened().act('customer', 'enter', { code: '123456' }))).toBe('wrong_state');
});

it('says nothing of the code in marks, views or effects but the check', () => {
  const run = typed(sent(), false);
  expect(JSON.stringify(run.marks)).not.toContain('123456');
  for (const role of ['customer', 'agent'] as const) {
    expect(run.shows(role, '123456')).toBe(false);
    expect(run.shows(role, challenge.mac)).toBe(false);
  }
  expect(JSON.stringify(run.data)).not.toContain('123456');
});

describe('a wrong code', () => {
  it('is told, and may be typed again', () => {
    const run = typed(sent(), false);
    expect(run.view('customer')).toMatchObject({ state: 'waiting', problem: 'wrong', triesLeft: 4 });
    expect(typed(run, true).done?.port).toBe('confirmed');
  });

  it('too often ends it, however often it was sent again', () => {
    const run = typed(sent({ tries: 2 }), false);
    run.wait(30_000);
    run.act('customer', 'resend').answer('otp.send', challenge);
    expect(run.view('customer')).toMatchObject({ triesLeft: 1 });
    expect(typed(run, false).done).toEqual({ port: 'rejected', outputs: { confirmed: false, reason: 'too_many' } });
    expect(run.markNames()).toEqual(['otp_sent', 'otp_wrong', 'otp_sent', 'otp_wrong', 'otp_rejected']);
  });

  it('of another length is no try', () => {
    expect(refusalOf(() => sent().act('customer', 'enter', { code: '1234' }))).toBe('invalid');
    expect(refusalOf(() => sent().act('customer', 'enter', { code: '12345x' }))).toBe('invalid');
  });
});

it('is too old after its time, and a new one can be had while there are any', () => {
  const run = sent({ validSeconds: 60, sends: 2 });
  run.wait(60_000);
  expect(run.view('customer')).toMatchObject({ problem: 'expired' });
  expect(refusalOf(() => run.act('customer', 'enter', { code: '123456' }))).toBe('wrong_state');
  run.act('customer', 'resend').answer('otp.send', challenge);
  expect(run.wait(60_000).done).toEqual({ port: 'rejected', outputs: { confirmed: false, reason: 'expired' } });
});

it('that was typed in time counts though its check took longer', () => {
  const run = sent({ validSeconds: 60 });
  run.wait(59_000);
  run.act('customer', 'enter', { code: '123456' });
  run.wait(5_000);
  expect(run.answer('otp.check', { ok: true, matches: true }).done?.port).toBe('confirmed');
});

it('is sent again only after a pause that doubles, and so often at most', () => {
  const run = sent({ resendSeconds: 30, sends: 3 });
  expect(refusalOf(() => run.act('customer', 'resend'))).toBe('wrong_state');
  run.wait(30_000);
  run.act('customer', 'resend').answer('otp.send', challenge);
  run.wait(30_000);
  expect(refusalOf(() => run.act('customer', 'resend'))).toBe('wrong_state');
  run.wait(30_000);
  run.act('customer', 'resend').answer('otp.send', challenge);
  run.wait(120_000);
  expect(refusalOf(() => run.act('customer', 'resend'))).toBe('wrong_state');
});

it('that nobody could send or check is not counted, and the step can be left', () => {
  const lost = { ok: false, code: 'not_available', retryable: false };
  const run = opened().answer('otp.send', lost);
  expect(run.view('customer')).toMatchObject({ state: 'not_sent' });
  expect(run.act('customer', 'give_up', { reason: 'not_received' }).done?.outputs).toEqual({ confirmed: false, reason: 'not_received' });
  const unchecked = sent().act('customer', 'enter', { code: '123456' }).answer('otp.check', lost);
  expect(unchecked.view('customer')).toMatchObject({ state: 'waiting', problem: 'not_checked', triesLeft: 5 });
});
