import { AppError } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { addressBlock, ClientRates } from './client-rates.ts';

describe('rates by sender', () => {
  it('limit one sender without touching another', () => {
    const rates = new ClientRates(() => 0);
    const rate = { perSecond: 1, burst: 2 };
    rates.take('a', 'login', rate);
    rates.take('a', 'login', rate);
    expect(() => rates.take('a', 'login', rate)).toThrow(expect.objectContaining({ code: 'rate_limited' }));
    rates.take('b', 'login', rate);
    rates.take('a', 'other', rate);
  });

  it('say when to come back', () => {
    let now = 0;
    const rates = new ClientRates(() => now);
    const rate = { perSecond: 0.5, burst: 1 };
    rates.take('a', 'login', rate);
    expect(() => rates.take('a', 'login', rate)).toThrow(expect.objectContaining({ code: 'rate_limited', retryAfterMs: 2_000 }));
    now = 2_000;
    rates.take('a', 'login', rate);
  });

  it('forget whoever was silent longest instead of growing', () => {
    const rates = new ClientRates(() => 0);
    const rate = { perSecond: 1, burst: 1 };
    rates.take('first', 'x', rate);
    for (let sender = 0; sender < 20_000; sender++) rates.take(`s${sender}`, 'x', rate);
    rates.take('first', 'x', rate);
    expect(() => rates.take('s19999', 'x', rate)).toThrow(AppError);
  });

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('count %s as %s', (address, block) => {
    expect(addressBlock(address)).toBe(block);
  });
});
