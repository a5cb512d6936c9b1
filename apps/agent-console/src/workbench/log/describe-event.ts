import { RecordingTrouble, type SessionEventType, sessionEventPayloads, TrackSource, type WorkbenchView } from '@guichet/protocol';
import { formatAge, type Tone } from '@guichet/ui';
import type { ConsoleSay } from '../../app/texts/use-texts.ts';

export type LogEntry = WorkbenchView['log'][number];
type Detail = LogEntry['detail'];

export interface EventDescription {
  readonly text: string;
  readonly note: string | null;
  readonly tone: Extract<Tone, 'neutral' | 'ok' | 'warn' | 'danger' | 'brand'>;
}

const OK: ReadonlySet<SessionEventType> = new Set(['offer.accepted', 'call.participant_resumed', 'recording.confirmed', 'recording.recovered', 'recording.muxed', 'transfer.completed', 'wrap_up.saved']);
const WARN: ReadonlySet<SessionEventType> = new Set(['call.participant_disconnected', 'recording.degraded', 'recording.gap_found', 'call.moved', 'offer.timed_out', 'transfer.declined']);
const DANGER: ReadonlySet<SessionEventType> = new Set(['recording.stopped', 'recording.failed']);
const STEPS: ReadonlySet<SessionEventType> = new Set(['call.started', 'call.ended', 'session.ended', 'session.entered']);

/** Measured every few seconds or sealed every two: true, and of no use to a person in a list. */
export const TOO_FREQUENT: ReadonlySet<string> = new Set<SessionEventType>(['quality.sampled', 'recording.chunk_closed', 'track.settings_applied']);

const isEventType = (type: string): type is SessionEventType => Object.hasOwn(sessionEventPayloads, type);

function toneOf(type: SessionEventType, detail: Detail): EventDescription['tone'] {
  // A recording that was closed in order stops too.
  if (type === 'recording.stopped' && (detail['trouble'] ?? null) === null) return 'neutral';
  if (type === 'consent.decided') return detail['decision'] === 'refused' ? 'warn' : 'ok';
  if (OK.has(type)) return 'ok';
  if (WARN.has(type)) return 'warn';
  if (DANGER.has(type)) return 'danger';
  return STEPS.has(type) ? 'brand' : 'neutral';
}

const WHO = ['customer', 'agent', 'supervisor', 'guest'] as const;

function noteOf(detail: Detail, t: ConsoleSay): string | null {
  const trouble = RecordingTrouble.safeParse(detail['trouble']).data;
  if (trouble !== undefined) return t(`trouble.${trouble}`);
  const { verdict, decision, awayMs, stars, reason } = detail;
  if (verdict === 'good' || verdict === 'poor' || verdict === 'unusable' || verdict === 'not_evaluated') return t(`verdict.${verdict}`);
  if (decision === 'accepted' || decision === 'refused') return t(`decision.${decision}`);
  if (typeof awayMs === 'number') return t('event.away', { age: formatAge(awayMs) });
  if (typeof stars === 'number') return t('event.stars', { stars });
  switch (reason) {
    case 'completed': case 'customer_left': case 'agent_ended': case 'refused': case 'link_expired': case 'connection_lost': case 'bank_cancelled':
      return t(`endReason.${reason}`);
    default:
      return null;
  }
}

/** Roles of the participants that a log speaks of, as their admission to the call named them. */
export type Roles = ReadonlyMap<string, (typeof WHO)[number]>;

const roleNamed = (value: unknown) => WHO.find((known) => known === value);

/** Who is who in a log: each participant's role is named once, when they are admitted. */
export function rolesIn(log: readonly Pick<LogEntry, 'type' | 'detail'>[]): Roles {
  const roles = new Map<string, (typeof WHO)[number]>();
  for (const { type, detail } of log) {
    const role = roleNamed(detail['role']);
    if (type === 'call.participant_admitted' && role !== undefined) roles.set(String(detail['participantId']), role);
  }
  return roles;
}

/** One line of the log in words. An entry of a type that this page does not know yet is named as such, never dropped. */
export function describeEvent({ type, detail }: Pick<LogEntry, 'type' | 'detail'>, t: ConsoleSay, roles: Roles = new Map()): EventDescription {
  if (!isEventType(type)) return { text: t('event.unknown'), note: null, tone: 'neutral' };
  const role = roleNamed(detail['role']) ?? roles.get(String(detail['participantId'])) ?? 'someone';
  const source = TrackSource.safeParse(detail['source']).data;
  const text = t(`event.${type}`, {
    who: t(`who.${role}`),
    source: source === undefined ? '' : t(`source.${source}`),
    number: String(detail['number'] ?? ''),
    seq: String(detail['seq'] ?? ''),
  }).trim();
  return { text, note: noteOf(detail, t), tone: toneOf(type, detail) };
}
