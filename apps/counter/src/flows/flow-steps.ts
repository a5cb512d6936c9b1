import {
  type Actor,
  AppError,
  type EscalationReason,
  type FlowActorRole,
  type FlowValue,
  type FlowView,
  type SessionId,
  type StepAct,
} from '@guichet/protocol';
import { compiledNode, type NodeAction } from '@guichet/workflow';
import type { Tx } from '../database/database.ts';
import type { Core } from '../sessions/core.ts';
import type { LogEntry } from '../sessions/session-log.ts';
import { lockSession, type SessionRow } from '../sessions/session-row.ts';
import type { StandingRun } from './flow-states.ts';

/** Under which name the vault keeps what somebody put in at a step. */
export const STEP_INPUT_VALUE = 'flow.input';

/** Who does something at a step, as the edge and the session's rows establish it. */
export interface Stepper {
  readonly actor: Actor;
  /** Throws unless they take part in this session; says as what. `holder` may act at the step although it is not their session. */
  readonly roleIn: (tx: Tx, session: SessionRow) => Promise<FlowActorRole> | FlowActorRole;
  /** The run as they see it afterwards, where that is not simply as their role does. */
  readonly shows?: (tx: Tx, session: Pick<SessionRow, 'flowRunId' | 'lastHash'>) => Promise<FlowView | null>;
}

/** What people do at the steps of a session's flow. The flow itself says what is allowed: nothing is noted that it refuses. */
export class FlowSteps {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Throws `wrong_state` for a step that is over or held and an action that it does not know, `forbidden` for somebody else's, `bad_request`. */
  async act(sessionId: SessionId, stepper: Stepper, step: StepAct): Promise<FlowView> {
    return this.#note(sessionId, stepper, async (tx, run, role) => {
      const action = actionOf(run, step);
      if (action === undefined) throw new AppError('wrong_state');
      if (!action.roles.includes(role)) throw new AppError('forbidden');
      const { flowRunId } = run;
      const input: FlowValue =
        action.personal === true
          ? { kind: 'committed', commitment: await this.#core.vault.commit(tx, sessionId, STEP_INPUT_VALUE, step.input) }
          : { kind: 'open', value: step.input };
      return {
        actor: stepper.actor,
        type: 'flow.acted',
        payload: { flowRunId, nodeRunId: step.nodeRunId, role, action: step.action, input },
      };
    });
  }

  /** Throws `wrong_state` where there is no way back. */
  async back(sessionId: SessionId, stepper: Stepper): Promise<FlowView> {
    return this.#note(sessionId, stepper, async (_tx, { flowRunId }, role) => ({
      actor: stepper.actor,
      type: 'flow.went_back',
      payload: { flowRunId, role },
    }));
  }

  /** A person is asked for. Throws `wrong_state` where one is on the way already or the flow knows none. */
  async escalate(sessionId: SessionId, stepper: Stepper, reason: EscalationReason): Promise<FlowView> {
    return this.#note(sessionId, stepper, async (_tx, { flowRunId }, role) => ({
      actor: stepper.actor,
      type: 'flow.escalated',
      payload: { flowRunId, role, reason },
    }));
  }

  async #note(
    sessionId: SessionId,
    stepper: Stepper,
    entryOf: (tx: Tx, run: StandingRun, role: FlowActorRole) => Promise<LogEntry>,
  ): Promise<FlowView> {
    const { database, log, flows } = this.#core;
    return database.transaction(async (tx) => {
      const session = await lockSession(tx, sessionId);
      const role = await stepper.roleIn(tx, session);
      const run = await flows.standing(tx, session);
      if (run === null || run.state.status === 'finished') throw new AppError('wrong_state');
      const events = await log.appendMany(tx, sessionId, [await entryOf(tx, run, role)]);
      const lastHash = events.at(-1)?.hash ?? session.lastHash;
      const stands = { flowRunId: run.flowRunId, lastHash };
      const view = await (stepper.shows?.(tx, stands) ?? flows.view(tx, stands, role));
      if (view === null) throw new AppError('internal');
      return view;
    });
  }
}

/** What a step that is open lets people do under that name; its type is the one that the run's own version has. */
function actionOf({ flow, state }: StandingRun, { nodeRunId, action }: StepAct): NodeAction | undefined {
  const open = Object.hasOwn(state.open, nodeRunId) ? state.open[nodeRunId] : undefined;
  if (open === undefined) return undefined;
  const { actions } = compiledNode(flow, open.scopeId, open.nodeId).type.manifest;
  return Object.hasOwn(actions, action) ? actions[action] : undefined;
}
