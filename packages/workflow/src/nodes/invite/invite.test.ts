import { expect, it } from 'vitest';
import { NodeRunner, refusalOf } from '../testing/node-run.ts';
import { invite } from './behaviour.ts';

const config = { role: 'spouse', title: { 'zh-CN': '请配偶一同确认', en: 'The spouse confirms as well' } };
const invited = (more: object = {}) =>
  new NodeRunner(invite, { config: { ...config, ...more } })
    .act('agent', 'invite', { name: '李华', phone: '13800138000' })
    .answer('invite.send', { ok: true, invitationId: 'inv_1', link: 'https://bank.example/g/secret' });

it('waits until the guest is in the call', () => {
  const run = invited().signal('call.participant_admitted', { participantId: 'par_g', role: 'guest', staffId: null });
  expect(run.done).toBeNull();
  expect(run.signal('call.participant_joined', { participantId: 'par_g' }).done).toEqual({
    port: 'joined',
    outputs: { participantId: 'par_g', name: '李华' },
  });
});

it('does not take the customer coming back for the guest', () => {
  expect(invited().signal('call.participant_joined', { participantId: 'par_c' }).done).toBeNull();
  expect(
    invited()
      .signal('call.participant_admitted', { participantId: 'par_a', role: 'agent' })
      .signal('call.participant_joined', { participantId: 'par_a' }).done,
  ).toBeNull();
});

it('does not take the guest of another step, who came by another link', () => {
  const guest = (invitationId: string) => ({ participantId: 'par_g', role: 'guest', invitationId });
  const other = invited().signal('call.participant_admitted', guest('inv_2')).signal('call.participant_joined', { participantId: 'par_g' });
  expect(other.done).toBeNull();
  const own = invited().signal('call.participant_admitted', guest('inv_1')).signal('call.participant_joined', { participantId: 'par_g' });
  expect(own.done?.port).toBe('joined');
});

it('shows the link, the name and the number to the agent alone', () => {
  const run = invited();
  expect(run.shows('agent', 'secret')).toBe(true);
  for (const role of ['customer', 'guest'] as const)
    for (const hidden of ['secret', '李华', '138']) expect(run.shows(role, hidden)).toBe(false);
  expect(JSON.stringify(run.marks)).not.toContain('李华');
  expect(invite.manifest.actions['invite']?.personal).toBe(true);
});

it('can be sent again when it did not go out, but not without end', () => {
  const run = new NodeRunner(invite, { config })
    .act('agent', 'invite', { name: '李华' })
    .answer('invite.send', { ok: false, code: 'unreachable' });
  expect(run.view('agent')).toMatchObject({ state: 'not_sent', problem: 'unreachable', mayInvite: true });
  for (let time = 2; time <= 5; time++) run.act('agent', 'invite', { name: '李华' });
  expect(refusalOf(() => run.act('agent', 'invite', { name: '李华' }))).toBe('wrong_state');
});

it('may be declined by the guest or given up by the agent, left out only where that is allowed', () => {
  expect(invited().act('guest', 'decline').done?.port).toBe('declined');
  expect(invited().act('agent', 'give_up', { reason: 'did_not_come' }).done?.port).toBe('declined');
  const open = () => new NodeRunner(invite, { config });
  expect(refusalOf(() => open().act('agent', 'give_up', { reason: 'not_needed' }))).toBe('wrong_state');
  expect(refusalOf(() => open().act('agent', 'give_up', { reason: 'did_not_come' }))).toBe('wrong_state');
  expect(
    new NodeRunner(invite, { config: { ...config, optional: true } }).act('agent', 'give_up', { reason: 'not_needed' }).done?.port,
  ).toBe('declined');
  expect(refusalOf(() => open().act('customer', 'invite', { name: '李华' }))).toBe('forbidden');
  expect(refusalOf(() => open().act('agent', 'invite', { name: '李华', phone: '110' }))).toBe('invalid');
});
