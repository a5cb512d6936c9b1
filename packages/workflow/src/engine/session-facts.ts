import { PICTURE_CHECKS, SOUND_CHECKS } from '@guichet/protocol';
import type { HoldReason, SessionFacts } from './state.ts';
import type { NodeNeed, Signal } from '../nodes/node-type.ts';

export const noFacts: SessionFacts = { call: 'none', recording: false, recordingId: null, participants: {} };

/** What is known of the session after a signal that is named like the session event it comes from; the same object when it says nothing new. */
export function factsAfter(facts: SessionFacts, { name, payload }: Signal): SessionFacts {
  switch (name) {
    case 'call.started':
    case 'call.moved':
      return withRecording({ ...facts, call: 'live' }, payload);
    case 'call.unheld':
      return { ...facts, call: 'live' };
    case 'call.held':
      return facts.call === 'live' ? { ...facts, call: 'held' } : facts;
    case 'call.ended':
      return { ...facts, call: 'none', participants: {} };
    case 'recording.confirmed':
    case 'recording.recovered':
      return isOfAnother(facts, payload) ? facts : { ...facts, recording: true };
    case 'recording.degraded':
    case 'recording.stopped':
    case 'recording.failed':
      return isOfAnother(facts, payload) ? facts : { ...facts, recording: false };
    case 'warning.raised':
    case 'warning.ended':
      return withWarning(facts, payload);
    case 'call.participant_admitted':
      return withParticipant(facts, payload, false);
    case 'call.participant_joined':
    case 'call.participant_resumed':
    case 'call.participant_replaced':
      return withParticipant(facts, payload, true);
    case 'call.participant_disconnected':
    case 'call.participant_left':
      return withParticipant(facts, payload, false);
    default:
      return facts;
  }
}

/** A call that moved to another node goes on under another recording, which has to be confirmed anew. */
function withRecording(facts: SessionFacts, { recordingId }: Signal['payload']): SessionFacts {
  if (typeof recordingId !== 'string' || recordingId === facts.recordingId) return facts;
  return { ...facts, recordingId, recording: false };
}

/** What is said late of the recording before says nothing of the one that runs. */
const isOfAnother = (facts: SessionFacts, { recordingId }: Signal['payload']): boolean =>
  facts.recordingId !== null && typeof recordingId === 'string' && recordingId !== facts.recordingId;

function withParticipant(facts: SessionFacts, payload: Signal['payload'], connected: boolean): SessionFacts {
  const { participantId, role } = payload;
  if (typeof participantId !== 'string') return facts;
  const known = Object.hasOwn(facts.participants, participantId) ? facts.participants[participantId] : undefined;
  const knownRole = typeof role === 'string' ? role : known?.role;
  if (knownRole === undefined) return facts;
  return { ...facts, participants: { ...facts.participants, [participantId]: { role: knownRole, connected } } };
}

/** Only what a step can need counts: whether everybody is seen, and heard. */
function withWarning(facts: SessionFacts, { warningId, observation }: Signal['payload']): SessionFacts {
  const { check, untilMs } = (observation ?? {}) as { readonly check?: unknown; readonly untilMs?: unknown };
  if (typeof warningId !== 'string' || typeof check !== 'string') return facts;
  const { [warningId]: _known, ...others } = facts.warnings ?? {};
  return { ...facts, warnings: untilMs === null ? { ...others, [warningId]: check } : others };
}

const isWarnedOf = ({ warnings = {} }: SessionFacts, checks: readonly string[]): boolean =>
  Object.values(warnings).some((check) => checks.includes(check));

/** Those of a node's needs that aren't met. */
export function unmetNeeds(needs: readonly NodeNeed[], facts: SessionFacts): HoldReason[] {
  return needs.filter((need) => !isMet(need, facts));
}

function isMet(need: NodeNeed, facts: SessionFacts): boolean {
  switch (need) {
    case 'call':
      return facts.call === 'live';
    case 'recording':
      return facts.recording;
    case 'customer_present':
      return isPresent('customer', facts);
    case 'agent_present':
      return isPresent('agent', facts);
    case 'good_picture':
      return !isWarnedOf(facts, PICTURE_CHECKS);
    case 'good_sound':
      return !isWarnedOf(facts, SOUND_CHECKS);
    default:
      return false;
  }
}

/** Somebody of that role is in the call, with a line. */
export function isPresent(role: string, { participants }: SessionFacts): boolean {
  return Object.values(participants).some((participant) => participant.role === role && participant.connected);
}
