import { type CallParty, newId } from '@guichet/protocol';
import { expect, it } from 'vitest';
import { type CallSession, CUSTOMER, isOwn, type Self } from './call-session.ts';
import { partiesOf } from './parties.ts';

const party = (role: CallParty['role'], connected = true): CallParty => ({
  participantId: newId('par'),
  role,
  displayName: role,
  connected,
  pausedSources: [],
});
const [customer, agent, spouse, guarantor] = [party('customer'), party('agent', false), party('guest'), party('guest')];
const call = { callId: newId('cal'), startedAt: 1, held: false, parties: [customer, guarantor, spouse, agent] };
const guest: Self = { role: 'guest', invitationId: 'a'.repeat(32), participantId: spouse.participantId };
const rolesOf = (self: Self) => {
  const { main, others } = partiesOf({ call }, self, null);
  return [main?.role, ...others.map(({ role }) => role)];
};

it('gives the large place to the bank’s side, away or not, and never to whoever looks', () => {
  expect(rolesOf(CUSTOMER)).toEqual(['agent', 'guest', 'guest']);
  expect(rolesOf(guest)).toEqual(['agent', 'customer', 'guest']);
});

it('takes one guest’s message for their own and not for another’s', () => {
  const message = (from: 'customer' | 'staff' | 'guest', invitationId?: string): CallSession['chat'][number] => ({
    messageId: newId('msg'),
    at: 1,
    from,
    text: 'x',
    ...(invitationId === undefined ? {} : { guest: { invitationId, displayName: 'x' } }),
  });
  expect(isOwn(message('guest', 'a'.repeat(32)), guest)).toBe(true);
  expect(isOwn(message('guest', 'b'.repeat(32)), guest)).toBe(false);
  expect(isOwn(message('customer'), guest)).toBe(false);
  expect(isOwn(message('customer'), CUSTOMER)).toBe(true);
  expect(isOwn(message('guest', 'a'.repeat(32)), CUSTOMER)).toBe(false);
});
