import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import { FlowRole } from '../definition/flow-definition.ts';

const AfterMs = z
  .number()
  .int()
  .min(0)
  .max(366 * 86_400_000);
const Values = z.record(z.string(), z.json());
const SignalName = z.string().min(1).max(64);

/** Something that happens while a node is open; the moves of a node happen one after the other. */
export const Move = z.union([
  /** Somebody does something. `refused` says that the flow is to refuse it, and how. */
  z.strictObject({
    act: z.string(),
    by: FlowRole,
    id: z.string().nullable().default(null),
    input: z.json().default(null),
    afterMs: AfterMs.default(1_000),
    refused: z.enum(['wrong_state', 'invalid', 'forbidden']).optional(),
  }),
  /** A fact of the session, e.g. `check.reported`. */
  z.strictObject({ signal: SignalName, payload: Values.default({}), afterMs: AfterMs.default(1_000) }),
  /** What the node's oldest request is answered, in place of what `outside` says of its kind. */
  z.strictObject({ answer: Values, afterMs: AfterMs.default(1_000) }),
  z.strictObject({ waitMs: AfterMs }),
  /** Nobody does anything until the node's next timer has fired. */
  z.strictObject({ timeOut: z.literal(true) }),
  /** Somebody's connection is lost for so long. */
  z.strictObject({ drop: z.enum(['customer', 'agent']), forMs: AfterMs.default(10_000), afterMs: AfterMs.default(1_000) }),
  z.strictObject({ back: FlowRole, afterMs: AfterMs.default(1_000), refused: z.enum(['wrong_state', 'forbidden']).optional() }),
  z.strictObject({ escalate: FlowRole, afterMs: AfterMs.default(1_000), refused: z.enum(['wrong_state', 'forbidden']).optional() }),
  z.strictObject({ cancel: FlowRole, afterMs: AfterMs.default(1_000) }),
  /** The counter's clock is set by so much, forwards or back. */
  z.strictObject({ clockMs: z.number().int().min(-86_400_000).max(86_400_000) }),
]);
export type Move = z.infer<typeof Move>;

/** How the outside answers a request. */
export const Reply = z.strictObject({
  ok: z.boolean().default(true),
  answer: Values.default({}),
  code: z.string().max(64).optional(),
  retryable: z.boolean().optional(),
  /** It never answers. */
  silent: z.boolean().default(false),
  afterMs: AfterMs.default(200),
  /** Facts that come of it, after the answer. */
  signals: z
    .array(z.strictObject({ name: SignalName, payload: Values.default({}) }))
    .max(20)
    .default([]),
});
export type Reply = z.infer<typeof Reply>;

/** A story that a flow is run against, with what should come of it. */
export const Scenario = z.strictObject({
  formatVersion: z.literal(1),
  title: LocalText.optional(),
  seed: z.number().int().min(0).max(0xffff_ffff).default(1),
  /** Unix milliseconds; a Monday morning in Shanghai unless said otherwise. */
  startAtMs: z
    .number()
    .int()
    .nonnegative()
    .default(Date.UTC(2026, 0, 5, 2)),
  variables: Values.default({}),
  /** The story is told up to here and no further; without it, until nothing happens any more. */
  stopAfterMs: AfterMs.optional(),
  /**
   * By the node's path (`sale`, or `visit/sale` inside a sub-flow): its moves for each visit, counted over the whole story; the last list serves all
   * visits after it.
   */
  nodes: z.record(z.string(), z.array(z.array(Move).max(200)).max(100)).default({}),
  /** By the request's kind: the answers in their order; the last serves all after it. Kinds that aren't named are answered as everything working would. */
  outside: z.record(z.string(), z.array(Reply).min(1).max(100)).default({}),
  expect: z
    .strictObject({
      outcome: z.string().optional(),
      visited: z.array(z.string()).default([]),
      notVisited: z.array(z.string()).default([]),
      /** In this order, with anything in between. */
      inOrder: z.array(z.string()).default([]),
      variables: Values.default({}),
      requested: z.array(z.string()).default([]),
      notRequested: z.array(z.string()).default([]),
      withinMs: AfterMs.optional(),
      /** It does not end, but waits at these nodes. */
      waitingAt: z.array(z.string()).optional(),
    })
    .prefault({}),
});
export type Scenario = z.infer<typeof Scenario>;
