import { describe, expect, it } from 'vitest';
import { newId, RoomId, SessionId } from './ids.ts';

describe('ids', () => {
  it('carry their kind, so that one is never taken for another', () => {
    const id = newId('ses');
    expect(SessionId.safeParse(id).success).toBe(true);
    expect(RoomId.safeParse(id).success).toBe(false);
  });

  it('do not repeat', () => {
    const ids = new Set(Array.from({ length: 10_000 }, () => newId('rom')));
    expect(ids.size).toBe(10_000);
  });
});
