import { z } from 'zod';
import { Sha256Hex } from '../recording/chunk-seal.ts';
import { FlowView } from '../sessions/flow-view.ts';
import { FlowRunId, ServiceTypeId, SessionId } from '../wire/ids.ts';
import { LocalText } from '../wire/language.ts';
import { flowFigureRoutes, flowLockRoutes, flowReplayRoutes, positionRoutes, rolloutRoutes, scenarioRoutes } from './designer-routes.ts';
import { EditorPage, FlowPersonView, FlowRolloutPlan, FlowRolloutView, RawFlowJson } from './designer-views.ts';
import {
  ByFlow,
  ByVersion,
  CHANGE,
  ChangeReason,
  FlowKey,
  FlowVersionView,
  LOOK,
  MAX_DEFINITION_BYTES,
  VersionReply,
} from './flow-parts.ts';
import type { RouteSpec } from './route-spec.ts';

const UnixMs = z.number().int().nonnegative();
const Nothing = z.object({});

/** What is wrong with a definition, and where. */
export const FlowProblemView = z.object({
  code: z.string(),
  nodeId: z.string().nullable(),
  edge: z.object({ from: z.string(), port: z.string(), to: z.string() }).nullable(),
  message: LocalText,
});
export type FlowProblemView = z.infer<typeof FlowProblemView>;

/** A node of a path, with the edge that leads to it; inside a sub-flow both are paths (`visit/sale`). */
export const FlowPathStepView = z.object({
  node: z.string(),
  via: z.enum(['start', 'edge', 'back', 'escalation', 'resumed', 'meanwhile', 'compensation']),
  edge: FlowProblemView.shape.edge,
});

/** What the proof says of one rule; what could not be decided is `not_evaluated`, never `proved`. */
export const FlowRuleProofView = z.object({
  ruleId: z.string(),
  packId: z.string(),
  packVersion: z.number().int().positive(),
  title: LocalText,
  citation: z.object({ ref: z.string(), text: LocalText, seen: z.string() }),
  severity: z.string(),
  outcome: z.enum(['proved', 'violated', 'not_evaluated']),
  /** Not proved, it keeps the flow from being published. Others are asked of every recording. */
  binding: z.boolean(),
  reason: LocalText,
  /** A shortest path on which it breaks; empty where there is none. */
  path: z.array(FlowPathStepView),
  mend: LocalText.nullable(),
});
export const FlowProofView = z.object({
  proved: z.boolean(),
  packs: z.array(z.object({ id: z.string(), version: z.number().int().positive() })),
  rules: z.array(FlowRuleProofView),
});
export type FlowProofView = z.infer<typeof FlowProofView>;

/** Flows and their versions, and steps that wait for a second person. */
export const flowRoutes = {
  ...flowLockRoutes,
  ...rolloutRoutes,
  ...flowFigureRoutes,
  ...scenarioRoutes,
  ...positionRoutes,
  ...flowReplayRoutes,
  'flows.list': {
    method: 'GET',
    path: '/v1/flows',
    summary: 'All flows with their versions, newest first, and the services that run them',
    roles: ['designer', 'admin', 'supervisor', 'reviewer'],
    rate: LOOK,
    reply: z.object({
      flows: z.array(
        z.object({
          key: z.string(),
          versions: z.array(FlowVersionView),
          serviceTypeIds: z.array(ServiceTypeId),
          /** The one that is running. */
          rollout: FlowRolloutView.nullable(),
          editedBy: FlowPersonView.nullable(),
        }),
      ),
    }),
  },
  'flows.read': {
    method: 'GET',
    path: '/v1/flows/:flow/versions/:version',
    summary: 'One version with its definition',
    roles: ['designer', 'admin', 'supervisor', 'reviewer'],
    rate: LOOK,
    params: ByVersion,
    reply: z.object({ version: FlowVersionView, definition: RawFlowJson }),
  },
  'flows.validate': {
    method: 'POST',
    path: '/v1/flows/validate',
    summary: 'What is wrong with a definition; nothing is saved',
    roles: ['designer', 'admin'],
    rate: LOOK,
    maxBytes: MAX_DEFINITION_BYTES,
    body: z.object({ definition: RawFlowJson }),
    reply: z.object({ problems: z.array(FlowProblemView) }),
  },
  'flows.prove': {
    method: 'POST',
    path: '/v1/flows/prove',
    summary: 'Whether the rules about what comes before what hold on every path of a definition; nothing is saved',
    roles: ['designer', 'admin'],
    rate: LOOK,
    maxBytes: MAX_DEFINITION_BYTES,
    body: z.object({ definition: RawFlowJson }),
    /** No proof of a definition that has problems. */
    reply: z.object({ problems: z.array(FlowProblemView), proof: FlowProofView.nullable() }),
  },
  'flows.saveDraft': {
    method: 'PUT',
    path: '/v1/flows/:flow/draft',
    summary: 'Save the draft of the next version, by the page that edits; a draft may have problems, hostile definitions are refused',
    roles: ['designer', 'admin'],
    rate: CHANGE,
    params: ByFlow,
    maxBytes: MAX_DEFINITION_BYTES,
    /** `baseHash`: of the latest version that the page knows of; null for a flow that was never saved. */
    body: z.object({ definition: RawFlowJson, baseHash: Sha256Hex.nullable(), page: EditorPage }),
    reply: VersionReply.extend({ problems: z.array(FlowProblemView) }),
  },
  'flows.submit': {
    method: 'POST',
    path: '/v1/flows/:flow/versions/:version/submit',
    summary: 'Ask a second person to look at a draft that has no problems, is proved, and does what its scenarios say',
    roles: ['designer', 'admin'],
    rate: CHANGE,
    params: ByVersion,
    /** `hash`: of the draft that is meant. */
    body: z.object({ hash: Sha256Hex }),
    reply: VersionReply,
  },
  'flows.sendBack': {
    method: 'POST',
    path: '/v1/flows/:flow/versions/:version/send-back',
    summary: 'Make a version that is in review a draft again, with what is to be changed',
    roles: ['designer', 'admin'],
    rate: CHANGE,
    params: ByVersion,
    body: z.object({ reason: ChangeReason }),
    reply: VersionReply,
  },
  'flows.publish': {
    method: 'POST',
    path: '/v1/flows/:flow/versions/:version/publish',
    summary: 'Put a version that is proved in force, by somebody who wrote none of it; sessions under way stay on theirs',
    roles: ['designer', 'admin'],
    rate: CHANGE,
    params: ByVersion,
    /** `hash`: of the version that was looked at. `rollout`: for some sessions first, or under a guard; null for all at once. A first version has none. */
    body: z.object({ hash: Sha256Hex, reason: ChangeReason, rollout: FlowRolloutPlan.nullable() }),
    reply: VersionReply.extend({ rollout: FlowRolloutView.nullable() }),
  },
  'flows.retire': {
    method: 'POST',
    path: '/v1/flows/:flow/versions/:version/retire',
    summary: 'Take a version out of force; the one published before it is in force again',
    roles: ['designer', 'admin'],
    rate: CHANGE,
    params: ByVersion,
    body: z.object({ reason: ChangeReason }),
    reply: VersionReply,
  },
  'flows.bind': {
    method: 'PUT',
    path: '/v1/service-types/:serviceTypeId/flow',
    summary: 'Which flow the sessions of a service run from now on',
    roles: ['admin'],
    rate: CHANGE,
    params: z.object({ serviceTypeId: ServiceTypeId }),
    body: z.object({ flow: FlowKey }),
    reply: Nothing,
  },
  'tasks.list': {
    method: 'GET',
    path: '/v1/flow-tasks',
    summary: 'Steps of sessions that wait for a second person, oldest first, as that person sees them',
    roles: ['supervisor'],
    rate: LOOK,
    reply: z.object({
      tasks: z.array(
        z.object({
          sessionId: SessionId,
          sessionNumber: z.string(),
          flowRunId: FlowRunId,
          nodeRunId: z.string(),
          since: UnixMs,
          flow: FlowView,
        }),
      ),
    }),
  },
} as const satisfies Record<string, RouteSpec>;
