import { z } from 'zod';
import { CompositionId, RecordingId } from '../wire/ids.ts';
import { Language } from '../wire/language.ts';
import type { RouteSpec } from './route-spec.ts';

const ByRecording = z.object({ recordingId: RecordingId });
const ByComposition = z.object({ recordingId: RecordingId, compositionId: CompositionId });
/** Who may have one made; to see it takes a reason as well, as it shows everybody in clear. */
const MAY_ASK = ['supervisor', 'reviewer', 'admin'] as const;
const ASK = { perSecond: 1, burst: 10 };

/** How all parties are shown in one picture. */
export const CompositionLayout = z.enum(['side-by-side', 'picture-in-picture', 'speaker']);
export type CompositionLayout = z.infer<typeof CompositionLayout>;

/** `waiting`: queued, or to be tried again. */
export const CompositionStatus = z.enum(['waiting', 'running', 'ready', 'failed', 'cancelled']);
export type CompositionStatus = z.infer<typeof CompositionStatus>;

/** What keeps one from being made; while it waits it is tried again by itself. */
export const CompositionTrouble = z.enum(['disk_low', 'over_limit', 'recording_missing', 'failed']);
export type CompositionTrouble = z.infer<typeof CompositionTrouble>;

/** One picture of all parties of a recording. Derived, and never the original: nobody stood side by side before one camera. */
export const CompositionView = z.object({
  compositionId: CompositionId,
  recordingId: RecordingId,
  layout: CompositionLayout,
  language: Language,
  status: CompositionStatus,
  trouble: CompositionTrouble.nullable(),
  /** From 0 to 1. */
  progress: z.number().min(0).max(1),
  requestedAt: z.number().int().nonnegative(),
  madeAt: z.number().int().nonnegative().nullable(),
  sizeBytes: z.number().int().nonnegative().nullable(),
  durationMs: z.number().int().nonnegative().nullable(),
  /** SHA-256 of the file. */
  sha256: z.string().nullable(),
});
export type CompositionView = z.infer<typeof CompositionView>;

export const compositionRoutes = {
  'compositions.list': {
    method: 'GET',
    path: '/v1/recordings/:recordingId/compositions',
    summary: 'Composites of a recording: made, being made, given up',
    roles: MAY_ASK,
    rate: { perSecond: 5, burst: 30 },
    params: ByRecording,
    reply: z.object({ compositions: z.array(CompositionView) }),
  },
  'compositions.request': {
    method: 'POST',
    path: '/v1/recordings/:recordingId/compositions',
    summary: 'Have a composite made: there is one of each layout and language. What was given up or cancelled begins anew',
    roles: MAY_ASK,
    rate: ASK,
    params: ByRecording,
    body: z.object({ layout: CompositionLayout, language: Language }),
    reply: CompositionView,
  },
  'compositions.cancel': {
    method: 'POST',
    path: '/v1/recordings/:recordingId/compositions/:compositionId/cancel',
    summary: 'Stop making a composite',
    roles: MAY_ASK,
    rate: ASK,
    params: ByComposition,
    body: z.object({}),
    reply: CompositionView,
  },
  'compositions.file': {
    method: 'GET',
    path: '/v1/recordings/:recordingId/compositions/:compositionId/file',
    summary: 'The composite (MP4), to watch or, with `download`, to keep; only for who sees the recording in clear, each time audited',
    roles: MAY_ASK,
    rate: { perSecond: 10, burst: 60 },
    params: ByComposition,
    query: z.object({ download: z.enum(['0', '1']).default('0') }),
    reply: null,
  },
} as const satisfies Record<string, RouteSpec>;
