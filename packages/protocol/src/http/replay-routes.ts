import { z } from 'zod';
import { Timeline, TimelineNote } from '../replay/timeline.ts';
import { NoteId, RecordingId, TrackId } from '../wire/ids.ts';
import { Language } from '../wire/language.ts';
import { RevealReason } from './admin-routes.ts';
import type { RouteSpec } from './route-spec.ts';

const Ms = z.number().int().nonnegative();
const Nothing = z.object({});
const ByRecording = z.object({ recordingId: RecordingId });
const ByTrack = z.object({ recordingId: RecordingId, trackId: TrackId });
const MAY_LOOK = ['agent', 'supervisor', 'reviewer', 'admin'] as const;
const LOOK = { perSecond: 5, burst: 30 };
const PICTURE = { perSecond: 10, burst: 60 };

/** Where somebody went on the timeline; a page sends several at once. */
export const Seek = z.object({ fromMs: Ms, toMs: Ms });

export const NewNote = z.object({ atMs: Ms, untilMs: Ms.nullable().default(null), text: z.string().trim().min(1).max(2_000) });

/** The replay of a recording, masked unless somebody gave a reason to see it in clear. */
export const replayRoutes = {
  'recordings.timeline': {
    method: 'GET',
    path: '/v1/recordings/:recordingId/timeline',
    summary: 'Everything of a recording on one clock; names, numbers and pictures masked unless unmasked with a reason',
    roles: MAY_LOOK,
    rate: LOOK,
    params: ByRecording,
    reply: Timeline,
  },
  'recordings.unmask': {
    method: 'POST',
    path: '/v1/recordings/:recordingId/unmask',
    summary: 'See a recording in clear for half an hour, with the reason. Leaves an audit record',
    roles: ['supervisor', 'reviewer'],
    rate: { perSecond: 0.1, burst: 6 },
    params: ByRecording,
    body: z.object({ reason: RevealReason }),
    reply: z.object({ unmaskedUntil: Ms }),
  },
  'recordings.mask': {
    method: 'DELETE',
    path: '/v1/recordings/:recordingId/unmask',
    summary: 'See it masked again',
    roles: ['supervisor', 'reviewer'],
    rate: { perSecond: 1, burst: 10 },
    params: ByRecording,
    reply: Nothing,
  },
  'recordings.peaks': {
    method: 'GET',
    path: '/v1/recordings/:recordingId/tracks/:trackId/peaks',
    summary: 'Peaks of a sound track: one byte each, as many a second as the timeline says',
    roles: MAY_LOOK,
    rate: PICTURE,
    params: ByTrack,
    reply: null,
  },
  'recordings.thumbnails': {
    method: 'GET',
    path: '/v1/recordings/:recordingId/tracks/:trackId/thumbnails',
    summary: 'The sheet of small pictures of a track, marked with who looks; blurred for masked viewers',
    roles: MAY_LOOK,
    rate: PICTURE,
    params: ByTrack,
    reply: null,
  },
  'recordings.still': {
    method: 'GET',
    path: '/v1/recordings/:recordingId/tracks/:trackId/still',
    summary: 'The picture of a track at a moment, marked with who looks and when; blurred for masked viewers',
    roles: MAY_LOOK,
    rate: PICTURE,
    params: ByTrack,
    query: z.object({ atMs: z.coerce.number().int().nonnegative() }),
    reply: null,
  },
  'recordings.captions': {
    method: 'GET',
    path: '/v1/recordings/:recordingId/captions',
    summary: 'Script lines, questions and chat as captions (WebVTT), on the clock of a track or of the recording',
    roles: MAY_LOOK,
    rate: LOOK,
    params: ByRecording,
    query: z.object({ language: Language.default('zh-CN'), trackId: TrackId.optional() }),
    reply: null,
  },
  'recordings.watched': {
    method: 'POST',
    path: '/v1/recordings/:recordingId/watched',
    summary: 'Where a viewer went on the timeline since the last time this was said',
    roles: MAY_LOOK,
    rate: { perSecond: 1, burst: 20 },
    params: ByRecording,
    body: z.object({ seeks: z.array(Seek).min(1).max(200) }),
    reply: Nothing,
  },
  'recordings.addNote': {
    method: 'POST',
    path: '/v1/recordings/:recordingId/notes',
    summary: 'Pin a note to a moment or a stretch',
    roles: ['supervisor', 'reviewer'],
    rate: { perSecond: 1, burst: 20 },
    params: ByRecording,
    body: NewNote,
    reply: TimelineNote,
  },
  'recordings.removeNote': {
    method: 'DELETE',
    path: '/v1/recordings/:recordingId/notes/:noteId',
    summary: 'Take back a note of one’s own',
    roles: ['supervisor', 'reviewer'],
    rate: { perSecond: 1, burst: 20 },
    params: z.object({ recordingId: RecordingId, noteId: NoteId }),
    reply: Nothing,
  },
} as const satisfies Record<string, RouteSpec>;
