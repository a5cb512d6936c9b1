import { describe, expect, it } from 'vitest';
import { FROZEN_AFTER_MS, tileState } from './tile-state.ts';

const live = { party: 'customer', connected: true, cameraPaused: false, hasTrack: true, lastFrameAtMs: 10_000, nowMs: 10_040 } as const;

describe('tileState', () => {
  it('is live while frames come', () => {
    expect(tileState(live)).toEqual({ kind: 'live' });
    expect(tileState({ ...live, nowMs: 10_000 + FROZEN_AFTER_MS - 1 }).kind).toBe('live');
  });

  it('says for how long a picture has stood still', () => {
    expect(tileState({ ...live, nowMs: 14_000 })).toEqual({ kind: 'frozen', forMs: 4000 });
  });

  it('is connecting before the first frame, not frozen and not black', () => {
    expect(tileState({ ...live, lastFrameAtMs: null, nowMs: 60_000 }).kind).toBe('connecting');
    expect(tileState({ ...live, hasTrack: false }).kind).toBe('connecting');
  });

  it('names who turned the camera off, and does not call that frozen', () => {
    expect(tileState({ ...live, cameraPaused: true, nowMs: 60_000 })).toEqual({ kind: 'camera_off', by: 'customer' });
  });

  it('says gone first: nothing else is known of a party that is away', () => {
    const away = { ...live, connected: false, cameraPaused: true, held: true, nowMs: 16_000 };
    expect(tileState({ ...away, goneSinceMs: 10_000 })).toEqual({ kind: 'gone', forMs: 6000 });
    expect(tileState(away)).toEqual({ kind: 'gone', forMs: null });
  });

  it('names the missing permission before anything that follows from it', () => {
    expect(tileState({ ...live, party: 'self', permissionDenied: true, hasTrack: false }).kind).toBe('no_permission');
  });
});
