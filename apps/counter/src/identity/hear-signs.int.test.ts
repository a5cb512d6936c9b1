import type { SessionId } from '@guichet/protocol';
import { type SpeechEngine, SpeechFailed, type SpeechSpan } from '@guichet/speech';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { TestPlane } from '../testing/test-plane.ts';
import { hearSigns } from './hear-signs.ts';

const RATE = 16_000;
let counter: TestPlane;
let sessionId: SessionId;
/** What an engine is given to listen to. */
const given: SpeechSpan[] = [];

beforeAll(async () => {
  counter = await TestPlane.create();
  sessionId = await counter.inCall(await counter.agent());
});
afterAll(() => counter.close());
beforeEach(() => void given.splice(0));

/** A tone as loud as somebody speaks, in a quiet room. */
const clip = (fromMs: number, untilMs: number): Int16Array =>
  Int16Array.from({ length: 4 * RATE }, (_, index) => {
    const ms = (index * 1_000) / RATE;
    return ms >= fromMs && ms < untilMs ? Math.round(Math.sin(index / 12) * 6_000) : index % 7;
  });

/** Stands in for the operator's engine, which writes the same down whatever it hears. */
function writes(text: string | SpeechFailed, wordsIn: SpeechEngine['wordsIn'] = ['zh-CN']): SpeechEngine {
  return {
    info: { name: 'bank-asr', version: '4', licence: 'the bank’s' },
    wordsIn,
    answersIn: [],
    words: (span) => {
      given.push(span);
      if (text instanceof SpeechFailed) return Promise.reject(text);
      const words = [...text].map((word, at) => ({ word, fromMs: at * 200, untilMs: at * 200 + 200, confidence: 0.9 }));
      return Promise.resolve({ kind: 'words', words });
    },
    answer: () => Promise.reject(new Error('Not asked for')),
    close: () => undefined,
  };
}
const hear = (speech: SpeechEngine | null, microphone: Int16Array | null, signs: string | null = '3041') => {
  counter.media.microphone = microphone;
  return hearSigns(
    { core: counter.core, media: counter.media, speech },
    { sessionId, signs: () => Promise.resolve(signs), withinMs: 6_000, signal: AbortSignal.timeout(5_000) },
  );
};

it('gives the engine what was spoken and little around it, and says when that was', async () => {
  const heard = await hear(writes('三零四一'), clip(1_000, 2_500));
  expect(heard).toMatchObject({ heard: 'said', engine: { name: 'bank-asr', version: '4' } });
  expect((heard.untilMs ?? 0) - (heard.fromMs ?? 0)).toBe(1_500);
  const lengthMs = ((given[0]?.pcm.length ?? 0) * 1_000) / RATE;
  expect(lengthMs).toBe(2_100);
});

it.each([
  ['other digits', '九八七六', 'other'],
  ['half of them', '三零', 'unsure'],
] as const)('tells %s', async (_what, text, found) => {
  expect(await hear(writes(text), clip(1_000, 2_500))).toMatchObject({ heard: found });
});

it('asks no engine about silence, a click or a microphone that gives nothing', async () => {
  expect(await hear(writes('三零四一'), clip(0, 0))).toEqual({ heard: 'silent', fromMs: null, untilMs: null, engine: null });
  expect(await hear(writes('三零四一'), clip(1_000, 1_100))).toMatchObject({ heard: 'silent' });
  expect(await hear(writes('三零四一'), null)).toMatchObject({ heard: 'no_sound' });
  expect(given).toEqual([]);
});

it('says that somebody spoke, and no more, where nobody writes it down, or nobody knows what was to be read', async () => {
  for (const heard of [
    await hear(null, clip(1_000, 2_500)),
    await hear(writes('三零四一', ['en']), clip(1_000, 2_500)),
    await hear(writes('三零四一'), clip(1_000, 2_500), null),
  ])
    expect(heard).toMatchObject({ heard: 'heard', engine: null, fromMs: expect.any(Number) });
});

it('says that the engine is away, and guesses nothing', async () => {
  expect(await hear(writes(new SpeechFailed('timeout')), clip(1_000, 2_500))).toMatchObject({ heard: 'engine_away', engine: null });
});
