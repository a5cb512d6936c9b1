import { describe, expect, it } from 'vitest';
import { NodeRunner, refusalOf } from '../testing/node-run.ts';
import { riskAssessment } from './behaviour.ts';
import { isMatch, levelOf } from './scoring.ts';

const t = (zh: string, en: string) => ({ 'zh-CN': zh, en });
const option = (key: string, score: number) => ({ key, text: t(`选${key}`, `Option ${key}`), score });
const questions = ['horizon', 'loss', 'income', 'experience'].map((key) => ({
  key,
  text: t(`问${key}`, `About ${key}`),
  options: [option('low', 0), option('middle', 13), option('high', 25)],
}));
const config = {
  version: 'risk-2026',
  questions,
  levels: { C2: 20, C3: 40, C4: 60, C5: 80 },
  product: { name: t('稳盈', 'Steady'), level: 'R3' },
};
const care = { text: t('请与家人商量', 'Talk it over with your family') };

const answered = (choice: string, more: object = {}) => {
  const run = new NodeRunner(riskAssessment, { config: { ...config, ...more } });
  for (const { key } of questions) run.act('customer', 'answer', { question: key, option: choice });
  return run.act('customer', 'submit');
};

describe('level and match', () => {
  it('leads on with a customer who may buy it, and elsewhere with one who may not', () => {
    expect(answered('high').act('customer', 'accept').done).toMatchObject({
      port: 'matched',
      outputs: { level: 'C5', score: 100, cared: false },
    });
    expect(answered('low').act('customer', 'accept').done).toMatchObject({ port: 'mismatched', outputs: { level: 'C1', matched: false } });
  });

  it('a score at the border belongs to the higher level', () => {
    expect([19, 20, 59, 60, 80].map((score) => levelOf(score, config.levels))).toEqual(['C1', 'C2', 'C3', 'C4', 'C5']);
    expect(isMatch('C2', 'R3')).toBe(false);
    expect(isMatch('C3', 'R3')).toBe(true);
  });
});

describe('answering', () => {
  it('is the customer’s alone', () => {
    const run = new NodeRunner(riskAssessment, { config });
    expect(refusalOf(() => run.act('agent', 'answer', { question: 'loss', option: 'high' }))).toBe('forbidden');
    expect(refusalOf(() => run.act('guest', 'answer', { question: 'loss', option: 'high' }))).toBe('forbidden');
    expect(refusalOf(() => run.act('customer', 'answer', { question: 'loss', option: 'huge' }))).toBe('invalid');
    expect(refusalOf(() => run.act('customer', 'submit'))).toBe('wrong_state');
    expect(riskAssessment.manifest.actions['answer']?.personal).toBe(true);
  });

  it('shows nobody what an answer counts, nor a guest any answer', () => {
    const run = answered('middle');
    for (const role of ['customer', 'agent', 'supervisor'] as const) {
      expect(run.shows(role, 'score')).toBe(false);
      expect(run.shows(role, '52')).toBe(false);
    }
    expect(run.view('guest')).toEqual({ phase: 'result' });
    expect(JSON.stringify(run.marks)).not.toContain('C3');
  });

  it('may be done anew once, and not until the level fits', () => {
    const run = answered('low').act('customer', 'redo');
    for (const { key } of questions) run.act('customer', 'answer', { question: key, option: 'high' });
    run.act('customer', 'submit');
    expect(refusalOf(() => run.act('customer', 'redo'))).toBe('wrong_state');
    expect(run.markNames()).toContain('risk_assessed_anew');
  });

  it('has an order of its own in each run where that is wanted', () => {
    const order = (seed: number) =>
      (
        new NodeRunner(riskAssessment, { config: { ...config, variedOrder: true }, seed }).view('customer')['questions'] as {
          key: string;
        }[]
      )
        .map(({ key }) => key)
        .join();
    expect(order(1)).toBe(order(1));
    expect(new Set([1, 2, 3, 4, 5, 6].map(order)).size).toBeGreaterThan(1);
  });
});

describe('care for the old', () => {
  it('comes before a risky product from the configured age', () => {
    const run = answered('high', { care, age: 65 }).act('customer', 'accept');
    expect(run.done).toBeNull();
    expect(run.shows('customer', '请与家人商量')).toBe(true);
    expect(refusalOf(() => run.act('customer', 'care_accept'))).toBe('wrong_state');
    expect(refusalOf(() => run.act('customer', 'care_told'))).toBe('forbidden');
    run.act('agent', 'care_told').act('customer', 'care_accept');
    expect(run.done).toMatchObject({ port: 'matched', outputs: { cared: true } });
    expect(run.markNames().slice(-2)).toEqual(['elderly_care_told', 'elderly_care_accepted']);
  });

  it('lets them step back', () => {
    expect(answered('high', { care, age: 72 }).act('customer', 'accept').act('customer', 'care_decline').done?.port).toBe('declined');
  });

  it('is not asked of the younger, nor before a product of little risk', () => {
    expect(answered('high', { care, age: 64 }).act('customer', 'accept').done?.port).toBe('matched');
    const mild = { care, age: 80, product: { ...config.product, level: 'R2' } };
    expect(answered('high', mild).act('customer', 'accept').done?.port).toBe('matched');
  });
});
