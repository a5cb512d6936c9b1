import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import { ComponentManifest, haveOwnTypes } from '../components/component-manifest.ts';
import { FlowCanvas } from './flow-canvas.ts';
import { FlowKey, FlowRole, Name, NodeName, PortName, VariableType } from './flow-names.ts';

export { FlowKey, FlowRole, NodeName, PortName, VariableType } from './flow-names.ts';

/** Version of the saved format; `migrate.ts` lifts older ones, newer ones are refused. */
export const FLOW_FORMAT_VERSION = 1;

export const FlowVariable = z.object({
  name: Name,
  type: VariableType,
  title: LocalText,
  /** Its value is personal: kept encrypted, committed to in the log, never in an export or a log line. */
  personal: z.boolean().default(false),
  initial: z.json().optional(),
});
export type FlowVariable = z.infer<typeof FlowVariable>;

/** A FEEL expression (DMN 1.5, chapter 10) over the flow's variables. */
export const Expression = z.string().trim().min(1).max(2_000);

export const TimeLimit = z.object({
  /** From entering the node; the clock of a held node stands still only where `whileHeld` is `pause`. */
  afterMs: z
    .number()
    .int()
    .min(1_000)
    .max(366 * 86_400_000),
  /** Where the run goes on; every node has the ports its type names, and this one beside them. */
  port: PortName.default('timed_out'),
  whileHeld: z.enum(['run', 'pause']).default('run'),
});

export const RetryPolicy = z.object({
  maxAttempts: z.number().int().min(1).max(20),
  firstDelayMs: z.number().int().min(100).max(3_600_000),
  factor: z.number().min(1).max(10).default(2),
  maxDelayMs: z.number().int().min(100).max(86_400_000).default(60_000),
});

export const FlowNode = z.object({
  id: NodeName,
  /** A node type's name, e.g. `form`; the registry knows its configuration. `own-…-v1`: a component of the bank's own, which `components` holds. */
  type: z.string().regex(/^[a-z][a-z0-9-]{1,47}$/),
  title: LocalText.optional(),
  /** Checked by the node type's own schema. A text that begins with `=` is an expression, evaluated when the node is entered. */
  config: z.record(z.string(), z.json()).default({}),
  /** Which variable takes which output: `{ answer: "customerAnswer" }`. */
  outputs: z.record(z.string(), Name).default({}),
  /** What it is to the regulator, e.g. `sale`, `risk_disclosure`: what the packs' ordering rules speak of. */
  tags: z
    .array(z.string().regex(/^[a-z][a-z_]{1,31}$/))
    .max(8)
    .default([]),
  /** The business chapter of the recording it belongs to. */
  segment: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,31}$/)
    .optional(),
  timeLimit: TimeLimit.optional(),
  retry: RetryPolicy.optional(),
  /** The node that undoes this one when the run is cancelled or fails after it; run in reverse order. */
  compensation: NodeName.optional(),
  /** The customer or agent may come back to it from the step after. */
  back: z.boolean().default(false),
  /** How often it may be entered in a run: what bounds every loop. */
  maxVisits: z.number().int().min(1).max(100).default(1),
});
export type FlowNode = z.infer<typeof FlowNode>;

export const FlowEdge = z.object({
  from: z.object({ node: NodeName, port: PortName }),
  to: NodeName,
  /** Taken when true; the edges of a port are asked in their order and the first true one is taken; one without a condition is the default. */
  when: Expression.optional(),
});

/** Where a rule comes from; `own_choice` is the institution's own. Marks are those of the findings: seen, seen in a secondary source, from memory. */
export const Citation = z.object({
  rule: z.string().max(64),
  source: z.enum(['seen', 'secondary', 'unchecked', 'own_choice']),
  text: LocalText,
});

export const FlowDefinition = z.object({
  formatVersion: z.literal(FLOW_FORMAT_VERSION),
  key: FlowKey,
  title: LocalText,
  summary: LocalText,
  channel: z.enum(['remote', 'branch', 'self_service', 'meeting']),
  /** Kind of business, e.g. `wealth_product`, `insurance`, `credit`, `account`, `card`. */
  product: z.string().regex(/^[a-z][a-z_]{1,31}$/),
  /** The rule packs that it is made for: what `flow prove` asks, where nothing else is said. The counter asks all that it inspects recordings with. */
  rulePacks: z
    .array(z.string().regex(/^[a-z][a-z0-9-]{1,63}$/))
    .max(10)
    .optional(),
  citations: z.array(Citation).max(50).default([]),
  roles: z.array(FlowRole).min(1),
  variables: z.array(FlowVariable).max(200).default([]),
  segments: z
    .array(z.object({ id: z.string().regex(/^[a-z][a-z0-9-]{1,31}$/), title: LocalText }))
    .max(50)
    .default([]),
  start: NodeName,
  /** Where a person takes over when one is asked for at a step that has no way of its own (port `escalated`). */
  escalation: NodeName.optional(),
  nodes: z.array(FlowNode).min(1).max(500),
  edges: z.array(FlowEdge).max(2_000).default([]),
  /**
   * The bank's own components that its steps are made of, as they were when they were put in: a flow says all that it does, and goes on doing so
   * whatever is installed later.
   */
  components: z.array(ComponentManifest).max(20).refine(haveOwnTypes, 'two components have the same name and version').optional(),
  canvas: FlowCanvas.optional(),
});
export type FlowDefinition = z.infer<typeof FlowDefinition>;
export type FlowEdge = z.infer<typeof FlowEdge>;
