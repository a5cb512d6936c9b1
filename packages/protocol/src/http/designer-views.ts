import { z } from 'zod';
import { Sha256Hex } from '../recording/chunk-seal.ts';
import { FlowReplayId, FlowRolloutId, FlowRunId, FlowScenarioId, ServiceTypeId, SessionId, StaffId } from '../wire/ids.ts';
import { Json } from '../wire/json.ts';

const UnixMs = z.number().int().nonnegative();
const Count = z.number().int().nonnegative();
const VersionNumber = z.number().int().positive();
/** What an `end` node says, or `cancelled` or `failed`. */
const Outcome = z.string().min(1).max(64);
/** A node by the nodes around it: `sale`, or `visit/sale` inside a sub-flow. */
const NodePath = z.string().min(1).max(200);

/** Parsed JSON of any shape, as saved or imported; the counter's flow engine knows what it should be and says what is wrong with it. */
export const RawFlowJson = z.record(z.string(), Json);

/** `validated`: a draft without problems. `retired` runs on for the sessions that began with it, and for nobody else. */
export const FlowVersionStatus = z.enum(['draft', 'validated', 'in_review', 'published', 'retired']);
export type FlowVersionStatus = z.infer<typeof FlowVersionStatus>;

/** A member of staff as others read them. */
export const FlowPersonView = z.object({ staffId: StaffId, name: z.string() });
export type FlowPersonView = z.infer<typeof FlowPersonView>;

/** A page that edits names itself by a random word of its own, for as long as it is open: two pages of one person are two. */
export const EditorPage = z.string().regex(/^[0-9a-z]{16,40}$/);

/** Who edits a flow. Nobody else can save it until they let go, or their page has not been heard of for a minute. */
export const FlowLockView = z.object({
  holder: FlowPersonView,
  /** Null where it was handed over to the holder and none of their pages has taken it yet. */
  page: EditorPage.nullable(),
  since: UnixMs,
  leasedUntil: UnixMs,
  /** Somebody else who would like to edit. */
  askedBy: FlowPersonView.extend({ at: UnixMs }).nullable(),
});
export type FlowLockView = z.infer<typeof FlowLockView>;

/** What the pages of a flow tell one another. */
export const FlowPresenceView = z.object({
  lock: FlowLockView.nullable(),
  /** The flow's latest version, whatever its status; its hash is the `baseHash` of the next save. Null for a flow that was never saved. */
  latest: z
    .object({
      version: VersionNumber,
      status: FlowVersionStatus,
      hash: Sha256Hex,
      changedAt: UnixMs,
      changedBy: FlowPersonView.nullable(),
    })
    .nullable(),
});
export type FlowPresenceView = z.infer<typeof FlowPresenceView>;

/** Which sessions a rollout may take, all of what is named together; an empty list leaves nobody out. */
export const FlowRolloutScope = z.object({
  /** Of the session's service. */
  skills: z.array(z.string().min(1).max(64)).max(50).default([]),
  serviceTypeIds: z.array(ServiceTypeId).max(50).default([]),
  /** As the bank's system named it when it opened the session. */
  branches: z.array(z.string().min(1).max(64)).max(500).default([]),
});
export type FlowRolloutScope = z.infer<typeof FlowRolloutScope>;

/** Takes the version back by itself when, of at least so many finished runs of it, more than so many in a hundred failed. */
export const FlowRolloutGuard = z.object({
  failedOutcomes: z.array(Outcome).min(1).max(20),
  minFinished: z.number().int().min(1).max(100_000),
  maxFailedPercent: z.number().min(0).max(100),
});
export type FlowRolloutGuard = z.infer<typeof FlowRolloutGuard>;

/** Who gets a new version: of the sessions in its scope so many in a hundred; the others get the version before. */
export const FlowRolloutPlan = z.object({
  percent: z.number().int().min(0).max(100),
  scope: FlowRolloutScope.prefault({}),
  guard: FlowRolloutGuard.nullable(),
});
export type FlowRolloutPlan = z.infer<typeof FlowRolloutPlan>;

export const FlowRolloutStatus = z.enum(['running', 'completed', 'rolled_back']);
export type FlowRolloutStatus = z.infer<typeof FlowRolloutStatus>;

export const FlowRolloutView = z.object({
  rolloutId: FlowRolloutId,
  version: VersionNumber,
  /** What everybody else runs meanwhile. */
  baseVersion: VersionNumber,
  status: FlowRolloutStatus,
  plan: FlowRolloutPlan,
  startedAt: UnixMs,
  startedBy: FlowPersonView,
  changedAt: UnixMs,
  endedAt: UnixMs.nullable(),
  /** Null while it runs, and where it was taken back by itself. */
  endedBy: FlowPersonView.nullable(),
  /** It was taken back by its guard. */
  automatic: z.boolean(),
});
export type FlowRolloutView = z.infer<typeof FlowRolloutView>;

const RunFigures = z.object({ open: Count, finished: Count, failed: Count });

export const FlowVersionFigures = z.object({
  version: VersionNumber,
  open: Count,
  outcomes: z.array(z.object({ outcome: Outcome, runs: Count })),
});
export type FlowVersionFigures = z.infer<typeof FlowVersionFigures>;

/** A rollout with the runs that began since it did: of its version, and of the one before. What failed is what its guard names, without one `failed`. */
export const FlowRolloutFigures = FlowRolloutView.extend({ onVersion: RunFigures, onBase: RunFigures });
export type FlowRolloutFigures = z.infer<typeof FlowRolloutFigures>;

/** One thing that was done to a flow; from the audit log. */
export const FlowHistoryEntry = z.object({
  seq: z.number().int().positive(),
  at: UnixMs,
  /** Null: the counter itself. */
  by: FlowPersonView.nullable(),
  /** As the audit log names it: `flow.submitted`, `flow.rolled_back` … */
  action: z.string().max(64),
  version: VersionNumber.nullable(),
  reason: z.string().nullable(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type FlowHistoryEntry = z.infer<typeof FlowHistoryEntry>;

/** A story that the flow is run against before it goes into review or into force. */
export const FlowScenarioView = z.object({
  scenarioId: FlowScenarioId,
  title: z.string(),
  /** As `Scenario` of the simulation. */
  scenario: RawFlowJson,
  changedAt: UnixMs,
  changedBy: FlowPersonView.nullable(),
});
export type FlowScenarioView = z.infer<typeof FlowScenarioView>;

/** Where the open runs of a version stand. */
export const FlowPositionsView = z.object({
  openRuns: Count,
  /** The newest of them, of which the places are known; the same as `openRuns` but where there are very many. */
  looked: Count,
  nodes: z.array(z.object({ path: NodePath, runs: Count })),
  runs: z.array(z.object({ sessionId: SessionId, sessionNumber: z.string(), startedAt: UnixMs, at: z.array(NodePath) })),
});
export type FlowPositionsView = z.infer<typeof FlowPositionsView>;

/** The way of one session through its flow. */
export const FlowTraceView = z.object({
  flow: z.string(),
  version: VersionNumber,
  flowRunId: FlowRunId,
  finished: z.boolean(),
  outcome: Outcome.nullable(),
  /** Where it stands. */
  at: z.array(NodePath),
  /** All it entered, in that order. */
  path: z.array(
    z.object({
      path: NodePath,
      visit: VersionNumber,
      attempt: VersionNumber,
      enteredAt: UnixMs,
      leftAt: UnixMs.nullable(),
      port: z.string().nullable(),
    }),
  ),
});
export type FlowTraceView = z.infer<typeof FlowTraceView>;

/** A past run that a draft would have ended otherwise. */
export const FlowReplayDifference = z.object({
  sessionId: SessionId,
  sessionNumber: z.string(),
  was: Outcome,
  /** Null: it would not have come to an end with what happened then. */
  now: Outcome.nullable(),
  /** Where it would still wait. */
  waitingAt: z.array(NodePath),
  /** The first node that it would have entered where it entered another one; null where only the end differs. */
  partedAt: NodePath.nullable(),
});
export type FlowReplayDifference = z.infer<typeof FlowReplayDifference>;

/** Past runs, run again against a draft with what happened then. */
export const FlowReplayView = z.object({
  replayId: FlowReplayId,
  version: VersionNumber,
  status: z.enum(['running', 'done', 'failed']),
  requestedAt: UnixMs,
  requestedBy: FlowPersonView,
  total: Count,
  done: Count,
  same: Count,
  /** Their personal values were erased, so that nobody can say. */
  erased: Count,
  otherwise: z.array(FlowReplayDifference),
});
export type FlowReplayView = z.infer<typeof FlowReplayView>;
