import type {
  ConsentKind,
  FlowRunId,
  Language,
  NetworkVerdict,
  SessionEndReason,
  SessionEvent,
  SessionStatus,
  StaffId,
} from '@guichet/protocol';

/** What a session's row says of its log. */
export interface SessionProjection {
  readonly status: SessionStatus;
  readonly endReason: SessionEndReason | null;
  readonly language: Language;
  readonly accepted: readonly ConsentKind[];
  readonly checkVerdict: NetworkVerdict | null;
  /** Who serves it, or served it. */
  readonly agentId: StaffId | null;
  readonly endedAt: number | null;
  readonly wrapUpDue: boolean;
  readonly rated: boolean;
  /** The run of its flow; null for a session without one. */
  readonly flowRunId: FlowRunId | null;
}

/** Before its first event. */
export const UNOPENED: SessionProjection = {
  status: 'opened',
  endReason: null,
  language: 'zh-CN',
  accepted: [],
  checkVerdict: null,
  agentId: null,
  endedAt: null,
  wrapUpDue: false,
  rated: false,
  flowRunId: null,
};

/** The row after one more event. All that a session's row says of its log is decided here; nobody writes those columns by hand. */
export function projectEvent(state: SessionProjection, event: SessionEvent): SessionProjection {
  switch (event.type) {
    case 'session.opened':
      return { ...state, language: event.payload.language };
    case 'session.entered':
      return { ...state, status: 'entered' };
    case 'session.language_chosen':
      return { ...state, language: event.payload.language };
    case 'consent.decided':
      return event.payload.decision === 'accepted'
        ? { ...state, status: 'ready', accepted: [...state.accepted, event.payload.kind] }
        : state;
    case 'check.reported':
      return { ...state, checkVerdict: event.payload.verdict };
    case 'ticket.issued':
      // Issued again after nobody could serve it: the session is nobody's again.
      return { ...state, status: 'waiting', agentId: null };
    case 'ticket.left':
      return { ...state, status: 'ready' };
    case 'offer.accepted':
      return { ...state, status: 'in_call', agentId: event.payload.staffId };
    case 'call.participant_admitted':
      // Nobody accepts an offer for a virtual agent: its call begins when it is let in …
      return event.payload.role === 'virtual_agent' ? { ...state, status: 'in_call' } : state;
    case 'call.ended':
      // … and after it the customer is where they were, free to wait for a person.
      return state.status === 'in_call' && state.agentId === null ? { ...state, status: 'ready' } : state;
    case 'transfer.completed':
      return { ...state, agentId: event.payload.to };
    case 'session.ended':
      return {
        ...state,
        status: endStatus(state.status, event.payload.reason),
        endReason: event.payload.reason,
        endedAt: event.at,
        wrapUpDue: state.status === 'in_call',
      };
    case 'wrap_up.saved':
      return { ...state, wrapUpDue: false };
    case 'session.rated':
      return { ...state, rated: true };
    case 'flow.started':
      return { ...state, flowRunId: event.payload.flowRunId };
    default:
      // All others speak of tickets, calls, tracks and recordings, which have rows of their own.
      return state;
  }
}

function endStatus(before: SessionStatus, reason: SessionEndReason): SessionStatus {
  if (reason === 'refused') return 'refused';
  // A flow that serves its customer without a call comes to its end all the same.
  return before === 'in_call' || reason === 'completed' ? 'ended' : 'abandoned';
}

const FINAL: readonly SessionStatus[] = ['refused', 'ended', 'abandoned'];

/** Nothing leads out of it. */
export const isFinal = (status: SessionStatus): boolean => FINAL.includes(status);
