import { expect, it } from 'vitest';
import { NodeRunner, refusalOf } from '../testing/node-run.ts';
import { question } from './behaviour.ts';
import { QuestionConfig } from './manifest.ts';

const t = (zh: string, en: string) => ({ 'zh-CN': zh, en });
const config = {
  question: t('您是否清楚可能损失本金？', 'Is it clear that capital may be lost?'),
  choices: [
    { key: 'clear', title: t('清楚', 'It is clear'), class: 'expected' },
    { key: 'unsure', title: t('还不清楚', 'Not yet'), class: 'other' },
    { key: 'stop', title: t('不办了', 'I stop here'), class: 'refused' },
  ],
  rule: 'CN-B3',
};
const asked = (more: object = {}) => new NodeRunner(question, { config: { ...config, ...more } });

it.each([
  ['clear', 'expected'],
  ['stop', 'refused'],
])('%s leads to %s', (choice, port) => {
  const run = asked().wait(2_000).act('customer', 'answer', { choice });
  expect(run.done).toMatchObject({ port, outputs: { answer: choice, class: port, how: 'tapped', asked: 1 } });
  expect(run.marks[0]).toMatchObject({ name: 'answered', detail: { afterMs: 2_000, rule: 'CN-B3' } });
});

it('asks again when the answer is another, and leads elsewhere when it stays so', () => {
  const run = asked({ maxAsks: 2 }).act('customer', 'answer', { choice: 'unsure' });
  expect(run.done).toBeNull();
  expect(run.view('customer')['asked']).toBe(2);
  expect(run.act('customer', 'answer', { choice: 'unsure' }).done?.port).toBe('other');
});

it('leaves a tapped answer to the customer alone', () => {
  expect(refusalOf(() => asked().act('agent', 'note', { choice: 'clear' }))).toBe('forbidden');
  expect(refusalOf(() => asked().act('agent', 'answer', { choice: 'clear' }))).toBe('forbidden');
  expect(refusalOf(() => asked().act('customer', 'answer', { choice: 'maybe' }))).toBe('invalid');
});

it('takes a spoken answer as the agent heard it, and one that was not understood never for the expected one', () => {
  const run = asked({ mode: 'spoken', maxAsks: 1 });
  expect(refusalOf(() => run.act('customer', 'answer', { choice: 'clear' }))).toBe('wrong_state');
  expect(run.act('agent', 'note', { choice: null, heard: '……' }).done).toMatchObject({ port: 'other', outputs: { how: 'spoken' } });
  const heard = asked({ mode: 'either' }).act('agent', 'note', { choice: 'clear', heard: '清楚了' });
  expect(heard.done).toMatchObject({ port: 'expected', outputs: { heard: '清楚了' } });
  expect(JSON.stringify(heard.marks)).not.toContain('清楚了');
});

it('lets the agent ask again only so often', () => {
  const run = asked({ mode: 'either', maxAsks: 2 }).act('agent', 'ask_again');
  expect(refusalOf(() => run.act('agent', 'ask_again'))).toBe('wrong_state');
});

it('does not show the customer which answer is the expected one', () => {
  expect(asked().shows('agent', 'expected')).toBe(true);
  expect(asked().shows('customer', 'expected')).toBe(false);
  expect(asked().shows('customer', 'CN-B3')).toBe(false);
});

it('has a port for each class of answer, and for the unclear where somebody listens', () => {
  const ports = (more: object) =>
    question.manifest.ports(QuestionConfig.parse({ ...config, choices: config.choices.filter(({ key }) => key !== 'unsure'), ...more }));
  expect(ports({})).toEqual(['expected', 'refused']);
  expect(ports({ mode: 'spoken' })).toEqual(['expected', 'other', 'refused']);
});

it('lets the agent answer for the customer only where that is allowed, once they have said why, and says so', () => {
  expect(refusalOf(() => asked().act('agent', 'take_over', { reason: 'cannot' }))).toBe('forbidden');
  const run = asked({ mayTakeOver: true }).act('agent', 'take_over', { reason: 'cannot' });
  expect(run.view('customer')['takenOver']).toMatchObject({ reason: 'cannot' });
  expect(run.view('agent')).toMatchObject({ mayNote: true, mayTakeOver: false });
  run.act('agent', 'note', { choice: 'clear', heard: 'Yes' });
  expect(run.done?.outputs).toMatchObject({ class: 'expected', how: 'on_behalf' });
});
