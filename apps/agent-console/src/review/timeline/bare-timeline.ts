import type { RecordingDetail, Timeline } from '@guichet/protocol';

/** What the lanes show of a recording whose timeline could not be had: who was recorded when, and what is missing. */
export function bareTimeline(detail: RecordingDetail): Timeline {
  return {
    recordingId: detail.recordingId,
    sessionId: detail.sessionId,
    startedAt: detail.startedAt,
    durationMs: detail.durationMs ?? 0,
    masked: false,
    unmaskedUntil: null,
    mayUnmask: false,
    material: 'ready',
    flow: null,
    parties: detail.parties.map(({ participantId, role, displayName }) => ({
      participantId,
      role,
      displayName,
      tracks: detail.tracks
        .filter((track) => track.participantId === participantId)
        .map(({ trackId, kind, source, fromMs, toMs }) => ({
          trackId,
          kind,
          source,
          fromMs,
          toMs,
          picture: kind === 'audio' ? ('none' as const) : ('clear' as const),
          speech: null,
          peaksPerSecond: null,
          thumbnails: null,
        })),
      quality: [],
    })),
    segments: [],
    steps: [],
    scriptLines: [],
    answers: [],
    forms: [],
    documents: [],
    checks: [],
    warnings: [],
    chat: [],
    gaps: detail.gaps.map(({ trackId, fromMs, toMs, trouble }) => ({
      kind: 'lost',
      trackId,
      participantId: detail.tracks.find((track) => track.trackId === trackId)?.participantId ?? null,
      trouble,
      fromMs,
      untilMs: toMs,
    })),
    chunks: [],
    findings: null,
    inspectionProgress: null,
    notes: [],
  };
}
