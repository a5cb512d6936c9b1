import { describe, expect, it } from 'vitest';
import { NodeRunner } from '../testing/node-run.ts';
import { queue } from './behaviour.ts';
import { isOpen } from './hours.ts';

const weekdays = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:30' }];
/** A Monday, ten in the morning in Beijing. */
const MONDAY_TEN = Date.UTC(2026, 10, 23, 2, 0);

describe('the queue', () => {
  it('takes a ticket for the skill and is left when an agent accepts', () => {
    const run = new NodeRunner(queue, { config: { skill: 'wealth' } });
    expect(run.lastEffect('ticket.issue')).toEqual({ skill: 'wealth', instead: false });
    run.answer('ticket.issue', { ok: true, number: 'A038', place: 3 });
    expect(run.view('customer')).toMatchObject({ number: 'A038', place: 3, state: 'waiting' });
    run.wait(90_000).signal('offer.accepted', { offerId: 'ofr', staffId: 'stf_1' });
    expect(run.done).toEqual({ port: 'accepted', outputs: { agentId: 'stf_1', waitedMs: 90_000 } });
  });

  it('goes on at once where somebody had accepted before', () => {
    const run = new NodeRunner(queue).answer('ticket.issue', { ok: true, number: 'A1', place: 0, accepted: true });
    expect(run.done?.port).toBe('accepted');
  });

  it('stays open when the customer leaves it and takes another number', () => {
    const run = new NodeRunner(queue).signal('ticket.issued', { ticketId: 't', number: 'A1', place: 1 }).signal('ticket.left', {});
    expect(run.view('customer')).toMatchObject({ state: 'left', number: null });
    run.signal('ticket.issued', { ticketId: 't', number: 'A2', place: 4 });
    expect(run.view('customer')).toMatchObject({ state: 'waiting', number: 'A2' });
  });

  it('fails when no ticket can be given', () => {
    const run = new NodeRunner(queue).answer('ticket.issue', { ok: false, code: 'unavailable', retryable: true });
    expect(run.failed).toEqual({ code: 'unavailable', retryable: true });
  });

  it('says closed outside its hours and asks for nothing', () => {
    const run = new NodeRunner(queue, { config: { hours: weekdays }, nowMs: MONDAY_TEN - 4 * 3_600_000 });
    expect(run.done?.port).toBe('closed');
    expect(run.effects).toEqual([]);
  });

  it('overflows to another skill without the customer losing their place in sight, or by its port', () => {
    const other = new NodeRunner(queue, { config: { overflowAfterMs: 60_000, overflowSkill: 'all' } }).wait(60_000);
    expect(other.lastEffect('ticket.issue')).toEqual({ skill: 'all', instead: true });
    expect(other.view('customer')['overflowed']).toBe(false);
    expect(other.view('supervisor')['overflowed']).toBe(true);
    expect(new NodeRunner(queue, { config: { overflowAfterMs: 60_000 } }).wait(60_000).done?.port).toBe('overflow');
  });
});

describe('opening hours', () => {
  it('end at their end, by local time', () => {
    expect(isOpen(weekdays, 480, MONDAY_TEN)).toBe(true);
    expect(isOpen(weekdays, 480, Date.UTC(2026, 10, 23, 9, 29))).toBe(true);
    expect(isOpen(weekdays, 480, Date.UTC(2026, 10, 23, 9, 30))).toBe(false);
    expect(isOpen(weekdays, 480, Date.UTC(2026, 10, 22, 2, 0))).toBe(false);
  });

  it('may run over midnight into a day that they do not name', () => {
    const night = [{ days: [7], from: '22:00', to: '02:00' }];
    expect(isOpen(night, 0, Date.UTC(2026, 10, 22, 23, 0))).toBe(true);
    expect(isOpen(night, 0, Date.UTC(2026, 10, 23, 1, 59))).toBe(true);
    expect(isOpen(night, 0, Date.UTC(2026, 10, 23, 22, 30))).toBe(false);
  });
});
