import { describe, expect, it } from 'vitest';
import { comparisonHint, readingHint } from './hints.ts';

const box = { x: 0.1, y: 0.2, width: 0.3, height: 0.1 };
const field = { engine: 'tesseract', version: '7.0.0', box };
const IMAGE = '/v1/identity-stills/stl_1';

describe('what was read', () => {
  it('comes under the names that flows have, with its place in the picture that was kept', () => {
    const fields = [
      { ...field, name: 'surname', value: 'ERIKSSON', confidence: 0.9 },
      { ...field, name: 'givenNames', value: 'ANNA MARIA', confidence: 0.7 },
      { ...field, name: 'documentNumber', value: 'L898902C3', confidence: 0.95 },
      { ...field, name: 'validUntil', value: '长期', confidence: 0.8 },
    ];
    const checks = [{ name: 'expiry', result: 'fail' as const, detail: 'expired' }];
    const hint = readingHint({ type: 'passport', outcome: 'needs_person', advice: [], fields, checks }, IMAGE);
    expect(hint).toMatchObject({
      engine: 'tesseract',
      engineVersion: '7.0.0',
      decision: 'not_evaluated',
      confidence: 0.7,
      reason: 'expiry',
    });
    const of = (name: string) => hint.fields.find((each) => each.name === name);
    expect(of('name')).toMatchObject({ value: 'ERIKSSON ANNA MARIA', confidence: 0.7, personal: true, box: { ...box, image: IMAGE } });
    expect(of('idNumber')).toMatchObject({ value: 'L898902C3', engine: 'tesseract', engineVersion: '7.0.0' });
    expect(of('check.expiry')).toMatchObject({ engine: null, engineVersion: null });
    expect(of('validUntil')?.value).toBe('long_term');
    expect(of('check.expiry')).toMatchObject({ value: 'fail: expired', personal: false });
  });

  it('that could not be used says what to do better, and never passes', () => {
    const hint = readingHint({ type: null, outcome: 'refused', advice: ['glare'], fields: [], checks: [] }, IMAGE);
    expect(hint).toMatchObject({ decision: 'fail', reason: 'glare', confidence: null, fields: [] });
  });
});

describe('what was compared', () => {
  const engine = { name: 'human-faceres', version: '3.3.6', licence: 'MIT' };
  const comparison = {
    score: 0.52,
    threshold: { match: 0.7, person: 0.45 },
    engine,
    reason: null,
    referenceBox: box,
    liveIndex: 0,
    liveBox: box,
  };

  it('names engine, version, licence and thresholds, and leaves what lies between them to a person', () => {
    const hint = comparisonHint({ comparison: { ...comparison, outcome: 'person' }, reference: IMAGE, live: null });
    expect(hint).toMatchObject({
      engine: 'human-faceres',
      engineVersion: '3.3.6',
      decision: 'not_evaluated',
      confidence: 0.52,
      reason: 'person',
    });
    expect(hint.fields).toMatchObject([
      { name: 'reference_face', box: { ...box, image: IMAGE } },
      { name: 'live_face', value: '0.520', box: null },
      { name: 'threshold', value: '0.7/0.45' },
      { name: 'licence', value: 'MIT' },
    ]);
  });

  it('that could not be compared is not evaluated, with the reason', () => {
    const none = { ...comparison, outcome: 'not_evaluated' as const, score: null, reason: 'no_live_face' as const };
    expect(comparisonHint({ comparison: none, reference: IMAGE, live: IMAGE })).toMatchObject({
      decision: 'not_evaluated',
      confidence: null,
      reason: 'no_live_face',
    });
  });
});
