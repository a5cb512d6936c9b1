import { assertNever } from '@guichet/protocol';

/**
 * Where a client stands with its room. `connected` and `reconnecting` speak of the signalling: media goes on without it (see
 * `MediaState`). `ended` is final.
 */
export const CONNECTION_STATES = ['idle', 'connecting', 'connected', 'reconnecting', 'ended'] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

export type ConnectionEvent = 'connect_asked' | 'entered' | 'socket_lost' | 'over';

/** Pure: the state that follows. An event that means nothing in a state leaves it as it is. */
export function nextConnectionState(state: ConnectionState, event: ConnectionEvent): ConnectionState {
  if (state === 'ended') return 'ended';
  switch (event) {
    case 'connect_asked':
      return state === 'idle' ? 'connecting' : state;
    case 'entered':
      return state === 'idle' ? 'idle' : 'connected';
    case 'socket_lost':
      // Before the first entry there is nothing to come back to.
      return state === 'connected' ? 'reconnecting' : state;
    case 'over':
      return 'ended';
    default:
      return assertNever(event);
  }
}

/** Whether packets can flow. `interrupted`: they could before and cannot now; ICE is being restarted. */
export const MEDIA_STATES = ['new', 'connected', 'interrupted'] as const;
export type MediaState = (typeof MEDIA_STATES)[number];
