import { z } from 'zod';
import { FlowReplayId, FlowRolloutId, FlowScenarioId, SessionId } from '../wire/ids.ts';
import {
  EditorPage,
  FlowHistoryEntry,
  FlowPositionsView,
  FlowPresenceView,
  FlowReplayView,
  FlowRolloutFigures,
  FlowRolloutPlan,
  FlowRolloutView,
  FlowScenarioView,
  FlowTraceView,
  FlowVersionFigures,
  RawFlowJson,
} from './designer-views.ts';
import { ByFlow, ByVersion, CHANGE, ChangeReason, LOOK, MAX_DEFINITION_BYTES, VersionReply } from './flow-parts.ts';
import type { RouteSpec } from './route-spec.ts';

const Nothing = z.object({});
const Lookers = ['designer', 'admin', 'reviewer', 'supervisor'] as const;
const Editors = ['designer', 'admin'] as const;
/** Several open pages of one person may ask every few seconds. */
const WATCH = { perSecond: 5, burst: 60 };

/** Who edits: one page at a time, and everybody else sees who. */
export const flowLockRoutes = {
  'flows.presence': {
    method: 'GET',
    path: '/v1/flows/:flow/presence',
    summary: 'Who edits a flow, and the state of its latest version; asked again every few seconds',
    roles: Lookers,
    rate: WATCH,
    params: ByFlow,
    reply: FlowPresenceView,
  },
  'flows.lock': {
    method: 'POST',
    path: '/v1/flows/:flow/lock',
    summary: 'Begin to edit a flow that nobody else edits, or go on: to be repeated within a minute',
    roles: Editors,
    rate: WATCH,
    params: ByFlow,
    /** `takeOver`: from another page of one's own. */
    body: z.object({ page: EditorPage, takeOver: z.boolean().default(false) }),
    reply: FlowPresenceView,
  },
  'flows.unlock': {
    method: 'POST',
    path: '/v1/flows/:flow/unlock',
    summary: 'Stop editing; `handOver` leaves it to whoever asked for it',
    roles: Editors,
    rate: WATCH,
    params: ByFlow,
    body: z.object({ page: EditorPage, handOver: z.boolean().default(false) }),
    reply: FlowPresenceView,
  },
  'flows.askForLock': {
    method: 'POST',
    path: '/v1/flows/:flow/lock/ask',
    summary: 'Ask whoever edits a flow to hand it over',
    roles: Editors,
    rate: CHANGE,
    params: ByFlow,
    body: Nothing,
    reply: FlowPresenceView,
  },
} as const satisfies Record<string, RouteSpec>;

/** How a new version comes to the sessions, and is taken back. */
export const rolloutRoutes = {
  'flows.adjustRollout': {
    method: 'PUT',
    path: '/v1/flows/:flow/rollout',
    summary: 'Change who gets the version that is rolled out; sessions under way stay on theirs',
    roles: Editors,
    rate: CHANGE,
    params: ByFlow,
    body: z.object({ rolloutId: FlowRolloutId, plan: FlowRolloutPlan, reason: ChangeReason }),
    reply: z.object({ rollout: FlowRolloutView }),
  },
  'flows.completeRollout': {
    method: 'POST',
    path: '/v1/flows/:flow/rollout/complete',
    summary: 'Put the version that is rolled out in force for everybody, for good',
    roles: Editors,
    rate: CHANGE,
    params: ByFlow,
    body: z.object({ rolloutId: FlowRolloutId, reason: ChangeReason }),
    reply: z.object({ rollout: FlowRolloutView }),
  },
  'flows.rollBack': {
    method: 'POST',
    path: '/v1/flows/:flow/versions/:version/roll-back',
    summary: 'Take back the version published last; the one before it is in force for new sessions, those under way stay on theirs',
    roles: Editors,
    rate: CHANGE,
    params: ByVersion,
    body: z.object({ reason: ChangeReason }),
    reply: VersionReply,
  },
} as const satisfies Record<string, RouteSpec>;

/** What was done to a flow, and what came of it. */
export const flowFigureRoutes = {
  'flows.history': {
    method: 'GET',
    path: '/v1/flows/:flow/history',
    summary: 'What was done to a flow: who, what, when and why, newest first',
    roles: Lookers,
    rate: LOOK,
    params: ByFlow,
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(50),
      before: z.coerce.number().int().positive().optional(),
    }),
    reply: z.object({ entries: z.array(FlowHistoryEntry), next: z.number().int().positive().nullable() }),
  },
  'flows.figures': {
    method: 'GET',
    path: '/v1/flows/:flow/figures',
    summary: 'Runs and outcomes of each version, and of its rollouts, newest first',
    roles: Lookers,
    rate: LOOK,
    params: ByFlow,
    reply: z.object({ versions: z.array(FlowVersionFigures), rollouts: z.array(FlowRolloutFigures) }),
  },
} as const satisfies Record<string, RouteSpec>;

/** Stories that must go as they should before a version goes into review or into force. */
export const scenarioRoutes = {
  'flows.scenarios': {
    method: 'GET',
    path: '/v1/flows/:flow/scenarios',
    summary: 'The stories that a flow is run against before it is published',
    roles: Lookers,
    rate: LOOK,
    params: ByFlow,
    reply: z.object({ scenarios: z.array(FlowScenarioView) }),
  },
  'flows.saveScenario': {
    method: 'PUT',
    path: '/v1/flows/:flow/scenarios/:scenarioId',
    summary: 'Save a story under an id that the page made, or change it; by the page that edits the flow',
    roles: Editors,
    rate: CHANGE,
    maxBytes: MAX_DEFINITION_BYTES,
    params: ByFlow.extend({ scenarioId: FlowScenarioId }),
    body: z.object({ title: z.string().trim().min(1).max(100), scenario: RawFlowJson, page: EditorPage }),
    reply: z.object({ scenario: FlowScenarioView }),
  },
  'flows.removeScenario': {
    method: 'DELETE',
    path: '/v1/flows/:flow/scenarios/:scenarioId',
    summary: 'A story that no longer has to go as it should',
    roles: Editors,
    rate: CHANGE,
    params: ByFlow.extend({ scenarioId: FlowScenarioId }),
    query: z.object({ page: EditorPage }),
    reply: Nothing,
  },
} as const satisfies Record<string, RouteSpec>;

/** Where sessions stand on the canvas; no personal value. */
export const positionRoutes = {
  'flows.positions': {
    method: 'GET',
    path: '/v1/flows/:flow/versions/:version/positions',
    summary: 'Where the open runs of a version stand',
    roles: ['designer', 'admin', 'supervisor'],
    rate: LOOK,
    params: ByVersion,
    reply: FlowPositionsView,
  },
  'flows.trace': {
    method: 'GET',
    path: '/v1/sessions/:sessionId/flow-trace',
    summary: 'The way of one session through its flow',
    roles: ['designer', 'admin', 'supervisor'],
    rate: LOOK,
    params: z.object({ sessionId: SessionId }),
    reply: FlowTraceView,
  },
} as const satisfies Record<string, RouteSpec>;

/** Past runs against a draft. */
export const flowReplayRoutes = {
  'flows.replayRuns': {
    method: 'POST',
    path: '/v1/flows/:flow/replays',
    summary: 'Run the last finished runs of a version again against a definition; ask for the result afterwards',
    roles: Editors,
    rate: { perSecond: 0.2, burst: 5 },
    maxBytes: MAX_DEFINITION_BYTES,
    params: ByFlow,
    body: z.object({
      definition: RawFlowJson,
      version: z.number().int().positive(),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    reply: z.object({ replay: FlowReplayView }),
  },
  'flows.replay': {
    method: 'GET',
    path: '/v1/flows/:flow/replays/:replayId',
    summary: 'How far it has come, and what would have ended otherwise',
    roles: Editors,
    rate: LOOK,
    params: ByFlow.extend({ replayId: FlowReplayId }),
    reply: z.object({ replay: FlowReplayView }),
  },
} as const satisfies Record<string, RouteSpec>;
