import { expect, it } from 'vitest';
import { evaluatePack } from './evaluate-pack.ts';
import { completeFacts } from './examples/complete-facts.ts';
import { shippedPacks } from './packs/index.ts';
import { readFacts } from './read-facts.ts';

/** As an inspection of the first format kept them. */
function ofFormat1(): Record<string, unknown> {
  const { looks: _looks, observations: _observations, sound: _sound, clock: _clock, heads: _heads, ...kept } = completeFacts();
  const lines = kept.lines?.map(({ heard: _heard, prompt: _prompt, words: _words, ...line }) => line) ?? null;
  const checks = kept.checks?.map(({ hint: _hint, ...check }) => check) ?? null;
  return { ...kept, lines, checks, format: 'guichet.recording-facts/1' };
}

it('facts that were kept before anybody looked at pictures are read, and nothing that needs a look passes on them', () => {
  const facts = readFacts(ofFormat1()) ?? expect.unreachable();
  expect(facts).toMatchObject({ format: completeFacts().format, looks: null, sound: null, durationMs: completeFacts().durationMs });
  const [baseline] = shippedPacks(['baseline']);
  const results = new Map(evaluatePack(baseline!, facts).map(({ ruleId, result }) => [ruleId, result]));
  for (const rule of [
    'own-faces',
    'own-picture',
    'own-sound',
    'own-microphones',
    'own-same-person',
    'own-script-heard',
    'own-clock',
    'own-engines',
  ])
    expect({ rule, result: results.get(rule) }).toEqual({ rule, result: 'not_evaluated' });
  expect(results.get('own-script')).toBe('pass');
});

it('what is of no known format is refused', () => {
  expect(readFacts({ ...completeFacts(), format: 'guichet.recording-facts/3' })).toBeNull();
  expect(readFacts({ format: 'guichet.recording-facts/1' })).toBeNull();
  expect(readFacts(null)).toBeNull();
});
