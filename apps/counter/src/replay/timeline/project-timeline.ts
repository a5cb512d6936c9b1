import type { Language, PictureKind, RecordingDetail, SessionEvent, Timeline, TimelineFinding, TimelineNote } from '@guichet/protocol';
import type { Material } from '../shown-pictures.ts';
import type { ShownValues } from '../shown-values.ts';
import { projectChecks } from './checks.ts';
import type { RecordingClock } from './clock.ts';
import { projectDocuments } from './documents.ts';
import type { FlowStory } from './flow-story.ts';
import { projectForms } from './forms.ts';
import { projectGaps } from './gaps.ts';
import type { OpenedValues } from './opened-values.ts';
import { projectQuality } from './quality.ts';
import { projectAnswers, projectScript } from './spoken.ts';
import { projectSegments, projectSteps } from './steps.ts';
import { projectWarnings } from './warnings.ts';

type Track = RecordingDetail['tracks'][number];

/** A chunk of the recording, and when it was closed. */
export interface ClosedChunk {
  readonly seq: number;
  readonly at: Date;
}

/** All that a timeline is projected from. */
export interface TimelineSources {
  readonly detail: RecordingDetail;
  /** All but those of closed chunks. */
  readonly events: readonly SessionEvent[];
  readonly chunks: readonly ClosedChunk[];
  readonly story: FlowStory | null;
  readonly values: OpenedValues;
  readonly clock: RecordingClock;
  readonly shown: ShownValues;
  readonly language: Language;
  readonly material: Material;
  readonly pictureOf: (track: Track) => PictureKind;
  readonly unmaskedUntil: number | null;
  readonly mayUnmask: boolean;
  /** Wall clock at 0, Unix ms. */
  readonly startedAt: number;
  readonly findings: readonly TimelineFinding[] | null;
  readonly inspectionProgress: number | null;
  readonly notes: readonly TimelineNote[];
}

/** Everything on one clock. Pure: the same log gives the same timeline. */
export function projectTimeline(sources: TimelineSources): Timeline {
  const { detail, events, story, clock, shown, language } = sources;
  return {
    recordingId: detail.recordingId,
    sessionId: detail.sessionId,
    startedAt: sources.startedAt,
    durationMs: clock.durationMs,
    masked: shown.masked,
    unmaskedUntil: sources.unmaskedUntil,
    mayUnmask: sources.mayUnmask,
    material: sources.material.status,
    flow: story === null ? null : { key: story.key, version: story.version, title: story.title },
    parties: projectParties(sources),
    segments: story === null ? [] : projectSegments(events, story, clock),
    steps: story === null ? [] : projectSteps(story, clock),
    scriptLines: story === null ? [] : projectScript(story, clock),
    answers: story === null ? [] : projectAnswers(story, clock),
    forms: story === null ? [] : projectForms(story, clock, shown, language),
    documents: story === null ? [] : projectDocuments(story, clock, !shown.masked),
    checks: projectChecks(events, story, { clock, shown, trackAt: (atMs) => customerTrackAt(detail, atMs) }),
    warnings: projectWarnings(events, story, clock),
    chat: projectChat(sources),
    gaps: projectGaps(events, detail, clock),
    chunks: sources.chunks.map(({ seq, at }) => ({ seq, atMs: clock.at(at.getTime()) })),
    findings: sources.findings === null ? null : [...sources.findings],
    inspectionProgress: sources.inspectionProgress,
    notes: [...sources.notes],
  };
}

function projectParties({ detail, events, clock, shown, values, material, pictureOf }: TimelineSources): Timeline['parties'] {
  const fullName = shown.masked ? undefined : values.customer.get('name');
  const customerFirst = detail.parties.toSorted((a, b) => Number(b.role === 'customer') - Number(a.role === 'customer'));
  return customerFirst.map(({ participantId, role, displayName }) => ({
    participantId,
    role,
    displayName: role === 'customer' ? (fullName ?? displayName) : displayName,
    tracks: detail.tracks
      .filter((track) => track.participantId === participantId)
      .map((track) => {
        const facts = material.facts?.tracks[track.trackId];
        const { trackId, kind, source, fromMs, toMs } = track;
        return {
          trackId,
          kind,
          source,
          fromMs,
          toMs,
          picture: pictureOf(track),
          speech: facts?.speech?.map((span) => ({ fromMs: span.fromMs + fromMs, untilMs: span.untilMs + fromMs })) ?? null,
          peaksPerSecond: facts?.peaksPerSecond ?? null,
          thumbnails: facts?.thumbnails ?? null,
        };
      }),
    quality: projectQuality(events, participantId, clock),
  }));
}

function projectChat({ events, values, clock, shown }: TimelineSources): Timeline['chat'] {
  return events.flatMap((event) =>
    event.type === 'chat.sent'
      ? [
          {
            atMs: clock.of(event),
            from: event.actor.kind === 'customer' ? ('customer' as const) : ('staff' as const),
            text: shown.text(values.get(event.payload.text)),
          },
        ]
      : [],
  );
}

/** The customer's camera at a moment, for the pictures of a check. */
function customerTrackAt({ parties, tracks }: RecordingDetail, atMs: number) {
  const customer = parties.find(({ role }) => role === 'customer')?.participantId;
  const own = tracks.filter(({ participantId, source }) => participantId === customer && source === 'camera');
  return own.findLast(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs)?.trackId ?? null;
}
