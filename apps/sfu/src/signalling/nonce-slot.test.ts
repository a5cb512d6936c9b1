import { expect, it } from 'vitest';
import { NonceSlot } from './nonce-slot.ts';

it('gives a nonce out once, not late, and never one it did not issue', () => {
  const slot = new NonceSlot();
  expect(slot.take(0)).toBeNull();
  const nonce = slot.issue(0);
  expect(slot.take(1)).toBe(nonce);
  expect(slot.take(2)).toBeNull();
  slot.issue(0);
  expect(slot.take(30_001)).toBeNull();
});

it('knows only the last of several', () => {
  const slot = new NonceSlot();
  const first = slot.issue(0);
  const second = slot.issue(0);
  expect(second).not.toBe(first);
  expect(slot.take(1)).toBe(second);
});
