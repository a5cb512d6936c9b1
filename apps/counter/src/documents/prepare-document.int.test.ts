import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PDFDocument } from '@cantoo/pdf-lib';
import { LANGUAGES } from '@guichet/protocol';
import { FlowDefinition, shippedFlows } from '@guichet/workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareDocument } from './prepare-document.ts';

const run = promisify(execFile);
const SHIPPED = join(import.meta.dirname, '../../templates');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-documents-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function textOf(pdf: Uint8Array): Promise<string> {
  const file = join(folder, 'read.pdf');
  await writeFile(file, pdf);
  return (await run('pdftotext', ['-layout', file, '-'])).stdout;
}

describe('a prepared document', () => {
  it.each([
    ['zh-CN', '产品风险揭示书及认购申请', '不保证本金'],
    ['en', 'Risk disclosure and subscription', 'not a bank deposit'],
  ] as const)('says in %s what the template says, with the values of the flow', async (language, title, risk) => {
    const values = { customer: '王明', amount: '200,000.00', level: 'C3', productLevel: 'R3' };
    const { pdf, pages } = await prepareDocument({ folders: [SHIPPED], template: 'wealth-risk-disclosure', language, values });
    const text = await textOf(pdf);
    for (const part of [title, risk, '王明', '200,000.00', 'C3']) expect(text).toContain(part);
    // Neither account nor dividends were given: a gap, and nobody's placeholder.
    expect(text).toContain('________');
    expect(text).not.toContain('{{');
    expect(pages).toBe(3);
  });

  it('goes on over as many pages as the text needs', async () => {
    const advice = '把闲置资金分成三份。'.repeat(400);
    const values = { aims: '稳健', advice, followUp: '三个月后回访' };
    const { pages } = await prepareDocument({ folders: [SHIPPED], template: 'meeting-minutes', language: 'zh-CN', values });
    expect(pages).toBeGreaterThan(2);
  });

  it("fills the fields of the bank's own form, Chinese too, and leaves nothing to be filled in by others", async () => {
    const form = await PDFDocument.create();
    const page = form.addPage();
    form.getForm().createTextField('customer').addToPage(page, { x: 50, y: 700, width: 200, height: 24 });
    await writeFile(join(folder, 'own-form.zh-CN.pdf'), await form.save());
    const values = { customer: '欧阳小明' };
    const { pdf } = await prepareDocument({ folders: [folder, SHIPPED], template: 'own-form', language: 'zh-CN', values });
    expect(await textOf(pdf)).toContain('欧阳小明');
    expect((await PDFDocument.load(pdf)).getForm().getFields()).toEqual([]);
  });

  it('is refused for a template that is not there, and for a name that leads elsewhere', async () => {
    for (const template of ['no-such', '../package', 'wealth-risk-disclosure.json']) {
      await expect(prepareDocument({ folders: [SHIPPED], template, language: 'en', values: {} })).rejects.toMatchObject({
        code: 'not_found',
      });
    }
  });
});

describe('the shipped templates', () => {
  const wanted = shippedFlows
    .flatMap((flow) => FlowDefinition.parse(flow).nodes)
    .filter(({ type }) => type === 'document')
    .map(({ config }) => ({ template: String(config['template']), places: (config['places'] ?? []) as { page: number | 'last' }[] }));

  it('are there for every document of a shipped flow, on the pages that it has places to sign on', async () => {
    expect(wanted.length).toBeGreaterThan(0);
    for (const { template, places } of wanted) {
      for (const language of LANGUAGES) {
        const { pages } = await prepareDocument({ folders: [SHIPPED], template, language, values: {} });
        for (const { page } of places) if (page !== 'last') expect(page).toBeLessThanOrEqual(pages);
      }
    }
  });

  it.each(['insurance-terms', 'wealth-risk-disclosure'])(
    'that have several pages have the same in both languages, with a line for initials on each: %s',
    async (template) => {
      for (const language of LANGUAGES) {
        const { pdf, pages } = await prepareDocument({ folders: [SHIPPED], template, language, values: {} });
        expect(pages).toBe(3);
        const byPage = (await textOf(pdf)).split('\f').slice(0, pages);
        for (const [index, text] of byPage.entries()) {
          expect(text).toContain(language === 'en' ? 'Initials' : '小签');
          expect(text).toMatch(new RegExp(`${index + 1} ?/ ?${pages}`));
        }
      }
    },
  );

  it('are all used', async () => {
    const files = (await readdir(SHIPPED)).map((file) => file.replace('.json', ''));
    expect(files.filter((name) => !wanted.some(({ template }) => template === name))).toEqual([]);
  });
});
