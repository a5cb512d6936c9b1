import type { LocalText } from '@guichet/protocol';
import type { z } from 'zod';
import type { FlowRole } from '../definition/flow-definition.ts';

/** Values that cross a border as they are. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export const nodeCategories = ['start', 'talk', 'identity', 'documents', 'decisions', 'system', 'flow'] as const;
export type NodeCategory = (typeof nodeCategories)[number];

/** What must be the case while a node is worked on; while it isn't, the step holds and says why. */
export const nodeNeeds = ['call', 'recording', 'customer_present', 'agent_present', 'good_picture', 'good_sound'] as const;
export type NodeNeed = (typeof nodeNeeds)[number];

/** Something a person can do at a node. Whoever isn't named is refused. */
export interface NodeAction {
  readonly roles: readonly FlowRole[];
  readonly input: z.ZodType<Json>;
  /** The input holds personal values: the log gets a commitment to it, the value stands beside. */
  readonly personal?: boolean;
}

export interface NodeManifest<Config = unknown> {
  readonly type: string;
  readonly title: LocalText;
  readonly description: LocalText;
  /** Name of an icon of Tabler's set, as both apps draw it. */
  readonly icon: string;
  readonly category: NodeCategory;
  readonly config: z.ZodType<Config>;
  /** Named results that edges' conditions and variables can use. */
  readonly outputs: Readonly<
    Record<
      string,
      {
        readonly type: 'string' | 'number' | 'boolean' | 'date' | 'list' | 'object';
        readonly personal?: boolean;
        readonly title: LocalText;
      }
    >
  >;
  /** Where it can lead; some depend on the configuration. Errors and time-outs have ports of their own beside these. */
  readonly ports: (config: Config) => readonly string[];
  /** Who acts. */
  readonly actors: (config: Config) => readonly FlowRole[];
  readonly needs: (config: Config) => readonly NodeNeed[];
  readonly actions: Readonly<Record<string, NodeAction>>;
  /** It may stand open without a person or the outside doing something: what a loop must contain to be allowed. */
  readonly waits: boolean;
  /** Of one that waits: ports by which it may be left in the moment in which it is entered, without having asked anything of the outside. */
  readonly leavesAtOnceBy?: readonly string[];
}

/** Who did something, as a flow sees it: a role, and which of its people. */
export interface FlowActor {
  readonly role: FlowRole;
  readonly id: string | null;
}

/** What a node sees of the world. All of it comes from the state: the same events give the same. */
export interface NodeContext<Config> {
  readonly config: Config;
  readonly variables: JsonObject;
  /** Unix milliseconds of the event that is being worked on. */
  readonly nowMs: number;
  /** A number from 0 to 2³²−1, drawn by the counter for this run and logged; with `visit` it seeds what varies. */
  readonly seed: number;
  /** 1 for the first time this node is entered in the run. */
  readonly visit: number;
  /** 1 for the first attempt; more after failures that were tried again. */
  readonly attempt: number;
}

/** What a node wants done outside. The counter has a handler for each kind; its answer comes back as the signal `<kind>.answered`. */
export interface NodeEffect {
  /** e.g. `ticket.issue`, `service.call`, `document.seal`, `speech.speak`. */
  readonly kind: string;
  readonly payload: JsonObject;
}

/** A moment worth a mark on the reviewer's timeline, e.g. `{ name: 'line_ticked', detail: { line: 3 } }`. Nothing personal. */
export interface NodeMark {
  readonly name: string;
  readonly detail: JsonObject;
}

export interface NodeStep<Data extends Json> {
  readonly data: Data;
  readonly effects?: readonly NodeEffect[];
  /** Timers by name; null takes one back. The engine keeps them as moments, so they survive restarts. */
  readonly timers?: Readonly<Record<string, number | null>>;
  readonly marks?: readonly NodeMark[];
  readonly done?: { readonly port: string; readonly outputs?: JsonObject };
  readonly failed?: { readonly code: string; readonly retryable: boolean };
}

/** A fact of the session or an answer from outside, e.g. `consent.decided`, `call.started`, `service.call.answered`. */
export interface Signal {
  readonly name: string;
  readonly payload: JsonObject;
}

/** Refused without any change; the code is one of the wire's (`wrong_state`, `invalid`, `forbidden`). */
export class ActionRefused extends Error {
  readonly code: 'wrong_state' | 'invalid' | 'forbidden';
  constructor(code: 'wrong_state' | 'invalid' | 'forbidden', message: string) {
    super(message);
    this.name = 'ActionRefused';
    this.code = code;
  }
}

/** The pure half of a node type: from what was and what happened to what is and what is to be done. */
export interface NodeBehaviour<Config, Data extends Json> {
  enter(context: NodeContext<Config>): NodeStep<Data>;
  /** `input` has passed the action's schema and `actor` its roles. Throws ActionRefused. */
  act?(
    data: Data,
    action: { readonly name: string; readonly input: Json; readonly actor: FlowActor },
    context: NodeContext<Config>,
  ): NodeStep<Data>;
  /** Called for each signal while the node is open; unchanged data when it is none of its business. */
  receive?(data: Data, signal: Signal, context: NodeContext<Config>): NodeStep<Data>;
  timer?(data: Data, name: string, context: NodeContext<Config>): NodeStep<Data>;
  /** What a page of that role needs to draw it. Holds nothing that this role must not see. */
  view(data: Data, role: FlowRole, context: NodeContext<Config>): JsonObject;
}

export interface NodeType<Config = unknown, Data extends Json = Json> {
  readonly manifest: NodeManifest<Config>;
  readonly behaviour: NodeBehaviour<Config, Data>;
}

/** Keeps a node type's own types inside it; the registry holds them all alike. */
export function defineNodeType<Config, Data extends Json>(type: NodeType<Config, Data>): NodeType {
  return type as unknown as NodeType;
}
