import { describe, expect, it } from 'vitest';
import { findPair } from './matching.ts';

const ticket = (id: string, skill = 'loans') => ({ id, sessionId: `session of ${id}`, skill });
const agent = (id: string, ...skills: string[]) => ({ id, skills: skills.length > 0 ? skills : ['loans'] });
const passed = (ticketId: string, staffId: string, times: number, lastAt = 0) => ({ ticketId, staffId, times, lastAt });
const at = { now: 100_000, askAgainMs: 3_000 };

describe('whom to ring', () => {
  it('is the first agent in line for the first ticket', () => {
    expect(findPair([ticket('t1'), ticket('t2')], [agent('a'), agent('b')], [], at)).toMatchObject({
      ticketId: 't1',
      staffId: 'a',
      sessionId: 'session of t1',
    });
  });

  it('is nobody without the skill, and a later ticket does not wait for it', () => {
    expect(findPair([ticket('t1', 'funds'), ticket('t2')], [agent('a')], [], at)).toMatchObject({ ticketId: 't2' });
    expect(findPair([ticket('t1', 'funds')], [agent('a')], [], at)).toBeNull();
    expect(findPair([ticket('t1')], [], [], at)).toBeNull();
  });

  it('is whoever was asked least often, in turn', () => {
    const agents = [agent('a'), agent('b'), agent('c')];
    expect(findPair([ticket('t')], agents, [passed('t', 'a', 1)], at)).toMatchObject({ staffId: 'b' });
    expect(findPair([ticket('t')], agents, [passed('t', 'a', 1), passed('t', 'b', 1), passed('t', 'c', 1)], at)).toMatchObject({
      staffId: 'a',
    });
    expect(findPair([ticket('t')], agents, [passed('t', 'a', 2), passed('t', 'b', 1), passed('t', 'c', 2)], at)).toMatchObject({
      staffId: 'b',
    });
  });

  it('counts passes on this ticket alone', () => {
    expect(findPair([ticket('t2')], [agent('a'), agent('b')], [passed('t1', 'a', 5)], at)).toMatchObject({ staffId: 'a' });
  });

  it('is nobody who passed a moment ago; the next ticket may be theirs', () => {
    const passes = [passed('t1', 'a', 1, at.now - 2_999)];
    expect(findPair([ticket('t1')], [agent('a')], passes, at)).toBeNull();
    expect(findPair([ticket('t1'), ticket('t2')], [agent('a')], passes, at)).toMatchObject({ ticketId: 't2', staffId: 'a' });
    expect(findPair([ticket('t1')], [agent('a')], [passed('t1', 'a', 1, at.now - 3_000)], at)).toMatchObject({ staffId: 'a' });
  });
});
