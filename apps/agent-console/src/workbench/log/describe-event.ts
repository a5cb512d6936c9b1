import {
  type FlowView,
  type Language,
  LiveCheck,
  RecordingTrouble,
  type SessionEventType,
  sessionEventPayloads,
  TrackSource,
  type WorkbenchView,
} from '@guichet/protocol';
import { formatAge, type Tone } from '@guichet/ui';
import type { ConsoleSay } from '../../app/texts/use-texts.ts';

export type LogEntry = WorkbenchView['log'][number];
type Detail = LogEntry['detail'];

export interface EventDescription {
  readonly text: string;
  readonly note: string | null;
  readonly tone: Extract<Tone, 'neutral' | 'ok' | 'warn' | 'danger' | 'brand'>;
}

const OK: ReadonlySet<SessionEventType> = new Set([
  'offer.accepted',
  'call.participant_resumed',
  'recording.confirmed',
  'recording.recovered',
  'warning.ended',
  'recording.muxed',
  'transfer.completed',
  'wrap_up.saved',
]);
const WARN: ReadonlySet<SessionEventType> = new Set([
  'call.participant_disconnected',
  'recording.degraded',
  'recording.gap_found',
  'warning.raised',
  'call.moved',
  'offer.timed_out',
  'transfer.declined',
]);
const DANGER: ReadonlySet<SessionEventType> = new Set(['recording.stopped', 'recording.failed']);
const STEPS: ReadonlySet<SessionEventType> = new Set(['call.started', 'call.ended', 'session.ended', 'session.entered']);

/** Measured every few seconds or sealed every two: true, and of no use to a person in a list. */
export const TOO_FREQUENT: ReadonlySet<string> = new Set<SessionEventType>([
  'quality.sampled',
  'recording.chunk_closed',
  'track.settings_applied',
  // Chapters of the recording: their first step begins at the same moment, and has a name.
  'segment.started',
  'segment.ended',
]);

const isEventType = (type: string): type is SessionEventType => Object.hasOwn(sessionEventPayloads, type);

function toneOf(type: SessionEventType, detail: Detail): EventDescription['tone'] {
  // A recording that was closed in order stops too.
  if (type === 'recording.stopped' && (detail['trouble'] ?? null) === null) return 'neutral';
  if (type === 'consent.decided' || type === 'guest.consent_decided') return detail['decision'] === 'refused' ? 'warn' : 'ok';
  if (OK.has(type)) return 'ok';
  if (WARN.has(type)) return 'warn';
  if (DANGER.has(type)) return 'danger';
  return STEPS.has(type) ? 'brand' : 'neutral';
}

const WHO = ['customer', 'agent', 'supervisor', 'guest', 'virtual_agent'] as const;

function noteOf(detail: Detail, t: ConsoleSay): string | null {
  const trouble = RecordingTrouble.safeParse(detail['trouble']).data;
  if (trouble !== undefined) return t(`trouble.${trouble}`);
  const { verdict, decision, awayMs, stars, reason } = detail;
  if (verdict === 'good' || verdict === 'poor' || verdict === 'unusable' || verdict === 'not_evaluated') return t(`verdict.${verdict}`);
  if (decision === 'accepted' || decision === 'refused') return t(`decision.${decision}`);
  if (typeof awayMs === 'number') return t('event.away', { age: formatAge(awayMs) });
  if (typeof stars === 'number') return t('event.stars', { stars });
  switch (reason) {
    case 'completed':
    case 'customer_left':
    case 'agent_ended':
    case 'refused':
    case 'link_expired':
    case 'connection_lost':
    case 'bank_cancelled':
      return t(`endReason.${reason}`);
    default:
      return null;
  }
}

type Who = (typeof WHO)[number];

/** Who and what a log speaks of by their ids, as their admission to the call and their publication named them. */
export interface Cast {
  readonly roles: ReadonlyMap<string, Who>;
  readonly tracks: ReadonlyMap<string, { readonly participantId: string; readonly source: TrackSource }>;
  /** Titles of the flow's steps, by their runs. */
  readonly steps: ReadonlyMap<string, string>;
}

const NOBODY: Cast = { roles: new Map(), tracks: new Map(), steps: new Map() };

const roleNamed = (value: unknown): Who | undefined => WHO.find((known) => known === value);

/** Who is who in a log: each is named once, when they come. Steps are named by the flow that they belong to. */
export function castOf(log: readonly Pick<LogEntry, 'type' | 'detail'>[], flow: FlowView | null = null, language: Language = 'en'): Cast {
  const roles = new Map<string, Who>();
  const tracks = new Map<string, { participantId: string; source: TrackSource }>();
  for (const { type, detail } of log) {
    const participantId = String(detail['participantId']);
    const role = roleNamed(detail['role']);
    if (type === 'call.participant_admitted' && role !== undefined) roles.set(participantId, role);
    const source = TrackSource.safeParse(detail['source']).data;
    if (type === 'track.published' && source !== undefined) tracks.set(String(detail['trackId']), { participantId, source });
  }
  const steps = (flow?.steps ?? []).flatMap(({ nodeRunId, title }) => (nodeRunId === null ? [] : [[nodeRunId, title[language]] as const]));
  return { roles, tracks, steps: new Map(steps) };
}

/** One line of the log in words. An entry of a type that this page does not know yet is named as such, never dropped. */
export function describeEvent({ type, detail }: Pick<LogEntry, 'type' | 'detail'>, t: ConsoleSay, cast: Cast = NOBODY): EventDescription {
  if (!isEventType(type)) return { text: t('event.unknown'), note: null, tone: 'neutral' };
  const track = cast.tracks.get(String(detail['trackId']));
  const role = roleNamed(detail['role']) ?? cast.roles.get(String(detail['participantId'] ?? track?.participantId)) ?? 'someone';
  const source = TrackSource.safeParse(detail['source']).data ?? track?.source;
  const check = LiveCheck.safeParse(detail['check']).data;
  if (check !== undefined && (type === 'warning.raised' || type === 'warning.ended')) return describeWarning(type, check, role, t);
  const text = t(`event.${type}`, {
    who: t(`who.${role}`),
    source: source === undefined ? '' : t(`source.${source}`),
    number: String(detail['number'] ?? ''),
    seq: String(detail['seq'] ?? ''),
  }).trim();
  // Where it was missing says more than why.
  const lost =
    type === 'recording.gap_found' && source !== undefined && role !== 'someone' ? `${t(`who.${role}`)} · ${t(`source.${source}`)}` : null;
  return { text, note: lost ?? noteOf(detail, t) ?? cast.steps.get(String(detail['nodeRunId'])) ?? null, tone: toneOf(type, detail) };
}

/** In the words of the list of warnings. */
function describeWarning(
  type: 'warning.raised' | 'warning.ended',
  check: LiveCheck,
  role: Who | 'someone',
  t: ConsoleSay,
): EventDescription {
  const what = t(`timeline.warning.${check}`);
  return {
    text: type === 'warning.raised' ? what : t('event.warning.over', { what }),
    note: role === 'someone' ? null : t(`who.${role}`),
    tone: toneOf(type, {}),
  };
}
