import { describe, expect, it } from 'vitest';
import { CircuitBreaker } from './circuit-breaker.ts';

describe('a circuit breaker', () => {
  it('leaves a service alone after five failures in a row, lets one asker try after the rest, and forgets at a success', () => {
    let now = 0;
    const breaker = new CircuitBreaker(() => now);
    for (let count = 0; count < 5; count++) {
      expect(breaker.allows('core')).toBe(true);
      breaker.failed('core');
    }
    expect(breaker.allows('core')).toBe(false);
    expect(breaker.allows('another')).toBe(true);
    now += 30_000;
    expect(breaker.allows('core')).toBe(true);
    expect(breaker.allows('core')).toBe(false);
    breaker.succeeded('core');
    expect(breaker.allows('core')).toBe(true);
    expect(breaker.allows('core')).toBe(true);
  });
});
