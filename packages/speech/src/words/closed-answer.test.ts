import { expect, it } from 'vitest';
import { answerMeant, closedAnswer } from './closed-answer.ts';

const chinese = (text: string, confidence = 0.9) =>
  [...text].map((word, at) => ({ word, fromMs: at * 200, untilMs: at * 200 + 200, confidence }));
const english = (text: string, confidence = 0.9) =>
  text.split(' ').map((word, at) => ({ word, fromMs: at * 300, untilMs: at * 300 + 300, confidence }));

it.each([
  ['是的', 'yes'],
  ['是的我同意', 'yes'],
  ['清楚', 'yes'],
  ['我确认', 'yes'],
  ['不同意', 'no'],
  ['不我不清楚', 'no'],
  ['拒绝', 'no'],
  ['请再说一遍', 'repeat'],
  ['没听清', 'repeat'],
  ['是不是可以退', 'unsure'],
  ['同意但是费用不同意', 'unsure'],
  ['没有问题', 'unsure'],
  ['嗯', 'unsure'],
  ['我想先问一下我老婆再决定是否同意购买', 'unsure'],
])('%s: %s', (text, answer) => {
  expect(closedAnswer(chinese(text), 'zh-CN')).toBe(answer);
});

it.each([
  ['yes', 'yes'],
  ['yes I agree', 'yes'],
  ['I understand', 'yes'],
  ['no', 'no'],
  ["no I don't", 'no'],
  ['I do not agree', 'no'],
  ["I don't understand", 'no'],
  ['please repeat that', 'repeat'],
  ['yes but I do not agree', 'unsure'],
  ['I guess', 'unsure'],
  ['yes but only if the fee is lower than last year', 'unsure'],
])('%s: %s', (text, answer) => {
  expect(closedAnswer(english(text), 'en')).toBe(answer);
});

it('of which an engine is not sure is none, and nor is silence', () => {
  expect(closedAnswer(english('yes', 0.4), 'en')).toBe('unsure');
  expect(closedAnswer([], 'zh-CN')).toBe('unsure');
});

it('that stands on a button means what it says', () => {
  expect(answerMeant('是，我自愿购买', 'zh-CN')).toBe('yes');
  expect(answerMeant('不办了', 'zh-CN')).toBe('no');
  expect(answerMeant('Yes, I have', 'en')).toBe('yes');
  expect(answerMeant('I stop here', 'en')).toBe('unsure');
});
