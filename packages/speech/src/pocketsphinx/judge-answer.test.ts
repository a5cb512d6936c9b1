import { describe, expect, it } from 'vitest';
import { judgeAnswer } from './judge-answer.ts';
import { readSegments } from './segments.ts';

const YES = 'answer S 0 T -3092 A -2418 L -674 0 -250 -337 <sil> 13 -516 0 yes 41 -744 0 i 57 -690 0 agree(2) 92 -218 -337 <sil> 133';

describe('a line of the decoder', () => {
  it('is read for its words, its score and how long they are', () => {
    expect(readSegments(YES)).toEqual({ text: 'yes i agree', score: -3_092, speechFrames: 79 });
  });

  it.each(['', 'answer', 'answer (null)', 'answer S 0 T x A 1 L 2 3', YES.slice(0, -8), 'answer S 0 T -10 A -6 L -4 0 -1 -3 <sil> 13'])(
    'that is none is nothing: %s',
    (line) => {
      expect(readSegments(line)).toBeNull();
    },
  );
});

const decoding = (text: string, perFrame: number, speechFrames = 100) => ({ text, score: perFrame * 100, speechFrames });
const sounds = decoding('y eh s', -30);

describe('an answer', () => {
  it('is what fits clearly better than its opposite, and about as well as any sounds', () => {
    expect(judgeAnswer({ yes: decoding('yes', -25), other: decoding('no', -40), sounds })).toMatchObject({ answer: 'yes', likelihood: 5 });
    expect(judgeAnswer({ yes: decoding('yes', -45), other: decoding('no thank you', -33), sounds }).answer).toBe('no');
    expect(judgeAnswer({ yes: null, other: decoding('please repeat that', -33), sounds }).answer).toBe('repeat');
  });

  it.each([
    ['that fits its opposite nearly as well', { yes: decoding('i agree', -20), other: decoding("i don't agree", -22), sounds }],
    ['that fits no better than any sounds', { yes: decoding('yes', -32), other: null, sounds }],
    ['that is only a small part of what was said', { yes: decoding('yes', -20, 40), other: null, sounds }],
    ['of which nothing fits', { yes: null, other: null, sounds }],
    ['of silence', { yes: decoding('yes', -20), other: null, sounds: { ...sounds, speechFrames: 0 } }],
    ['that nobody could look at', { yes: decoding('yes', -20), other: null, sounds: null }],
  ])('%s is never a yes', (_what, decodings) => {
    expect(judgeAnswer(decodings).answer).toBe('unsure');
  });
});
