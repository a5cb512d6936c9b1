import { describe, expect, it } from 'vitest';
import { NodeRunner, refusalOf } from '../testing/node-run.ts';
import { virtualAgent } from './behaviour.ts';

const t = (zh: string, en: string) => ({ 'zh-CN': zh, en });
const choices = [
  { key: 'clear', title: t('我清楚', 'It is clear'), class: 'expected' },
  { key: 'again', title: t('再说一遍', 'Say it again'), class: 'repeat' },
  { key: 'stop', title: t('不办了', 'I stop here'), class: 'refused' },
];
const config = {
  lines: [
    { key: 'hello', text: t('您好，我是数字人', 'Hello, I am a virtual agent') },
    { key: 'risk', text: t('本产品不保证本金', 'Capital is not guaranteed'), choices, rule: 'CN-B3' },
  ],
};
const begun = (more: object = {}) => new NodeRunner(virtualAgent, { config: { ...config, ...more } });
const said = (run: NodeRunner) =>
  run.answer('speech.speak', { ok: true, ref: run.lastEffect('speech.speak')['ref'] ?? null, durationMs: 3_000 });
const atRisk = (more: object = {}) => said(said(begun(more)));

describe('its lines', () => {
  it('are said one after the other and answered by tapping', () => {
    const run = atRisk().act('customer', 'answer', { line: 'risk', choice: 'clear' });
    expect(run.done).toEqual({ port: 'done', outputs: { lines: 2, answers: { risk: 'clear' }, repeats: 0, reason: null } });
    expect(run.markNames()).toEqual(['generated_content_labelled', 'line_spoken', 'line_spoken', 'answered']);
  });

  it('are not agreed to before they were said', () => {
    const speaking = said(begun());
    expect(refusalOf(() => speaking.act('customer', 'answer', { line: 'risk', choice: 'clear' }))).toBe('wrong_state');
    expect(refusalOf(() => begun().act('customer', 'answer', { line: 'risk', choice: 'clear' }))).toBe('wrong_state');
    expect(refusalOf(() => atRisk().act('customer', 'answer', { line: 'risk', choice: 'yes' }))).toBe('invalid');
    expect(refusalOf(() => atRisk().act('agent', 'answer', { line: 'risk', choice: 'clear' }))).toBe('forbidden');
  });

  it('can be refused, also while they are being said', () => {
    expect(said(begun()).act('customer', 'answer', { line: 'risk', choice: 'stop' }).done?.port).toBe('refused');
  });

  it('are said again when that is asked for, and then only the new saying counts', () => {
    const run = atRisk().act('customer', 'answer', { line: 'risk', choice: 'again' });
    run.answer('speech.speak', { ok: true, ref: '1.0.0' });
    expect(run.view('customer')['state']).toBe('speaking');
    expect(said(run).view('customer')['mayAnswer']).toBe(true);
  });
});

describe('a person', () => {
  it('can be had at any moment', () => {
    expect(begun().act('customer', 'ask_person').done).toMatchObject({ port: 'escalated', outputs: { reason: 'asked' } });
    expect(atRisk().act('customer', 'ask_person').done?.port).toBe('escalated');
    expect(begun().view('customer')['mayAskPerson']).toBe(true);
  });

  it('comes when the customer stays silent, after the line was repeated', () => {
    const run = atRisk({ maxRepeats: 1, answerWithinMs: 10_000 }).wait(10_000);
    expect(run.done).toBeNull();
    said(run).wait(10_000);
    expect(run.done).toMatchObject({ port: 'escalated', outputs: { reason: 'no_answer' } });
  });

  it('comes when it stays unclear', () => {
    const run = atRisk({ maxRepeats: 1 }).act('customer', 'answer', { line: 'risk', choice: 'again' });
    expect(said(run).act('customer', 'answer', { line: 'risk', choice: 'again' }).done).toMatchObject({ outputs: { reason: 'unclear' } });
  });

  it('comes when nothing can be said, after one more try', () => {
    const lost = { ok: false, code: 'unreachable', retryable: true };
    const run = begun().answer('speech.speak', lost);
    expect(run.done).toBeNull();
    expect(run.answer('speech.speak', lost).done).toMatchObject({ port: 'escalated', outputs: { reason: 'not_spoken' } });
  });
});

it('is labelled as generated, for everybody, from the first moment', () => {
  const run = begun();
  for (const role of ['customer', 'guest', 'agent'] as const)
    expect(run.view(role)['label']).toMatchObject({ 'zh-CN': '画面与声音由人工智能生成' });
  expect(run.marks[0]?.name).toBe('generated_content_labelled');
});

it('does not show the customer which answer is the expected one', () => {
  expect(atRisk().shows('agent', 'expected')).toBe(true);
  for (const hidden of ['expected', 'CN-B3']) expect(atRisk().shows('customer', hidden)).toBe(false);
});
