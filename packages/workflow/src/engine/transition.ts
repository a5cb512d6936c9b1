import { assertNever } from '@guichet/protocol';
import type { CompiledFlow } from './compiled-flow.ts';
import { act } from './act.ts';
import { goBack } from './back.ts';
import { startCompensation } from './compensation.ts';
import { Draft } from './draft.ts';
import type { FlowEffect } from './effects.ts';
import { enterNode } from './enter.ts';
import { escalate } from './escalate.ts';
import type { FlowEvent } from './events.ts';
import { failScope } from './failure.ts';
import { fireTimer } from './fire-timer.ts';
import { refreshHolds } from './hold.ts';
import { noFacts } from './session-facts.ts';
import { receiveSignal } from './signal.ts';
import { FLOW_STATE_VERSION, type FlowState } from './state.ts';
import { startVariables } from './variables.ts';

/** Nodes entered in one transition; a valid definition comes nowhere near, as its loops wait. */
const MAX_ENTRIES = 5_000;

/** A run before its first event. The id is the counter's own; it only comes back in the view. */
export function initialState(_flow: CompiledFlow, flowRunId = ''): FlowState {
  return {
    version: FLOW_STATE_VERSION,
    flowRunId,
    status: 'new',
    outcome: null,
    seed: 0,
    atMs: 0,
    facts: noFacts,
    scopes: {},
    open: {},
    forks: {},
    timers: {},
    history: [],
    toCompensate: [],
    escalationRunId: null,
    segment: null,
    backs: 0,
  };
}

/**
 * The next state, and what is to be done outside. Pure: of the same flow, state, event and moment (Unix milliseconds) comes the same, and
 * nothing that is given is changed. An event that does not apply (any more) leaves the state as it is.
 *
 * @throws ActionRefused for an action, a going back or a call for a person that can't be; the state stays as it is.
 */
export function transition(
  flow: CompiledFlow,
  state: FlowState,
  event: FlowEvent,
  nowMs: number,
): readonly [FlowState, readonly FlowEffect[]] {
  const draft = new Draft(flow, state, nowMs);
  if (!apply(draft, event)) return [state, draft.effects];
  settle(draft);
  return [draft.toState(), draft.effects];
}

/** False where the event doesn't apply and nothing was changed. */
function apply(draft: Draft, event: FlowEvent): boolean {
  switch (event.type) {
    case 'started':
      return start(draft, event);
    case 'acted':
      act(draft, event);
      return true;
    case 'signalled':
      return receiveSignal(draft, event);
    case 'timer_fired':
      return fireTimer(draft, event.timerId);
    case 'went_back':
      goBack(draft, event.actor);
      return true;
    case 'escalated':
      escalate(draft, event.actor);
      return true;
    case 'cancelled':
      if (draft.status !== 'running') return false;
      startCompensation(draft, 'cancelled');
      return true;
    default:
      return assertNever(event);
  }
}

function start(draft: Draft, { seed, variables }: Extract<FlowEvent, { type: 'started' }>): boolean {
  if (draft.status !== 'new') return false;
  draft.status = 'running';
  draft.seed = seed;
  draft.openScope('', startVariables(draft.flow, variables));
  draft.entries.push({ scopeId: '', nodeId: draft.flow.definition.start, branches: [], from: null, purpose: 'forward' });
  return true;
}

/** Enters what is to be entered, until everything that is open waits for something. */
function settle(draft: Draft): void {
  let entered = 0;
  do {
    for (let entry = draft.entries.shift(); entry; entry = draft.entries.shift()) {
      entered += 1;
      if (entered === MAX_ENTRIES) {
        failScope(draft, '', 'too_many_steps');
      } else if (entered > 2 * MAX_ENTRIES) {
        throw new Error('A run does not come to rest');
      } else {
        enterNode(draft, entry);
      }
    }
    if (draft.status === 'running' || draft.status === 'compensating') refreshHolds(draft);
  } while (draft.entries.length > 0);
}
