import { describe, expect, it } from 'vitest';
import { NodeRunner, refusalOf } from '../testing/node-run.ts';
import { script } from './behaviour.ts';

const t = (zh: string, en: string) => ({ 'zh-CN': zh, en });
const lines = [
  { key: 'issuer', text: t('本产品由临江理财发行', 'Issued by Linjiang'), minSeconds: 3 },
  { key: 'risk', text: t('不保证本金', 'Capital is not guaranteed'), minSeconds: 5, acknowledge: true, rule: 'CN-B3' },
];
const begun = (config: object = {}) => new NodeRunner(script, { config: { lines, ...config } });

describe('a line is ticked', () => {
  it('in order, each with a mark of its time', () => {
    const run = begun().wait(3_000).act('agent', 'tick', { line: 'issuer' }).wait(6_000).act('agent', 'tick', { line: 'risk' });
    expect(run.done).toBeNull();
    run.act('customer', 'acknowledge', { line: 'risk' });
    expect(run.markNames()).toEqual(['line_ticked', 'line_ticked', 'line_acknowledged']);
    expect(run.marks[1]?.detail).toMatchObject({ line: 'risk', number: 2, heldMs: 6_000, tooFast: false, rule: 'CN-B3' });
    expect(run.done).toEqual({ port: 'done', outputs: { lines: 2, tooFast: 0, rereads: 0 } });
  });

  it('not out of turn, not twice, not by the customer', () => {
    const run = begun().wait(10_000);
    expect(refusalOf(() => run.act('agent', 'tick', { line: 'risk' }))).toBe('wrong_state');
    expect(refusalOf(() => run.act('customer', 'tick', { line: 'issuer' }))).toBe('forbidden');
    run.act('agent', 'tick', { line: 'issuer' });
    expect(refusalOf(() => run.act('agent', 'tick', { line: 'issuer' }))).toBe('wrong_state');
  });

  it('not faster than it can be read; or flagged where the definition says so', () => {
    const run = begun().wait(2_999);
    expect(refusalOf(() => run.act('agent', 'tick', { line: 'issuer' }))).toBe('wrong_state');
    run.wait(1).act('agent', 'tick', { line: 'issuer' });
    const flagged = begun({ tooFast: 'flag' }).act('agent', 'tick', { line: 'issuer' });
    expect(flagged.marks[0]?.detail).toMatchObject({ tooFast: true, heldMs: 0 });
    // Nobody is kept from it where it is taken.
    expect([begun(), begun({ tooFast: 'flag' })].map((script) => script.view('agent')['tickFrom'] === null)).toEqual([false, true]);
  });
});

describe('the customer', () => {
  const atRisk = (config: object = {}) => begun(config).wait(9_000).act('agent', 'tick', { line: 'issuer' }).wait(9_000);

  it('cannot say that a line is clear before it was read, and the agent cannot say it for them', () => {
    expect(refusalOf(() => atRisk().act('customer', 'acknowledge', { line: 'risk' }))).toBe('wrong_state');
    const read = atRisk().act('agent', 'tick', { line: 'risk' });
    expect(refusalOf(() => read.act('agent', 'acknowledge', { line: 'risk' }))).toBe('forbidden');
  });

  it('has a line read again, for its full time', () => {
    const run = atRisk().act('agent', 'tick', { line: 'risk' }).act('customer', 'ask_again', { line: 'risk' });
    expect(refusalOf(() => run.act('agent', 'tick', { line: 'risk' }))).toBe('wrong_state');
    run.wait(5_000).act('agent', 'tick', { line: 'risk' }).act('customer', 'acknowledge', { line: 'risk' });
    expect(run.done?.outputs).toMatchObject({ lines: 2, rereads: 1 });
  });

  it('is seen by the agent to have asked for it, until the line was read again', () => {
    const run = atRisk().act('agent', 'tick', { line: 'risk' }).act('customer', 'ask_again', { line: 'risk' });
    expect(run.view('agent')).toMatchObject({ rereads: 1, againFor: 'customer' });
    expect(run.shows('customer', 'againFor')).toBe(false);
    run.wait(5_000).act('agent', 'tick', { line: 'risk' });
    expect(run.view('agent')).toMatchObject({ rereads: 1, againFor: null });
  });

  it('for whom it stays unclear is led elsewhere', () => {
    const run = atRisk({ maxRereads: 1 }).act('customer', 'ask_again', { line: 'risk' }).act('customer', 'ask_again', { line: 'risk' });
    expect(run.done?.port).toBe('unclear');
  });

  it('sees neither rules nor least times nor flags', () => {
    const run = begun({ tooFast: 'flag' }).act('agent', 'tick', { line: 'issuer' });
    expect(run.shows('agent', 'CN-B3')).toBe(true);
    for (const hidden of ['CN-B3', 'tooFast', 'minSeconds']) expect(run.shows('customer', hidden)).toBe(false);
  });
});

describe('the virtual agent’s lines', () => {
  const spoken = lines.map((line) => ({ ...line, readBy: 'virtual_agent' }));

  it('are spoken one by one and ticked when they have been said', () => {
    const run = new NodeRunner(script, { config: { lines: spoken } });
    expect(run.lastEffect('speech.speak')).toMatchObject({ ref: '0.0', text: { en: 'Issued by Linjiang' } });
    run.answer('speech.speak', { ok: true, ref: '0.0' });
    expect(run.lastEffect('speech.speak')['ref']).toBe('1.0');
    run.answer('speech.speak', { ok: true, ref: '1.0' }).act('customer', 'acknowledge', { line: 'risk' });
    expect(run.done?.port).toBe('done');
    expect(refusalOf(() => new NodeRunner(script, { config: { lines: spoken } }).act('agent', 'tick', { line: 'issuer' }))).toBe(
      'wrong_state',
    );
  });

  it('are not ticked by the answer to an earlier saying', () => {
    const run = new NodeRunner(script, { config: { lines: spoken.slice(1) } }).act('customer', 'ask_again', { line: 'risk' });
    run.answer('speech.speak', { ok: true, ref: '0.0' });
    expect(run.marks.map(({ name }) => name)).toEqual(['line_asked_again']);
    run.answer('speech.speak', { ok: true, ref: '0.1' });
    expect(run.view('customer')['mayAcknowledge']).toBe(true);
  });

  it('fail when they cannot be said', () => {
    const run = new NodeRunner(script, { config: { lines: spoken } }).answer('speech.speak', {
      ok: false,
      code: 'no_voice',
      retryable: true,
    });
    expect(run.failed).toEqual({ code: 'no_voice', retryable: true });
  });
});
