import { describe, expect, it } from 'vitest';
import { NodeRunner, refusalOf } from '../testing/node-run.ts';
import { whereabouts } from './areas.ts';
import { location } from './behaviour.ts';

const words = { 'zh-CN': '为核实您在境内办理', en: 'To see that you are in the country' };
const hash = 'a'.repeat(64);
/** A square of about 111 km around 22.5° N, 77.5° E. */
const square = [
  { latitude: 22, longitude: 77 },
  { latitude: 22, longitude: 78 },
  { latitude: 23, longitude: 78 },
  { latitude: 23, longitude: 77 },
];
const HERE = { latitude: 22.512_345, longitude: 77.498_765, accuracyM: 25 };
const opened = (config: object = {}) =>
  new NodeRunner(location, { config: { explanation: [words], ...config } }).answer('consent.text', {
    ok: true,
    text: { title: words, body: [words], withoutIt: null },
    hashes: { 'zh-CN': hash, en: hash },
  });
const yes = { decision: 'accepted', textVersion: 'location-v1', language: 'en' };
const agreed = (config: object = {}) => opened(config).act('customer', 'decide', yes);

it('is asked only after a consent of its own, which is noted with its text', () => {
  expect(refusalOf(() => opened().act('customer', 'report', HERE))).toBe('wrong_state');
  expect(refusalOf(() => opened().act('customer', 'decide', { ...yes, textVersion: 'another' }))).toBe('invalid');
  const run = agreed();
  expect(run.marks.at(-1)).toMatchObject({ name: 'consent_decided', detail: { kind: 'location', decision: 'accepted', textHash: hash } });
});

it('keeps so many decimals as are asked for, and no co-ordinate in a mark or a view', () => {
  const run = agreed({ decimals: 2 });
  run.act('customer', 'report', HERE);
  expect(run.done).toEqual({
    port: 'located',
    outputs: { whereabouts: null, accuracyM: 25, position: { latitude: 22.51, longitude: 77.5, accuracyM: 25 } },
  });
  expect(JSON.stringify([run.marks, run.view('customer'), run.view('agent')])).not.toMatch(/22\.5|77\.5|77\.4/);
});

it('is refused by whoever does not want it, before and after they agreed', () => {
  const no = { ...yes, decision: 'refused' };
  expect(opened().act('customer', 'decide', no).done?.port).toBe('refused');
  const run = agreed().act('customer', 'decide', no);
  expect(run.done).toEqual({ port: 'refused', outputs: { whereabouts: null, accuracyM: null, position: null } });
  expect(run.markNames()).toContain('location_not_taken');
});

it('that the browser denies ends as a refusal, once it could be allowed after all', () => {
  const run = agreed({ attempts: 2 }).act('customer', 'fail', { problem: 'denied' });
  expect(run.view('customer')).toMatchObject({ problem: 'denied', attemptsLeft: 1 });
  expect(run.act('customer', 'fail', { problem: 'denied' }).done?.port).toBe('refused');
});

it('that cannot be had, or not exactly enough, ends without one', () => {
  const run = agreed({ attempts: 2, maxAccuracyM: 100 }).act('customer', 'report', { ...HERE, accuracyM: 100.2 });
  expect(run.view('customer')).toMatchObject({ problem: 'too_coarse' });
  expect(run.act('customer', 'fail', { problem: 'timeout' }).done?.port).toBe('not_located');
  expect(agreed().act('agent', 'go_without').done?.port).toBe('not_located');
  expect(refusalOf(() => agreed().act('agent', 'report', HERE))).toBe('forbidden');
});

describe('areas', () => {
  const areas = [{ key: 'home', border: square }];

  it('let through only what is inside beyond doubt', () => {
    expect(agreed({ areas }).act('customer', 'report', HERE).done?.port).toBe('located');
    const outside = agreed({ areas }).act('customer', 'report', { latitude: 48.8, longitude: 2.3, accuracyM: 10 });
    expect(outside.done).toMatchObject({ port: 'not_inside', outputs: { whereabouts: 'outside' } });
    const border = agreed({ areas }).act('customer', 'report', { latitude: 22.0005, longitude: 77.5, accuracyM: 100 });
    expect(border.done).toMatchObject({ port: 'not_inside', outputs: { whereabouts: 'unsure' } });
  });

  it.each([
    ['55 m inside a border, measured to 50 m', { latitude: 22.0005, longitude: 77.5 }, 50, 'inside'],
    ['55 m inside a border, measured to 60 m', { latitude: 22.0005, longitude: 77.5 }, 60, 'unsure'],
    ['55 m outside, measured to 50 m', { latitude: 21.9995, longitude: 77.5 }, 50, 'outside'],
    ['55 m outside, measured to 60 m', { latitude: 21.9995, longitude: 77.5 }, 60, 'unsure'],
    ['beside a corner', { latitude: 21.9, longitude: 76.9 }, 1_000, 'outside'],
  ])('%s', (_what, place, accuracyM, expected) => {
    expect(whereabouts(place, accuracyM, [square])).toBe(expected);
  });

  it('with a bay know that it is not theirs', () => {
    const bay = [...square.slice(0, 3), { latitude: 22.5, longitude: 77.5 }, { latitude: 23, longitude: 77 }];
    expect(whereabouts({ latitude: 22.9, longitude: 77.5 }, 10, [bay])).toBe('outside');
    expect(whereabouts({ latitude: 22.1, longitude: 77.5 }, 10, [bay])).toBe('inside');
  });
});
