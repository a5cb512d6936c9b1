import { assertNever, type FlowRunId } from '@guichet/protocol';
import type { FlowNote } from '@guichet/workflow';
import type { LogEntry } from '../sessions/session-log.ts';

const actor = { kind: 'system' } as const;

/** What the engine notes of a move, as an entry of the session's log. */
export function toLogEntry(flowRunId: FlowRunId, note: FlowNote): LogEntry {
  switch (note.name) {
    case 'node_entered': {
      const { nodeRunId, path, nodeType, visit, attempt } = note;
      return { actor, type: 'flow.node_entered', payload: { flowRunId, nodeRunId, path, nodeType, visit, attempt } };
    }
    case 'node_left':
      return { actor, type: 'flow.node_left', payload: { flowRunId, nodeRunId: note.nodeRunId, path: note.path, port: note.port } };
    case 'node_failed': {
      const { nodeRunId, path, code, retryAtMs } = note;
      return { actor, type: 'flow.node_failed', payload: { flowRunId, nodeRunId, path, code, retryAtMs } };
    }
    case 'node_held':
      return { actor, type: 'flow.node_held', payload: { flowRunId, nodeRunId: note.nodeRunId, needs: [...note.needs] as never } };
    case 'node_released':
      return { actor, type: 'flow.node_released', payload: { flowRunId, nodeRunId: note.nodeRunId } };
    case 'segment_started':
      return { actor, type: 'segment.started', payload: { flowRunId, segment: note.segment } };
    case 'segment_ended':
      return { actor, type: 'segment.ended', payload: { flowRunId, segment: note.segment } };
    case 'marked':
      return {
        actor,
        type: 'flow.marked',
        payload: { flowRunId, nodeRunId: note.nodeRunId, mark: note.mark, detail: note.detail as Record<string, never> },
      };
    case 'finished':
      return { actor, type: 'flow.finished', payload: { flowRunId, outcome: note.outcome } };
    default:
      return assertNever(note);
  }
}
