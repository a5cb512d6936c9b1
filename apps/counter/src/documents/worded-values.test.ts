import { join } from 'node:path';
import { shippedFlows } from '@guichet/workflow';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readTemplate } from './document-template.ts';
import { wordedValues } from './worded-values.ts';

const template = {
  words: { dividend: { cash: { 'zh-CN': '现金分红', en: 'Paid out' } } },
  amounts: ['amount'],
};

describe('values in a document', () => {
  it('are said in words where the template has some, in the language of the document', () => {
    expect(wordedValues(template, 'zh-CN', { dividend: 'cash' })).toEqual({ dividend: '现金分红' });
    expect(wordedValues(template, 'en', { dividend: 'cash' })).toEqual({ dividend: 'Paid out' });
  });

  it('are grouped where they are amounts, and only there', () => {
    expect(wordedValues(template, 'en', { amount: 200_000, year: 2026 })).toEqual({ amount: '200,000.00', year: 2026 });
  });

  it('stay as they are where nothing is known of them', () => {
    const values = { dividend: 'toString', account: '6217', amount: null, ['__proto__x']: 1 };
    expect(wordedValues(template, 'en', values)).toEqual(values);
  });
});

const Flow = z.object({
  nodes: z.array(z.object({ type: z.string(), config: z.unknown(), outputs: z.record(z.string(), z.string()).optional() })),
});
const Form = z.object({ fields: z.array(z.object({ key: z.string(), options: z.array(z.object({ key: z.string() })).default([]) })) });
const Document = z.object({ template: z.string(), params: z.record(z.string(), z.unknown()).default({}) });

it('what is chosen in a form of a shipped flow is said in words by the documents that it is put into', async () => {
  const unsaid: string[] = [];
  for (const flow of shippedFlows) {
    const { nodes } = Flow.parse(flow);
    const choices = nodes
      .filter(({ type }) => type === 'form')
      .flatMap(({ config, outputs }) =>
        Form.parse(config).fields.map(({ key, options }) => ({ path: `=${outputs?.['values']}.${key}`, options })),
      );
    for (const { config } of nodes.filter(({ type }) => type === 'document')) {
      const { template: name, params } = Document.parse(config);
      const read = await readTemplate([join(import.meta.dirname, '../../templates')], name, 'en');
      const words = read.kind === 'text' ? read.template.words : {};
      for (const [param, value] of Object.entries(params))
        for (const { key } of choices.find(({ path }) => path === value)?.options ?? [])
          if (words[param]?.[key] === undefined) unsaid.push(`${name}: ${param} ${key}`);
    }
  }
  expect(unsaid).toEqual([]);
});
