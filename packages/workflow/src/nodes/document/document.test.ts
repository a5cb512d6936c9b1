import { describe, expect, it } from 'vitest';
import { NodeRunner, refusalOf } from '../testing/node-run.ts';
import { document } from './behaviour.ts';
import { DocumentView } from './view-schema.ts';

const HASH = 'a'.repeat(64);
const title = { 'zh-CN': '产品风险揭示书', en: 'Risk disclosure' };
const place = (name: string, more: object = {}) => ({ name, kind: 'signature', page: 2, x: 0.1, y: 0.8, width: 0.3, height: 0.1, ...more });
const config = { template: 'risk-disclosure', title, minPageMs: 3_000, places: [place('customer_signature')] };
const strokes = [
  [
    { x: 0.1, y: 0.2, t: 0 },
    { x: 0.31415, y: 0.4, t: 40, pressure: 0.7 },
  ],
];
const seal = (more: object = {}) => ({
  ok: true,
  documentId: 'doc_2',
  originalHash: HASH,
  sealedHash: 'b'.repeat(64),
  signerKind: 'bank_seal',
  ...more,
});

const shown = (more: object = {}) =>
  new NodeRunner(document, { config: { ...config, ...more } }).answer('document.prepare', {
    ok: true,
    documentId: 'doc_1',
    hash: HASH,
    pages: 2,
  });
const read = (run: NodeRunner, role: 'customer' | 'guest' = 'customer') => {
  for (const page of [1, 2]) run.wait(4_000).act(role, 'read', { page, dwellMs: 4_000, reachedEnd: true });
  return run;
};
const signed = (more: object = {}) => read(shown(more)).act('customer', 'sign', { place: 'customer_signature', strokes });

describe('a document of several pages', () => {
  const paged = { initialsOnEachPage: true, places: [place('customer_signature', { page: 'last' })] };
  const shownWith = (pages: number) =>
    new NodeRunner(document, { config: { ...config, ...paged } }).answer('document.prepare', {
      ok: true,
      documentId: 'doc_1',
      hash: HASH,
      pages,
    });

  it('is initialled on every page and signed on the last, however many there are', () => {
    for (const pages of [1, 3]) {
      const run = shownWith(pages);
      const places = DocumentView.parse(run.view('customer')).places.map(({ name, kind, page }) => `${name} ${kind} ${page}`);
      const initials = Array.from({ length: pages }, (_, index) => `initials_page_${index + 1} initials ${index + 1}`);
      expect(places).toEqual([...initials, `customer_signature signature ${pages}`]);
    }
  });

  it('is handed in when all of them are there, each sealed on its own page', () => {
    const run = shownWith(3);
    for (const page of [1, 2, 3]) run.wait(4_000).act('customer', 'read', { page, dwellMs: 4_000, reachedEnd: true });
    for (const name of ['initials_page_1', 'initials_page_2', 'customer_signature']) run.act('customer', 'sign', { place: name, strokes });
    expect(refusalOf(() => run.act('customer', 'finish'))).toBe('wrong_state');
    run.act('customer', 'sign', { place: 'initials_page_3', strokes }).act('customer', 'finish');
    const { handwriting } = run.lastEffect('document.seal') as { handwriting: { field: { name: string; page: number } }[] };
    expect(handwriting.map(({ field }) => [field.name, field.page])).toEqual([
      ['initials_page_1', 1],
      ['initials_page_2', 2],
      ['initials_page_3', 3],
      ['customer_signature', 3],
    ]);
  });

  it('shows each side what the pages expect', () => {
    for (const role of ['customer', 'agent', 'guest'] as const) expect(DocumentView.parse(shownWith(2).view(role)).places).toHaveLength(3);
  });
});

describe('from preparing to the seal', () => {
  it('is done when it was sealed, and says who signed', () => {
    const run = signed().act('customer', 'finish');
    expect(run.done).toBeNull();
    expect(run.lastEffect('document.seal')).toMatchObject({
      documentId: 'doc_1',
      hash: HASH,
      provider: 'bank_seal',
      handwriting: [{ field: { name: 'customer_signature', kind: 'signature', page: 2 }, strokes }],
    });
    run.answer('document.seal', seal());
    expect(run.done).toMatchObject({
      port: 'done',
      outputs: { signerKind: 'bank_seal', document: { sealed: { sealedHash: 'b'.repeat(64) } } },
    });
    expect(run.done?.outputs['reading']).toMatchObject([{ page: 1, reachedEnd: true, dwellMs: 4_000 }, { page: 2 }]);
    expect(JSON.stringify([run.marks, run.done, run.data])).not.toContain('0.31415');
  });

  it('never passes another kind of signer off as the one that was asked for', () => {
    const run = signed({ signer: 'ca_event' }).act('customer', 'finish').answer('document.seal', seal());
    expect(run.failed).toEqual({ code: 'other_signer', retryable: false });
  });

  it('fails when it cannot be made or sealed', () => {
    expect(new NodeRunner(document, { config }).answer('document.prepare', { ok: false, code: 'no_template' }).failed?.code).toBe(
      'no_template',
    );
    expect(
      signed().act('customer', 'finish').answer('document.seal', { ok: false, code: 'unavailable', retryable: true }).failed?.retryable,
    ).toBe(true);
    expect(shown({ places: [place('a', { page: 3 })] }).failed?.code).toBe('place_beyond_document');
  });

  it('may be read only, and may be left unsealed', () => {
    const run = read(shown({ places: [], seal: false })).act('customer', 'finish');
    expect(run.done).toMatchObject({ port: 'done', outputs: { signerKind: null, document: { documentId: 'doc_1', sealed: null } } });
  });
});

describe('reading', () => {
  it('comes before signing: every page, to its foot, for its least time', () => {
    const run = shown().wait(10_000).act('customer', 'read', { page: 1, dwellMs: 4_000, reachedEnd: true });
    run.act('customer', 'read', { page: 2, dwellMs: 2_000, reachedEnd: true });
    expect(refusalOf(() => run.act('customer', 'sign', { place: 'customer_signature', strokes }))).toBe('wrong_state');
    expect(run.view('customer')).toMatchObject({ unread: [2], maySign: false });
    run.act('customer', 'read', { page: 2, dwellMs: 1_000, reachedEnd: false });
    expect(run.view('customer')).toMatchObject({ unread: [], maySign: true });
    expect(run.markNames().filter((name) => name === 'page_read')).toHaveLength(2);
  });

  it('cannot claim more time than has passed', () => {
    const run = shown().wait(3_000);
    expect(refusalOf(() => run.act('customer', 'read', { page: 1, dwellMs: 60_000, reachedEnd: true }))).toBe('invalid');
    run.act('customer', 'read', { page: 1, dwellMs: 3_000, reachedEnd: true });
    expect(refusalOf(() => run.act('customer', 'read', { page: 2, dwellMs: 3_000, reachedEnd: true }))).toBe('invalid');
  });

  it('is the customer’s: the agent turns pages but reads nothing for them', () => {
    const run = shown().act('agent', 'present', { page: 2 });
    expect(run.view('customer')).toMatchObject({ presentedPage: 2, follows: true });
    expect(refusalOf(() => run.act('agent', 'read', { page: 1, dwellMs: 1, reachedEnd: true }))).toBe('forbidden');
    expect(refusalOf(() => run.act('customer', 'present', { page: 1 }))).toBe('forbidden');
    expect(refusalOf(() => run.act('agent', 'present', { page: 3 }))).toBe('invalid');
    expect(run.marks.at(-1)).toEqual({ name: 'page_presented', detail: { page: 2 } });
  });
});

describe('signing', () => {
  it('is not finished with an empty place', () => {
    const run = signed({ places: [place('customer_signature'), place('initials_1', { kind: 'initials', page: 1 })] });
    expect(refusalOf(() => run.act('customer', 'finish'))).toBe('wrong_state');
    expect(run.act('customer', 'sign', { place: 'initials_1', strokes }).markNames()).toContain('initials_written');
    expect(run.act('customer', 'finish').effectKinds()).toContain('document.seal');
  });

  it('is each person’s own, after each has read', () => {
    const places = [place('customer_signature'), place('spouse', { by: 'guest' })];
    const run = signed({ places });
    expect(refusalOf(() => run.act('customer', 'sign', { place: 'spouse', strokes }))).toBe('forbidden');
    expect(refusalOf(() => run.act('guest', 'sign', { place: 'spouse', strokes }))).toBe('wrong_state');
    read(run, 'guest').act('guest', 'sign', { place: 'spouse', strokes });
    expect(run.view('customer')['mayFinish']).toBe(true);
    expect(refusalOf(() => run.act('agent', 'sign', { place: 'spouse', strokes }))).toBe('forbidden');
  });

  it('can be written anew until it is finished, and not after', () => {
    const run = signed().act('customer', 'clear', { place: 'customer_signature' });
    expect(run.view('customer')['mayFinish']).toBe(false);
    run.act('customer', 'sign', { place: 'customer_signature', strokes }).act('customer', 'finish');
    expect(refusalOf(() => run.act('customer', 'clear', { place: 'customer_signature' }))).toBe('wrong_state');
  });

  it('shows the strokes to whoever wrote them only', () => {
    const run = signed();
    expect(run.shows('customer', '0.31415')).toBe(true);
    for (const role of ['agent', 'guest', 'supervisor'] as const) expect(run.shows(role, '0.31415')).toBe(false);
    expect(document.manifest.actions['sign']?.personal).toBe(true);
  });

  it('may be declined, and nothing is sealed then', () => {
    const run = signed().act('customer', 'decline', { reason: 'disagrees' });
    expect(run.done?.port).toBe('declined');
    expect(run.effectKinds()).toEqual(['document.prepare']);
    expect(refusalOf(() => signed().act('agent', 'decline', { reason: 'other' }))).toBe('forbidden');
  });
});
