import type { FlowActor, Json, Signal } from '../nodes/node-type.ts';

/** All that moves a run. Each is, or comes from exactly one, `SessionEvent`, so that a run is a projection of the session's log. */
export type FlowEvent =
  | { readonly type: 'started'; readonly seed: number; readonly variables: { readonly [name: string]: Json } }
  | { readonly type: 'acted'; readonly nodeRunId: string; readonly action: string; readonly input: Json; readonly actor: FlowActor }
  | {
      readonly type: 'signalled';
      readonly signal: Signal;
      /** Of an effect's answer: the node run that asked. */
      readonly nodeRunId: string | null;
      /** Of an effect's answer: the request's key, so that the answer to an attempt that was given up is told from the one that is awaited. */
      readonly key?: string | undefined;
    }
  | { readonly type: 'timer_fired'; readonly timerId: string }
  | { readonly type: 'went_back'; readonly actor: FlowActor }
  | { readonly type: 'escalated'; readonly actor: FlowActor; readonly reason: string }
  | { readonly type: 'cancelled'; readonly actor: FlowActor; readonly reason: string };
