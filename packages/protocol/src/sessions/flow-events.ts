import { z } from 'zod';
import { FlowRolloutId, FlowRunId } from '../wire/ids.ts';
import { Json } from '../wire/json.ts';
import { Commitment } from './commitment.ts';
import { FlowActorRole, FlowNeed, NodeRunId } from './flow-view.ts';

const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
const Code = z.string().max(64);
const Path = z.string().max(200);
const OfRun = z.object({ flowRunId: FlowRunId });
const OfNode = OfRun.extend({ nodeRunId: NodeRunId });
const Count = z.number().int().positive();

/** A value that moves a run: in the log itself, or, where it is personal, committed to and kept beside it. */
export const FlowValue = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open'), value: Json }),
  z.object({ kind: z.literal('committed'), commitment: Commitment }),
]);
export type FlowValue = z.infer<typeof FlowValue>;

/** What moves a run. With the session's other events these alone decide where it stands. */
export const flowMoves = {
  'flow.started': OfRun.extend({
    key: z.string().max(64),
    version: Count,
    /** SHA-256 of the definition's canonical JSON (RFC 8785). */
    definitionHash: Sha256Hex,
    /** Drawn once: decides whatever varies in the run. */
    seed: z.number().int().min(0).max(0xffff_ffff),
    /** What the counter knew at the start, by variable; null where the flow asks for nothing. */
    variables: Commitment.nullable(),
    /**
     * Where a new version was being rolled out: whether the session was taken for it, at which percentage. `share` is where the session fell, 0 … 9999:
     * the first 32 bits of SHA-256 over `<rolloutId>:<sessionId>`, times 10,000, divided by 2^32, rounded down.
     */
    rollout: z
      .object({
        rolloutId: FlowRolloutId,
        taken: z.boolean(),
        percent: z.number().int().min(0).max(100),
        share: z.number().int().min(0).max(9_999),
      })
      .optional(),
  }),
  'flow.acted': OfNode.extend({ role: FlowActorRole, action: Code, input: FlowValue }),
  /** An effect's answer; `key` is the same however often it was tried. */
  'flow.answered': OfNode.extend({ kind: Code, key: z.string().max(300), result: FlowValue }),
  'flow.timer_fired': OfRun.extend({ timerId: z.string().max(300) }),
  'flow.went_back': OfRun.extend({ role: FlowActorRole }),
  'flow.escalated': OfRun.extend({ role: FlowActorRole, reason: Code }),
  'flow.cancelled': OfRun.extend({ role: FlowActorRole, reason: Code }),
} as const;

/** What followed from the moves: for the timeline and the review. */
export const flowNotes = {
  'flow.node_entered': OfNode.extend({ path: Path, nodeType: Code, visit: Count, attempt: Count }),
  'flow.node_left': OfNode.extend({ path: Path, port: Code }),
  'flow.node_failed': OfNode.extend({ path: Path, code: Code, retryAtMs: z.number().int().nonnegative().nullable() }),
  'flow.node_held': OfNode.extend({ needs: z.array(FlowNeed) }),
  'flow.node_released': OfNode,
  'flow.marked': OfNode.extend({ mark: Code, detail: z.record(z.string(), Json) }),
  'flow.finished': OfRun.extend({ outcome: Code }),
  'segment.started': OfRun.extend({ segment: Code }),
  'segment.ended': OfRun.extend({ segment: Code }),
} as const;
