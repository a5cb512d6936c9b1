import { describe, expect, it } from 'vitest';
import { talkDuration } from './talk-duration.ts';

const entry = (type: string, at: number) => ({ seq: at, at, type, detail: {} });

describe('talkDuration', () => {
  it('runs from the first call to the end, over a call that was moved', () => {
    expect(talkDuration([entry('session.ended', 400_000), entry('call.started', 200_000), entry('call.started', 82_000)])).toBe('05:18');
  });

  it('says nothing rather than something wrong', () => {
    expect(talkDuration([entry('session.ended', 400_000)])).toBeNull();
    expect(talkDuration([entry('call.started', 1)])).toBeNull();
  });
});
