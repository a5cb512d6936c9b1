import { expect, it } from 'vitest';
import { NodeRunner } from '../testing/node-run.ts';
import { handOver } from './behaviour.ts';

const t = (zh: string, en: string) => ({ 'zh-CN': zh, en });
const config = {
  skill: 'wealth',
  reason: 'asked',
  summary: t('客户对条款有疑问', 'Has questions on the terms'),
  notice: t('正在为您转接', 'Finding somebody for you'),
};

it('ends when the next agent is in the call, and not when they have only accepted', () => {
  const run = new NodeRunner(handOver, { config }).answer('agent.escalate').signal('offer.accepted', { staffId: 'stf_2' });
  run.signal('call.participant_admitted', { callId: 'c', participantId: 'par_9', role: 'agent', staffId: 'stf_2' });
  expect(run.done).toBeNull();
  run.wait(8_000).signal('call.participant_joined', { callId: 'c', participantId: 'par_9' });
  expect(run.done).toEqual({ port: 'taken', outputs: { agentId: 'stf_2', waitedMs: 8_000 } });
});

it('does not take the customer or a guest who joins for the next agent', () => {
  const run = new NodeRunner(handOver, { config });
  run.signal('call.participant_joined', { participantId: 'par_old' });
  run.signal('call.participant_admitted', { participantId: 'par_g', role: 'guest', staffId: null });
  run.signal('call.participant_joined', { participantId: 'par_g' });
  expect(run.done).toBeNull();
});

it('ends with a transfer as well', () => {
  expect(new NodeRunner(handOver, { config }).signal('transfer.completed', { from: 'stf_1', to: 'stf_2' }).done?.outputs['agentId']).toBe(
    'stf_2',
  );
});

it('says so when nobody is there', () => {
  const run = new NodeRunner(handOver, { config }).answer('agent.escalate', { ok: false, code: 'closed' });
  expect(run.done?.port).toBe('unavailable');
  expect(run.marks.at(-1)).toEqual({ name: 'nobody_came', detail: { code: 'closed' } });
});

it('tells the customer that somebody comes, and only the staff why', () => {
  const run = new NodeRunner(handOver, { config }).signal('ticket.issued', { number: 'B7', place: 2 });
  expect(run.view('customer')).toMatchObject({ number: 'B7', place: 2, notice: { en: 'Finding somebody for you' } });
  expect(run.shows('customer', '条款')).toBe(false);
  expect(run.shows('agent', '条款')).toBe(true);
});
