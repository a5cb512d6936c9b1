import {
  CompositionId,
  CompositionLayout,
  CompositionStatus,
  CompositionTrouble,
  type CompositionView,
  Language,
  type RecordingId,
} from '@guichet/protocol';
import type { Composition } from '../database/generated/client.ts';

export function toCompositionView(row: Composition): CompositionView {
  return {
    compositionId: CompositionId.parse(row.id),
    recordingId: row.recordingId as RecordingId,
    layout: CompositionLayout.parse(row.layout),
    language: Language.parse(row.language),
    status: CompositionStatus.parse(row.status),
    trouble: CompositionTrouble.nullable().parse(row.trouble),
    progress: row.progress,
    requestedAt: row.requestedAt.getTime(),
    madeAt: row.madeAt?.getTime() ?? null,
    sizeBytes: row.sizeBytes === null ? null : Number(row.sizeBytes),
    durationMs: row.durationMs,
    sha256: row.sha256,
  };
}
