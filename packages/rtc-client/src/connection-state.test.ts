import { describe, expect, it } from 'vitest';
import { CONNECTION_STATES, type ConnectionEvent, type ConnectionState, nextConnectionState } from './connection-state.ts';

const walk = (events: readonly ConnectionEvent[]): ConnectionState => events.reduce(nextConnectionState, 'idle' as ConnectionState);

describe('the states of a connection', () => {
  it('go from asking to the room, to the loss and back', () => {
    expect(walk(['connect_asked'])).toBe('connecting');
    expect(walk(['connect_asked', 'entered'])).toBe('connected');
    expect(walk(['connect_asked', 'entered', 'socket_lost'])).toBe('reconnecting');
    expect(walk(['connect_asked', 'entered', 'socket_lost', 'entered'])).toBe('connected');
  });

  it('call a first entry that fails connecting, not reconnecting: there was nothing yet', () => {
    expect(walk(['connect_asked', 'socket_lost'])).toBe('connecting');
  });

  it('end for good from everywhere', () => {
    const events: ConnectionEvent[] = ['connect_asked', 'entered', 'socket_lost', 'over'];
    for (const state of CONNECTION_STATES) expect(nextConnectionState(state, 'over')).toBe('ended');
    for (const event of events) expect(nextConnectionState('ended', event)).toBe('ended');
  });

  it('ignore an entry that nobody asked for', () => {
    expect(walk(['entered'])).toBe('idle');
  });
});
