import type { SessionEvent } from '@guichet/protocol';
import type { CompiledFlow, CompiledNode } from '@guichet/workflow';
import type { Placed } from '@guichet/rules';

type EventOf<Type extends SessionEvent['type']> = Extract<SessionEvent, { type: Type }>;
export type Mark = EventOf<'flow.marked'>;

/** One working on a step, from the log: what it is by its flow's definition, and what was noted meanwhile. */
export interface StepRun {
  readonly nodeRunId: string;
  readonly path: string;
  readonly type: string;
  /** Null where the version that was run is gone. */
  readonly compiled: CompiledNode | null;
  readonly segment: string | null;
  readonly entered: EventOf<'flow.node_entered'>;
  readonly port: string | null;
  readonly marks: readonly Mark[];
}

/** Where an event stands on the recording's clock. */
export type PlaceEvent = (event: SessionEvent) => Placed;

/** For a recording that begins at `originMs` of the wall clock. */
export const placeFrom =
  (originMs: number): PlaceEvent =>
  (event) => ({ atMs: Math.round((event.mediaAt ?? event.at) - originMs), eventSeq: event.seq });

/** The steps of a session's run, in the order they were entered. */
export function stepRuns(events: readonly SessionEvent[], flow: CompiledFlow | null): readonly StepRun[] {
  const marks = Map.groupBy(
    events.filter((event) => event.type === 'flow.marked'),
    ({ payload }) => payload.nodeRunId,
  );
  const left = new Map(events.filter((event) => event.type === 'flow.node_left').map(({ payload }) => [payload.nodeRunId, payload.port]));
  return events
    .filter((event) => event.type === 'flow.node_entered')
    .map((entered) => {
      const { nodeRunId, path, nodeType } = entered.payload;
      const compiled = flow === null ? null : nodeAt(flow, path);
      return {
        nodeRunId,
        path: path.slice(0, 64),
        type: nodeType,
        compiled,
        segment: compiled?.node.segment ?? null,
        entered,
        port: left.get(nodeRunId) ?? null,
        marks: marks.get(nodeRunId) ?? [],
      };
    });
}

/** `outer/inner` names a node of the flow that the node `outer` runs. */
function nodeAt(flow: CompiledFlow, path: string): CompiledNode | null {
  const [first = '', ...rest] = path.split('/');
  const compiled = flow.nodes.get(first) ?? null;
  if (rest.length === 0 || compiled === null) return compiled;
  return compiled.inner === null ? null : nodeAt(compiled.inner, rest.join('/'));
}

/** What is written in a step's configuration, without what its expressions came to. */
export function writtenConfig({ compiled }: StepRun): Readonly<Record<string, unknown>> {
  if (compiled === null) return {};
  return compiled.config.kind === 'fixed' ? compiled.config.value : compiled.config.fixed;
}
