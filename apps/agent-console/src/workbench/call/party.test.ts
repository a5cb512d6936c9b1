import { type CallView, newId } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import type { RemoteParty } from '../media/call-media-state.ts';
import { isConnected, otherParties } from './party.ts';

const self = newId('par');
const customer = newId('par');
const colleague = newId('par');
const party = (participantId: typeof self, role: 'customer' | 'agent', connected = true) => ({
  participantId,
  role,
  displayName: role,
  connected,
  pausedSources: [],
});
const remote = (participantId: typeof self, connected = true): RemoteParty => ({
  participantId,
  connected,
  awaySinceMs: null,
  camera: null,
  cameraId: null,
  cameraPaused: false,
  screen: null,
  screenId: null,
  microphone: null,
  microphonePaused: false,
  level: 0,
});
const call: CallView = {
  callId: newId('cal'),
  startedAt: 0,
  held: false,
  parties: [party(self, 'agent'), party(colleague, 'agent'), party(customer, 'customer')],
};

describe('otherParties', () => {
  it('puts the customer first and leaves oneself out', () => {
    expect(otherParties(call, self, []).map(({ party: { participantId } }) => participantId)).toEqual([customer, colleague]);
  });

  it('joins what is seen to who it is, and keeps a party of whom nothing is seen yet', () => {
    const [first, second] = otherParties(call, self, [remote(colleague)]);
    expect(first?.media).toBeNull();
    expect(second?.media?.participantId).toBe(colleague);
  });

  it('does not show a peer that the counter does not know', () => {
    expect(otherParties(call, self, [remote(newId('par'))])).toHaveLength(2);
  });
});

describe('isConnected', () => {
  it('takes the word of whichever plane noticed first that somebody is gone', () => {
    expect(isConnected({ party: party(customer, 'customer'), media: remote(customer) })).toBe(true);
    expect(isConnected({ party: party(customer, 'customer'), media: null })).toBe(true);
    expect(isConnected({ party: party(customer, 'customer'), media: remote(customer, false) })).toBe(false);
    expect(isConnected({ party: party(customer, 'customer', false), media: remote(customer) })).toBe(false);
  });
});
