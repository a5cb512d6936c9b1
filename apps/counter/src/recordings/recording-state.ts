import { assertNever, type RecordingStatus, type RecordingTrouble, type RoomRecordingStatus } from '@guichet/protocol';

/** Where a recording stands, as far as its next step depends on it. */
export interface RecordingState {
  readonly status: RecordingStatus;
  readonly trouble: RecordingTrouble | null;
  /** Packets of both parties were written at least once. */
  readonly confirmed: boolean;
  /** Nothing will be added any more. */
  readonly closed: boolean;
}

/** What happens to a recording. */
export type RecordingFact =
  | { readonly type: 'room_status'; readonly status: RoomRecordingStatus; readonly trouble: RecordingTrouble | null }
  /** The node has not been heard of for too long to say that anything is being written. */
  | { readonly type: 'node_silent' }
  | { readonly type: 'closed'; readonly trouble: RecordingTrouble | null }
  | { readonly type: 'mux_started' }
  | { readonly type: 'muxed' }
  | { readonly type: 'failed' };

/** The event of the log that tells of a step. */
export type RecordingEventKind = 'confirmed' | 'recovered' | 'degraded' | 'stopped' | 'muxed' | 'failed';

export interface RecordingStep {
  readonly next: RecordingState;
  /** Null: nothing that the log has to say. */
  readonly event: RecordingEventKind | null;
}

/**
 * `starting → recording ⇄ degraded ⇄ stopped`, while the call lives, by what the node says; `stopped → muxing → ready | failed` once it
 * is closed. A fact that does not fit the state (a late report, a repeated job) is null and changes nothing.
 */
export function stepRecording(state: RecordingState, fact: RecordingFact): RecordingStep | null {
  switch (fact.type) {
    case 'room_status':
      return state.closed ? null : stepByRoom(state, fact.status, fact.trouble);
    case 'node_silent':
      // One that was stopped stays so: that the node is away as well makes it no better.
      return state.closed || state.status === 'stopped' ? null : degrade(state, 'node_away');
    case 'closed':
      return state.closed ? null : { next: { ...state, status: 'stopped', trouble: fact.trouble, closed: true }, event: 'stopped' };
    case 'mux_started':
      return state.closed && state.status === 'stopped' ? { next: { ...state, status: 'muxing' }, event: null } : null;
    case 'muxed':
      return state.status === 'muxing' ? { next: { ...state, status: 'ready', trouble: null }, event: 'muxed' } : null;
    case 'failed':
      return state.status === 'muxing' || (state.closed && state.status === 'stopped')
        ? { next: { ...state, status: 'failed' }, event: 'failed' }
        : null;
    default:
      return assertNever(fact);
  }
}

function stepByRoom(state: RecordingState, status: RoomRecordingStatus, trouble: RecordingTrouble | null): RecordingStep | null {
  switch (status) {
    case 'none':
      return null;
    case 'starting':
      // A room that begins anew (its node restarted) writes nothing yet, whatever was true before.
      return state.status === 'starting' && trouble === null
        ? withTrouble(state, null)
        : degrade(state, trouble ?? state.trouble ?? 'node_away');
    case 'recording':
      if (state.status === 'recording') return null;
      return {
        next: { ...state, status: 'recording', trouble: null, confirmed: true },
        event: state.confirmed ? 'recovered' : 'confirmed',
      };
    case 'degraded':
      return degrade(state.confirmed ? state : { ...state, confirmed: true, status: 'degraded', trouble: null }, trouble ?? 'track_silent');
    case 'stopped':
      if (state.status === 'stopped' && state.trouble === trouble) return null;
      return { next: { ...state, status: 'stopped', trouble }, event: 'stopped' };
    default:
      return assertNever(status);
  }
}

/** In trouble, but not given up: one that never began stays `starting` and says what keeps it. */
function degrade(state: RecordingState, trouble: RecordingTrouble): RecordingStep | null {
  const status = state.confirmed ? 'degraded' : 'starting';
  if (state.status === status && state.trouble === trouble) return null;
  return { next: { ...state, status, trouble }, event: 'degraded' };
}

function withTrouble(state: RecordingState, trouble: RecordingTrouble | null): RecordingStep | null {
  return state.trouble === trouble ? null : { next: { ...state, trouble }, event: null };
}
