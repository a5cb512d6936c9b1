import { describe, expect, it } from 'vitest';
import { CheckResult } from '../shared/check-result.ts';
import { NodeRunner, refusalOf } from '../testing/node-run.ts';
import { identityDocument } from './behaviour.ts';

const NUMBER = '11010519491231002X';
const fields = { name: '王明', idNumber: NUMBER, birthDate: '1949-12-31', validUntil: 'long_term' };
const field = (name: string, value: string) => ({ name, value, confidence: 0.9, box: null, correctedBy: null, personal: true });
const hint = { engine: 'ocr', engineVersion: '3', decision: 'pass', confidence: 0.9, fields: [field('idNumber', NUMBER)] };
const shown = (config: object) =>
  new NodeRunner(identityDocument, { config })
    .act('customer', 'capture', { side: 'portrait' })
    .act('customer', 'capture', { side: 'emblem' });
const confirm = (run: NodeRunner) =>
  run.act('agent', 'confirm', { fields }).answer('identity.lookUp', {
    ok: true,
    idNumber: NUMBER,
    checks: [
      { name: 'duplicate', result: 'pass', detail: 'new' },
      { name: 'block_list', result: 'pass', detail: null },
    ],
  });

describe('a number that is read aloud', () => {
  const config = { readNumber: true };
  const heard = (run: NodeRunner, what: string) =>
    run.answer('identity.listen', { ok: true, heard: what, fromMs: 1_000, untilMs: 5_000, engine: { name: 'bank-asr', version: '4' } });

  it('is asked for once everything was shown, and listened to with what an engine read off the document', () => {
    const run = new NodeRunner(identityDocument, { config }).act('customer', 'capture', { side: 'portrait' });
    expect(run.view('customer')).toMatchObject({ numberRead: null });
    expect(refusalOf(() => run.act('customer', 'read_number'))).toBe('wrong_state');
    run.act('customer', 'capture', { side: 'emblem' }).answer('identity.check', { ok: true, what: 'portrait', image: null, hint } as never);
    expect(run.view('customer')).toMatchObject({ numberRead: 'wanted' });
    run.act('customer', 'read_number');
    expect(run.lastEffect('identity.listen')).toMatchObject({ signs: NUMBER, withinMs: 15_000 });
    expect(run.view('customer')).toMatchObject({ numberRead: 'listening' });
    expect(refusalOf(() => run.act('agent', 'read_number'))).toBe('wrong_state');
  });

  it('is marked in time, without the number, and kept with the result', () => {
    const run = heard(shown(config).act('customer', 'read_number'), 'said');
    expect(run.marks.at(-1)).toEqual({
      name: 'number_read',
      detail: { heard: 'said', fromMs: 1_000, untilMs: 5_000, engine: 'bank-asr 4' },
    });
    expect(run.view('customer')).toMatchObject({ numberRead: 'done' });
    confirm(run);
    expect(CheckResult.parse(run.done?.outputs['result']).beside).toContainEqual({
      name: 'number_read',
      result: 'pass',
      detail: 'read_said',
    });
    expect(JSON.stringify(run.marks)).not.toContain(NUMBER);
  });

  it.each([
    ['other', 'fail', /^An engine heard another number/],
    ['heard', 'not_evaluated', /^Somebody spoke/],
    ['unsure', 'not_evaluated', /not sure/],
    ['engine_away', 'not_evaluated', /did not answer/],
    ['no_sound', 'not_evaluated', /No sound/],
  ])('that comes out as %s is told to the agent, who decides', (what, result, finding) => {
    const run = heard(shown(config).act('agent', 'read_number'), what);
    expect(run.view('agent')['beside']).toContainEqual(
      expect.objectContaining({ key: 'number_read', result, finding: expect.objectContaining({ en: expect.stringMatching(finding) }) }),
    );
    expect(confirm(run).done?.port).toBe('confirmed');
  });

  it('has to be read before the document is confirmed, and silence is not reading', () => {
    const run = shown(config);
    expect(refusalOf(() => run.act('agent', 'confirm', { fields }))).toBe('wrong_state');
    heard(run.act('customer', 'read_number'), 'silent');
    expect(run.view('customer')).toMatchObject({ numberRead: 'unheard' });
    expect(refusalOf(() => run.act('agent', 'confirm', { fields }))).toBe('wrong_state');
    expect(confirm(heard(run.act('customer', 'read_number'), 'said')).done?.port).toBe('confirmed');
  });

  it('goes on where nobody can listen, and is not asked for where the definition does not', () => {
    const run = shown(config).act('customer', 'read_number').answer('identity.listen', { ok: false, code: 'not_available' });
    expect(run.view('agent')['beside']).toContainEqual(expect.objectContaining({ key: 'number_read', result: 'not_evaluated' }));
    expect(confirm(run).done?.port).toBe('confirmed');
    const without = shown({});
    expect(without.view('agent')['numberRead']).toBeNull();
    expect(refusalOf(() => without.act('customer', 'read_number'))).toBe('wrong_state');
    expect(without.view('agent')['beside']).not.toContainEqual(expect.objectContaining({ key: 'number_read' }));
  });

  it('that is read before an engine has read the document is held against what it reads yet, and against nothing where none does', () => {
    const run = shown(config).act('customer', 'read_number');
    expect(run.lastEffect('identity.listen')).toMatchObject({ signs: null, shownSinceMs: run.nowMs });
    const byEye = shown({ ...config, engine: false }).act('customer', 'read_number');
    expect(byEye.lastEffect('identity.listen')).toEqual({ what: 'number', signs: null, withinMs: 15_000 });
    const read = shown(config);
    for (const what of ['portrait', 'emblem']) read.answer('identity.check', { ok: true, what, image: `img ${what}`, hint: null });
    expect(read.act('customer', 'read_number').lastEffect('identity.listen')).not.toHaveProperty('shownSinceMs');
  });

  it('that came out as another one is read again when the agent says so, and not by the customer alone', () => {
    const run = heard(shown(config).act('customer', 'read_number'), 'other');
    expect(refusalOf(() => run.act('customer', 'read_number'))).toBe('wrong_state');
    run.act('agent', 'read_number');
    expect(run.view('customer')).toMatchObject({ numberRead: 'listening' });
    heard(run, 'said');
    expect(run.view('agent')['beside']).toContainEqual(expect.objectContaining({ key: 'number_read', result: 'pass' }));
    expect(run.marks.filter(({ name }) => name === 'number_read').map(({ detail }) => detail['heard'])).toEqual(['other', 'said']);
  });

  it('is read again with another document', () => {
    const run = heard(shown(config).act('customer', 'read_number'), 'said').act('agent', 'ask_again', { reason: 'glare' });
    run.act('customer', 'capture', { side: 'portrait' }).act('customer', 'capture', { side: 'emblem' });
    expect(run.view('customer')).toMatchObject({ numberRead: 'wanted' });
  });
});

describe('a document that is tilted', () => {
  const config = { tilts: ['left', 'right', 'up', 'down'] };
  const sides = (run: NodeRunner) => (run.view('customer')['sides'] as { side: string }[]).map(({ side }) => side);

  it('is shown so after its sides, in an order that the seed draws', () => {
    const run = shown(config);
    expect(sides(run).slice(0, 2)).toEqual(['portrait', 'emblem']);
    expect(sides(run).slice(2).toSorted()).toEqual(['tilt_down', 'tilt_left', 'tilt_right', 'tilt_up']);
    const orders = [1, 2, 3, 4, 5].map((seed) =>
      JSON.stringify(sides(new NodeRunner(identityDocument, { config: { ...config, documents: ['passport'] }, seed }))),
    );
    expect(new Set(orders).size).toBeGreaterThan(1);
    expect(run.view('customer')).toMatchObject({ currentSide: sides(run)[2], wantsStill: false });
  });

  it('is pictured each time, judged by no engine, and confirmed only with all of it', () => {
    const run = shown(config);
    for (const side of sides(run).slice(2)) {
      expect(refusalOf(() => run.act('agent', 'confirm', { fields }))).toBe('wrong_state');
      run.act('customer', 'capture', { side });
      expect(run.lastEffect('identity.check')).toMatchObject({ what: side, engine: false });
      run.answer('identity.check', { ok: true, what: side, image: `img ${side}`, hint: null });
    }
    expect(run.markNames().filter((name) => name === 'document_tilted')).toHaveLength(4);
    confirm(run);
    expect(CheckResult.parse(run.done?.outputs['result']).images.map(({ what, ref }) => [what, ref])).toContainEqual([
      'tilt_left',
      'img tilt_left',
    ]);
  });

  it('is not taken tilted in a way that was not asked for', () => {
    expect(refusalOf(() => shown({ tilts: ['left'] }).act('customer', 'capture', { side: 'tilt_up' }))).toBe('invalid');
  });
});
