import { describe, expect, it } from 'vitest';
import { expectedWaitMs } from './expected-wait.ts';

const MINUTE = 60_000;

describe('the expected wait', () => {
  it.each([
    ['nothing, when nobody serves the skill', { place: 1, idleAgents: 0, servingAgents: 0, serviceMs: 10 * MINUTE }, null],
    ['none, for whom an idle agent is there', { place: 2, idleAgents: 2, servingAgents: 5, serviceMs: 10 * MINUTE }, 0],
    [
      'a whole service, for the next one of a single busy agent',
      { place: 1, idleAgents: 0, servingAgents: 1, serviceMs: 10 * MINUTE },
      10 * MINUTE,
    ],
    ['a share of it, with more agents', { place: 1, idleAgents: 0, servingAgents: 5, serviceMs: 10 * MINUTE }, 2 * MINUTE],
    ['as many shares as there are customers ahead', { place: 4, idleAgents: 1, servingAgents: 5, serviceMs: 10 * MINUTE }, 6 * MINUTE],
  ])('is %s', (_what, input, expected) => {
    expect(expectedWaitMs(input)).toBe(expected);
  });
});
