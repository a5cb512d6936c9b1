import { PDFDocument } from '@cantoo/pdf-lib';
import { describe, expect, it } from 'vitest';
import { custodyFiles } from './custody-table.ts';
import type { SessionFacts } from './session-facts.ts';
import { summaryFiles } from './summary-pdf.ts';

const AT = Date.UTC(2026, 10, 22, 6, 30);
const event = (seq: number, type: string, actor: object, payload: object) => ({
  ...{ version: 1, sessionId: 'ses_x', seq, at: AT + seq * 9_000, mediaAt: null, actor, type, payload },
  ...{ previousHash: '0'.repeat(64), hash: 'ab12'.repeat(16) },
});
const facts = {
  session: {
    ...{ number: 'S-1122-0007', openedOn: '2026-11-22', openedAt: new Date(AT), endedAt: new Date(AT + 1_200_000) },
    serviceType: { titleZh: '理财双录', titleEn: 'Wealth product, recorded' },
  },
  bank: { nameZh: '临江银行', nameEn: 'Linjiang Bank <&>', timeZone: 'Asia/Shanghai' },
  events: [
    event(1, 'session.opened', { kind: 'bank', id: 'x' }, {}),
    event(2, 'consent.decided', { kind: 'customer' }, { decision: 'accepted' }),
    event(3, 'recording.chunk_closed', { kind: 'node', id: 'n' }, {}),
    event(4, 'offer.accepted', { kind: 'staff', id: 'stf_1' }, {}),
    event(5, 'flow.marked', { kind: 'system' }, { nodeId: 'sign', mark: 'document_sealed', detail: {} }),
  ],
  recordings: Array.from({ length: 8 }, (_, at) => ({
    id: `rec_${at}`.padEnd(28, '0'),
    head: '9f2c77b0'.repeat(8),
    chunks: 1_800,
    durationMs: 3_600_000,
  })),
  documents: [{}, {}],
  inspections: [{ findings: [{ result: 'pass' }, { result: 'fail' }, { result: 'not_evaluated' }] }],
  verifications: [],
  flow: { key: 'wealth-sale', version: 3 },
  retention: {
    ...{ until: null, waitsFor: ['product_end', 'contract_end'] },
    policies: ['own-sale-remote', 'own-five-years', 'CN-S2'].map((id, at) => ({
      ...{ id, version: 1, citation: id, source: at === 2 ? 'regulator' : 'own', seen: at === 2 ? 'memory' : 'own', checked: at !== 2 },
    })),
  },
  packs: ['cn-remote', 'cn-general', 'cn-branch', 'baseline'].map((id) => ({ id, version: 2 })),
} as unknown as SessionFacts;

describe('the summary of a package', () => {
  it('is one page in each language', async () => {
    const made = await summaryFiles(facts, { name: 'Demo seal of this Guichet installation', demo: true });
    expect(made.map(({ path }) => path)).toEqual(['summary.zh-CN.pdf', 'summary.en.pdf']);
    for (const { bytes } of made) expect((await PDFDocument.load(bytes)).getPageCount()).toBe(1);
  });
});

describe('the table of who did what', () => {
  const stills = [
    { path: 'stills/event-000005.jpg', atMs: AT + 45_000, event: 5, what: null, jpeg: Uint8Array.of(1) },
    { path: 'stills/stl_1.jpg', atMs: AT + 40_000, event: null, what: 'face_match · live', jpeg: Uint8Array.of(2) },
  ];
  const files = custodyFiles(facts, stills, new Map([['stf_1', 'A1001']]));
  const page = Buffer.from(files.find(({ path }) => path === 'custody.en.html')?.bytes ?? []).toString('utf8');

  it('has what people did in the order of time, with pictures beside their moments, and staff by their numbers', () => {
    const places = ['Session opened', 'accepted)', 'Staff A1001', 'stills/stl_1.jpg', 'document_sealed', 'stills/event-000005.jpg'].map(
      (text) => page.indexOf(text),
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(page).not.toContain('chunk');
  });

  it('runs nothing, and is no way for a name to become markup', () => {
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('Linjiang Bank &lt;&amp;&gt;');
    expect(page).not.toMatch(/<script|<img[^>]+onerror/);
  });

  it('brings its pictures as files that may be erased', () => {
    expect(files.filter(({ path }) => path.startsWith('stills/')).map(({ kind }) => kind)).toEqual(['values', 'values']);
  });
});
