import type { JsonObject } from '../nodes/node-type.ts';

/** What is to be done outside after a transition. `key` is the same however often the transition is computed: done once, by it. */
export type FlowEffect =
  | { readonly type: 'request'; readonly key: string; readonly nodeRunId: string; readonly kind: string; readonly payload: JsonObject }
  | { readonly type: 'schedule'; readonly timerId: string; readonly atMs: number }
  | { readonly type: 'unschedule'; readonly timerId: string }
  /** What the log should say beside the event itself, for the timeline and the review: nodes entered and left, segments, marks, holds. */
  | { readonly type: 'note'; readonly note: FlowNote };

export type FlowNote =
  | {
      readonly name: 'node_entered';
      readonly nodeRunId: string;
      readonly path: string;
      readonly nodeType: string;
      readonly visit: number;
      readonly attempt: number;
    }
  | { readonly name: 'node_left'; readonly nodeRunId: string; readonly path: string; readonly port: string }
  | {
      readonly name: 'node_failed';
      readonly nodeRunId: string;
      readonly path: string;
      readonly code: string;
      readonly retryAtMs: number | null;
    }
  | { readonly name: 'node_held'; readonly nodeRunId: string; readonly needs: readonly string[] }
  | { readonly name: 'node_released'; readonly nodeRunId: string }
  | { readonly name: 'segment_started'; readonly segment: string }
  | { readonly name: 'segment_ended'; readonly segment: string }
  | { readonly name: 'marked'; readonly nodeRunId: string; readonly mark: string; readonly detail: JsonObject }
  | { readonly name: 'finished'; readonly outcome: string };
