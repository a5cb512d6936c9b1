import { describe, expect, it } from 'vitest';
import { CheckResult } from '../shared/check-result.ts';
import { NodeRunner, refusalOf } from '../testing/node-run.ts';
import { identityDocument } from './behaviour.ts';

const NUMBER = '11010519491231002X';
const fields = { name: '王明', idNumber: NUMBER, birthDate: '1949-12-31', validUntil: 'long_term' };
const NOWHERE = [
  { name: 'duplicate', result: 'pass', detail: 'new' },
  { name: 'block_list', result: 'pass', detail: null },
];
/** The agent confirms, and what they wrote is looked up. */
const confirm = (run: NodeRunner, input: object, id: string | null = null, checks: readonly object[] = NOWHERE): NodeRunner =>
  run.act('agent', 'confirm', input as never, id).answer('identity.lookUp', {
    ok: true,
    idNumber: String(run.lastEffect('identity.lookUp')['idNumber']),
    checks: checks as never,
  });
const shown = (config: object = {}) =>
  new NodeRunner(identityDocument, { config })
    .act('customer', 'capture', { side: 'portrait' })
    .act('customer', 'capture', { side: 'emblem' });

describe('the agent decides by eye', () => {
  it('confirms what was shown, with a result in the shape that an engine’s has', () => {
    const run = confirm(shown(), { fields }, 'stf_1');
    expect(run.done?.port).toBe('confirmed');
    const result = CheckResult.parse(run.done?.outputs['result']);
    expect(result).toMatchObject({ engine: 'agent', decision: 'pass', confidence: null, decidedBy: { role: 'agent', id: 'stf_1' } });
    expect(result.fields.every(({ personal, confidence, box, correctedBy }) => personal && !confidence && !box && !correctedBy)).toBe(true);
    expect(run.done?.outputs['age']).toBe(76);
  });

  it('cannot confirm a side that was not shown, nor a document that was not chosen', () => {
    const half = new NodeRunner(identityDocument).act('customer', 'capture', { side: 'portrait' });
    expect(refusalOf(() => half.act('agent', 'confirm', { fields }))).toBe('wrong_state');
    const open = new NodeRunner(identityDocument, { config: { documents: ['cn_resident_id', 'passport'] } });
    expect(refusalOf(() => open.act('customer', 'capture', { side: 'portrait' }))).toBe('wrong_state');
    open.act('customer', 'choose', { documentType: 'passport' });
    expect(refusalOf(() => open.act('customer', 'capture', { side: 'portrait' }))).toBe('invalid');
    expect(refusalOf(() => open.act('customer', 'choose', { documentType: 'taiwan_permit' }))).toBe('invalid');
  });

  it.each([
    ['a number with a wrong check character', { ...fields, idNumber: '110105194912310021' }],
    ['a date of birth that is not the number’s', { ...fields, birthDate: '1949-12-30' }],
    ['a document out of date', { ...fields, validUntil: '2026-01-31' }],
    ['a missing field', { name: '王明', idNumber: NUMBER, birthDate: '1949-12-31' }],
  ])('refuses %s', (_what, wrong) => {
    expect(refusalOf(() => shown().act('agent', 'confirm', { fields: wrong }))).toBe('invalid');
  });

  it('passes only with every feature confirmed', () => {
    const config = { checks: [{ key: 'hologram', title: { 'zh-CN': '防伪图案', en: 'Hologram' } }] };
    expect(refusalOf(() => shown(config).act('agent', 'confirm', { fields }))).toBe('invalid');
    expect(confirm(shown(config), { fields, checks: ['hologram'] }).done?.port).toBe('confirmed');
  });

  it('rejects with a reason and keeps it in the result', () => {
    const run = shown().act('agent', 'reject', { reason: 'not_original' });
    expect(run.done).toMatchObject({ port: 'rejected', outputs: { decision: 'fail', result: { reason: 'not_original' } } });
    expect(refusalOf(() => shown().act('agent', 'reject', { reason: 'because' }))).toBe('invalid');
    expect(refusalOf(() => shown().act('customer', 'reject', { reason: 'expired' }))).toBe('forbidden');
    expect(refusalOf(() => shown().act('customer', 'confirm', { fields }))).toBe('forbidden');
  });
});

describe('an engine’s reading', () => {
  const hint = {
    engine: 'ocr',
    engineVersion: '3',
    decision: 'pass',
    confidence: 0.9,
    fields: [
      { name: 'name', value: '王朋', confidence: 0.6, box: null, correctedBy: null, personal: true },
      {
        name: 'idNumber',
        value: NUMBER,
        confidence: 0.99,
        box: null,
        engine: 'mrz',
        engineVersion: '2',
        correctedBy: null,
        personal: true,
      },
    ],
  };

  it('fills the agent’s fields in, and what the agent changes is kept as corrected', () => {
    const run = shown().answer('identity.check', { ok: true, what: 'portrait', image: 'img_1', hint });
    expect(run.shows('agent', '王朋')).toBe(true);
    confirm(run, { fields });
    const result = CheckResult.parse(run.done?.outputs['result']);
    expect(result.fields.find(({ name }) => name === 'name')).toMatchObject({
      value: '王明',
      correctedBy: 'agent',
      confidence: null,
      engine: null,
    });
    expect(result.fields.find(({ name }) => name === 'idNumber')).toMatchObject({
      correctedBy: null,
      confidence: 0.99,
      engine: 'mrz',
      engineVersion: '2',
    });
    expect(result.hint?.engine).toBe('ocr');
    expect(result.images.find(({ what }) => what === 'portrait')?.ref).toBe('img_1');
  });

  it('that could not be used says why to the agent', () => {
    const refused = { ...hint, decision: 'fail', reason: 'glare', fields: [] };
    const run = shown().answer('identity.check', { ok: true, what: 'portrait', image: 'img_1', hint: refused });
    expect(run.view('agent')).toMatchObject({ hint: { decision: 'fail', finding: { en: 'There is glare' } } });
  });

  it('is dropped when the side was asked for again before it came', () => {
    const run = shown().act('agent', 'ask_again', { reason: 'glare' });
    run.answer('identity.check', { ok: true, what: 'portrait', image: 'img_1', hint });
    expect(run.shows('agent', '王朋')).toBe(false);
    expect(run.view('customer')).toMatchObject({ currentSide: 'portrait', tip: { en: 'There is glare: tilt it a little' } });
  });

  it('is never shown to the customer or a guest', () => {
    const run = shown().answer('identity.check', { ok: true, what: 'portrait', image: 'img_1', hint });
    for (const role of ['customer', 'guest'] as const) {
      expect(run.shows(role, NUMBER)).toBe(false);
      expect(run.shows(role, 'img_1')).toBe(false);
      expect(run.shows(role, 'ocr')).toBe(false);
    }
  });

  it('is not needed: where nobody takes pictures the agent goes on', () => {
    const run = confirm(shown().answer('identity.check', { ok: false, code: 'not_available' }), { fields });
    expect(run.done?.port).toBe('confirmed');
  });
});

describe('a picture that the customer’s page sends beside the video', () => {
  const hash = 'a'.repeat(64);
  const sent = () => new NodeRunner(identityDocument).act('customer', 'capture', { side: 'portrait', still: hash });
  const found = (finding: string) =>
    sent().answer('identity.check', { ok: true, what: 'portrait', image: 'img_1', hint: null, still: { image: 'img_2', finding } });

  it('is announced by its hash, before anybody has seen it', () => {
    expect(sent().lastEffect('identity.check')).toMatchObject({ what: 'portrait', still: hash });
    expect(shown().lastEffect('identity.check')).not.toHaveProperty('still');
    expect(refusalOf(() => new NodeRunner(identityDocument).act('customer', 'capture', { side: 'portrait', still: 'x' }))).toBe('invalid');
  });

  it('is kept with the check where it shows what was recorded', () => {
    const run = confirm(found('recorded').act('customer', 'capture', { side: 'emblem' }), { fields }, 'stf_1');
    expect(run.marks).toContainEqual({ name: 'still_taken', detail: { side: 'portrait', finding: 'recorded', hash } });
    const { images } = CheckResult.parse(run.done?.outputs['result']);
    expect(images.map(({ what, ref }) => [what, ref])).toEqual([
      ['portrait', 'img_1'],
      ['portrait.still', 'img_2'],
      ['emblem', null],
    ]);
  });

  it('is refused where it does not: the agent is told, the log keeps it, and the customer sees nothing of it', () => {
    const run = found('other_values');
    expect(run.marks).toContainEqual({ name: 'still_refused', detail: { side: 'portrait', finding: 'other_values', hash } });
    expect(run.view('agent')).toMatchObject({
      stills: [{ what: 'portrait', isForeign: true, finding: { en: expect.stringMatching(/^Refused/) } }],
    });
    expect(run.shows('customer', 'img_2')).toBe(false);
  });

  it('that nobody announced is none of this step’s business', () => {
    const run = shown().answer('identity.check', { ok: true, what: 'portrait', still: { image: 'img_2', finding: 'recorded' } });
    expect(run.view('agent')).toMatchObject({ stills: [] });
  });
});

it('asks for a side again only so often', () => {
  const run = shown({ retakes: 1 }).act('agent', 'ask_again', { reason: 'blurred' });
  expect(refusalOf(() => run.act('agent', 'ask_again', { reason: 'blurred' }))).toBe('wrong_state');
});

it('marks what happened without anything personal', () => {
  const run = confirm(shown(), { fields });
  expect(run.markNames()).toContain('document_confirmed');
  expect(JSON.stringify(run.marks)).not.toContain(NUMBER);
  expect(JSON.stringify(run.marks)).not.toContain('王明');
  expect(run.type.manifest.actions['confirm']?.personal).toBe(true);
});

describe('what is held against a document beside what stands on it', () => {
  const found = (name: string, result: string, detail: string | null = null) => ({ name, result, detail });
  const fact = (name: string, value: string) => ({
    name: `check.${name}`,
    value,
    confidence: null,
    box: null,
    correctedBy: null,
    personal: false,
  });
  const value = (name: string, read: string) => ({ ...fact('', read), name, personal: true });
  const read = (...facts: readonly object[]) =>
    shown().answer('identity.check', {
      ok: true,
      what: 'portrait',
      image: 'img_1',
      hint: {
        engine: 'ocr',
        engineVersion: '3',
        decision: 'not_evaluated',
        confidence: 0.9,
        fields: [value('name', fields.name), value('idNumber', NUMBER), ...facts] as never,
      },
    });
  const clean = [fact('duplicate', 'pass: new'), fact('block_list', 'pass')];

  it('is looked up for what the agent writes, and the confirmation waits for that', () => {
    const run = shown({ duplicateSessions: 3, duplicateDays: 7 }).act('agent', 'confirm', { fields }, 'stf_1');
    expect(run.done).toBeNull();
    expect(run.view('agent')).toMatchObject({ isLookedUp: true });
    expect(run.lastEffect('identity.lookUp')).toEqual({
      documentType: 'cn_resident_id',
      idNumber: NUMBER,
      name: '王明',
      duplicates: { most: 3, withinDays: 7 },
    });
    run.answer('identity.lookUp', { ok: true, idNumber: NUMBER, checks: NOWHERE });
    const result = CheckResult.parse(run.done?.outputs['result']);
    expect(result.decidedBy).toEqual({ role: 'agent', id: 'stf_1' });
    expect(result.beside).toEqual([found('sides_agree', 'not_evaluated'), ...NOWHERE]);
    expect(run.marks.at(-1)?.detail['beside']).toEqual({ sides_agree: 'not_evaluated', duplicate: 'pass', block_list: 'pass' });
  });

  it('is not looked up again where an engine read what the agent confirms', () => {
    const run = read(...clean, fact('sides_agree', 'pass')).act('agent', 'confirm', { fields });
    expect(run.effectKinds()).not.toContain('identity.lookUp');
    expect(CheckResult.parse(run.done?.outputs['result']).beside.map(({ result }) => result)).toEqual(['pass', 'pass', 'pass']);
  });

  it.each([
    ['number', { ...fields, idNumber: '110105194912310038' }],
    ['name', { ...fields, name: '王朋' }],
  ])('is looked up again where the agent writes another %s', (_what, written) => {
    const run = read(...clean).act('agent', 'confirm', { fields: written });
    expect(run.done).toBeNull();
    expect(run.lastEffect('identity.lookUp')).toMatchObject({ idNumber: written.idNumber, name: written.name });
  });

  it('tells the agent that another name stood beside the number, and leaves it to them', () => {
    const run = confirm(shown(), { fields }, null, [found('duplicate', 'fail', 'other_name'), found('block_list', 'pass')]);
    expect(run.done).toBeNull();
    expect(run.view('agent')).toMatchObject({
      isLookedUp: false,
      isBlocked: false,
      beside: [{}, { key: 'duplicate', result: 'fail', finding: { en: 'The same number was shown under another name' } }, {}],
    });
    expect(run.shows('customer', 'duplicate')).toBe(false);
    run.act('agent', 'confirm', { fields });
    expect(run.done?.port).toBe('confirmed');
    expect(CheckResult.parse(run.done?.outputs['result']).beside).toContainEqual(found('duplicate', 'fail', 'other_name'));
  });

  it('can only be rejected where the bank does not take the document, unless the definition leaves it to the agent', () => {
    const blocked = [found('duplicate', 'pass', 'new'), found('block_list', 'fail', 'stolen')];
    const run = confirm(shown(), { fields }, null, blocked);
    expect(run.view('agent')).toMatchObject({ isBlocked: true });
    expect(refusalOf(() => run.act('agent', 'confirm', { fields }))).toBe('wrong_state');
    run.act('agent', 'reject', { reason: 'blocked' });
    expect(CheckResult.parse(run.done?.outputs['result']).beside).toContainEqual(found('block_list', 'fail', 'stolen'));
    const left = confirm(shown({ blocked: 'person' }), { fields }, null, blocked).act('agent', 'confirm', { fields });
    expect(left.done?.port).toBe('confirmed');
  });

  it('refuses a document that an engine found on the list, and takes another number that is not on it', () => {
    const run = read(fact('duplicate', 'pass: new'), fact('block_list', 'fail: lost'));
    expect(refusalOf(() => run.act('agent', 'confirm', { fields }))).toBe('wrong_state');
    expect(confirm(run, { fields: { ...fields, idNumber: '110105194912310038' } }).done?.port).toBe('confirmed');
  });

  it('that could not be looked up is not evaluated and holds nobody up', () => {
    const run = shown().act('agent', 'confirm', { fields }).answer('identity.lookUp', { ok: false, code: 'not_available' });
    expect(CheckResult.parse(run.done?.outputs['result']).beside.map(({ result }) => result)).toEqual([
      'not_evaluated',
      'not_evaluated',
      'not_evaluated',
    ]);
  });

  it('is dropped where it answers what the agent has written over since, or the document is shown again', () => {
    const other = shown().act('agent', 'confirm', { fields: { ...fields, idNumber: '110105194912310038' } });
    other.act('agent', 'confirm', { fields }).answer('identity.lookUp', { ok: true, idNumber: '110105194912310038', checks: NOWHERE });
    expect(other.done).toBeNull();
    const again = shown().act('agent', 'confirm', { fields }).act('agent', 'ask_again', { reason: 'glare' });
    again.answer('identity.lookUp', { ok: true, idNumber: NUMBER, checks: NOWHERE });
    expect(again.done).toBeNull();
  });
});
