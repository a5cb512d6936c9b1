import { describe, expect, it } from 'vitest';
import { NodeRunner, refusalOf } from '../testing/node-run.ts';
import { form } from './behaviour.ts';
import { FormField } from './field-config.ts';
import { fieldProblem } from './field-problem.ts';
import { formJsonSchema } from './form-schema.ts';
import { FormConfig } from './manifest.ts';
import { FormView } from './view-schema.ts';

const t = (en: string) => ({ 'zh-CN': `${en}（中）`, en });
const fields = [
  { key: 'amount', type: 'amount', title: t('Amount'), min: 10_000, max: 500_000 },
  {
    key: 'source',
    type: 'choice',
    title: t('Source'),
    options: [
      { key: 'salary', title: t('Salary') },
      { key: 'other', title: t('Other') },
    ],
  },
  { key: 'sourceDetail', type: 'text', title: t('Which'), showWhen: { field: 'source', in: ['other'] } },
  { key: 'referrer', type: 'text', title: t('Referrer'), required: false, editableBy: ['agent'], visibleTo: ['agent'] },
  { key: 'level', type: 'text', title: t('Level'), initial: 'C4', editableBy: [] },
];
const begun = () => new NodeRunner(form, { config: { fields } });
const complete = () =>
  begun().act('customer', 'edit', { field: 'amount', value: 200_000 }).act('agent', 'edit', { field: 'source', value: 'salary' }, 'stf_1');

describe('filling in together', () => {
  it('shows each side what the pages expect', () => {
    const run = complete().act('customer', 'edit', { field: 'amount', value: 5 });
    for (const role of ['customer', 'agent', 'guest'] as const)
      expect(FormView.parse(run.view(role))).toMatchObject({ fields: expect.any(Array) });
  });

  it('shows at once to both what the other typed, with author and time', () => {
    const run = complete();
    const seen = (role: 'customer' | 'agent') => run.view(role)['fields'] as { key: string; value: unknown; by: string; at: number }[];
    expect(seen('agent').find(({ key }) => key === 'amount')).toMatchObject({ value: 200_000, by: 'customer', at: run.nowMs });
    expect(seen('customer').find(({ key }) => key === 'source')).toMatchObject({ value: 'salary', by: 'agent' });
    expect(run.view('customer')['last']).toMatchObject({ field: 'source', by: 'agent' });
  });

  it('keeps a wrong value with an error in both languages and hands nothing in', () => {
    const run = complete().act('customer', 'edit', { field: 'amount', value: 5 });
    const amount = (run.view('agent')['fields'] as { key: string; error: { en: string } }[]).find(({ key }) => key === 'amount');
    expect(amount?.error).toEqual({ 'zh-CN': '不能小于 10000', en: 'Not less than 10000' });
    expect(refusalOf(() => run.act('agent', 'submit'))).toBe('invalid');
  });

  it('is handed in with the values and who wrote each', () => {
    const run = complete().act('customer', 'submit');
    expect(run.done?.outputs['values']).toEqual({ amount: 200_000, source: 'salary', referrer: null, level: 'C4' });
    expect(run.done?.outputs['authors']).toMatchObject({
      amount: { by: 'customer' },
      source: { by: 'agent', byId: 'stf_1' },
      level: { by: 'system' },
    });
  });

  it('says of no field that it is empty before somebody came to it', () => {
    const shown = begun().view('customer')['fields'] as { error: unknown }[];
    expect(shown.every(({ error }) => error === null)).toBe(true);
    expect(begun().view('customer')).toMatchObject({ left: 2, complete: false });
  });
});

describe('conditions', () => {
  it('ask for a field only while it applies, and leave out what was typed before', () => {
    const run = complete().act('customer', 'edit', { field: 'source', value: 'other' });
    expect(refusalOf(() => run.act('customer', 'submit'))).toBe('invalid');
    run.act('customer', 'edit', { field: 'sourceDetail', value: '拆迁补偿' }).act('customer', 'edit', { field: 'source', value: 'salary' });
    expect(refusalOf(() => run.act('customer', 'edit', { field: 'sourceDetail', value: 'x' }))).toBe('invalid');
    expect(run.act('customer', 'submit').done?.outputs['values']).not.toHaveProperty('sourceDetail');
  });

  it('only look back', () => {
    const looking = [
      { key: 'a', type: 'text', title: t('A'), showWhen: { field: 'b', in: ['x'] } },
      { key: 'b', type: 'text', title: t('B') },
    ];
    expect(FormConfig.safeParse({ fields: looking }).success).toBe(false);
  });
});

describe('who may do what', () => {
  it('refuses fields of others, unknown ones, and values of another kind', () => {
    const run = begun();
    expect(refusalOf(() => run.act('customer', 'edit', { field: 'referrer', value: '0837' }))).toBe('forbidden');
    expect(refusalOf(() => run.act('agent', 'edit', { field: 'level', value: 'C5' }))).toBe('forbidden');
    expect(refusalOf(() => run.act('guest', 'edit', { field: 'amount', value: 1 }))).toBe('forbidden');
    expect(refusalOf(() => run.act('customer', 'edit', { field: 'constructor', value: 'x' }))).toBe('invalid');
    expect(refusalOf(() => run.act('customer', 'edit', { field: 'amount', value: 'viel' }))).toBe('invalid');
  });

  it('keeps the agent’s own fields from the customer, also in what was edited last', () => {
    const run = begun().act('agent', 'edit', { field: 'referrer', value: 'R-0837' });
    expect(run.shows('agent', 'R-0837')).toBe(true);
    expect(run.shows('supervisor', 'R-0837')).toBe(true);
    for (const role of ['customer', 'guest'] as const) {
      expect(run.shows(role, 'R-0837')).toBe(false);
      expect(run.shows(role, 'referrer')).toBe(false);
    }
  });

  it('takes it only from those who hand it in', () => {
    const run = new NodeRunner(form, { config: { fields: fields.slice(4), submitBy: ['customer'] } });
    expect(refusalOf(() => run.act('agent', 'submit'))).toBe('forbidden');
    expect(form.manifest.actions['edit']?.personal).toBe(true);
    expect(JSON.stringify(complete().act('customer', 'submit').marks)).not.toContain('200000');
  });
});

describe('each kind of field', () => {
  const field = (type: string, more: object = {}) => FormField.parse({ key: 'a', type, title: t('A'), ...more });
  it.each([
    ['phone', '138 0013 8000', '12345'],
    ['phone', '+442071234567', '+04'],
    ['id', '11010519491231002X', '110105194912310020'],
    ['date', '2028-02-29', '2026-02-29'],
    ['amount', 0.1, 0.125],
    ['amount', 19.99, -1],
    ['number', -3, Number.NaN],
    ['boolean', false, 'no'],
  ])('%s takes %s and not %s', (type, right, wrong) => {
    expect(fieldProblem(field(type), right)).toBeNull();
    expect(fieldProblem(field(type), wrong)).toMatchObject({ en: expect.any(String), 'zh-CN': expect.any(String) });
  });

  it('of choices takes only options', () => {
    const options = [{ key: 'x', title: t('X') }];
    expect(fieldProblem(field('multi', { options }), ['x'])).toBeNull();
    expect(fieldProblem(field('multi', { options }), ['x', 'y'])).not.toBeNull();
    expect(fieldProblem(field('choice', { options }), 'toString')).not.toBeNull();
    expect(FormField.safeParse({ key: 'a', type: 'choice', title: t('A') }).success).toBe(false);
  });

  it('says the same as a JSON schema', () => {
    const parsed = FormConfig.parse({ fields }).fields;
    expect(formJsonSchema(parsed)).toMatchObject({
      required: ['amount', 'source', 'level'],
      properties: { amount: { type: 'number', minimum: 10_000 }, source: { enum: ['salary', 'other'] } },
    });
  });
});

describe('taking over', () => {
  const own = [
    { key: 'amount', type: 'amount', title: t('Amount'), editableBy: ['customer'], visibleTo: ['customer', 'agent'] },
    { key: 'secret', type: 'text', title: t('Secret'), required: false, editableBy: ['customer'], visibleTo: ['customer'] },
  ];
  const opened = (more: object = {}) => new NodeRunner(form, { config: { fields: own, submitBy: ['customer'], ...more } });

  it('is refused where the institution does not allow it, and to everybody but the agent', () => {
    expect(opened().view('agent')).toMatchObject({ mayTakeOver: false, maySubmit: false });
    expect(refusalOf(() => opened().act('agent', 'take_over', { reason: 'asked' }))).toBe('forbidden');
    expect(refusalOf(() => opened({ mayTakeOver: true }).act('customer', 'take_over', { reason: 'asked' }))).toBe('forbidden');
    expect(refusalOf(() => opened({ mayTakeOver: true }).act('agent', 'edit', { field: 'amount', value: 20_000 }))).toBe('forbidden');
  });

  it('lets the agent complete the form, as its author, but for what is kept from them', () => {
    const run = opened({ mayTakeOver: true });
    expect(run.view('agent')['mayTakeOver']).toBe(true);
    run.act('agent', 'take_over', { reason: 'cannot' }, 'stf_1');
    expect(run.marks).toEqual([{ name: 'taken_over', detail: { reason: 'cannot' } }]);
    for (const role of ['customer', 'agent'] as const) expect(run.view(role)['takenOver']).toEqual({ reason: 'cannot', atMs: run.nowMs });
    expect(refusalOf(() => run.act('agent', 'edit', { field: 'secret', value: 'x' }))).toBe('forbidden');
    run.act('agent', 'edit', { field: 'amount', value: 20_000 }, 'stf_1').act('agent', 'submit', null, 'stf_1');
    expect(run.done?.outputs?.['authors']).toMatchObject({ amount: { by: 'agent', byId: 'stf_1' } });
  });

  it('happens once, and leaves the form the customer’s as well', () => {
    const run = opened({ mayTakeOver: true }).act('agent', 'take_over', { reason: 'asked' });
    expect(refusalOf(() => run.act('agent', 'take_over', { reason: 'asked' }))).toBe('wrong_state');
    run.act('customer', 'edit', { field: 'amount', value: 20_000 }).act('customer', 'submit', null);
    expect(run.done?.port).toBe('done');
  });
});
