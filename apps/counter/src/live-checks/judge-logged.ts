import { type LiveCheck, newId, type PartyRole, type RecordingId, type SessionEvent, type SessionEventPayload } from '@guichet/protocol';
import type { LogEntry } from '../sessions/session-log.ts';
import { endOf, type Raised } from './open-warnings.ts';

const ENGINE = { name: 'guichet-log', version: '1' } as const;
/** Shorter than this nobody has read a page, or seen what stands on a document. Our own figure: no regulation that we have seen gives one. */
const DOCUMENT_LEAST_MS = 1_500;

/** Shown from this mark on, until the next of them in the same step. */
const SHOWN_BY = ['document_shown', 'page_presented'];
const SHOWN_UNTIL = [...SHOWN_BY, 'document_confirmed', 'document_finished'];

/** What a session's log said before an event, as far as it is asked for. */
export interface LogSoFar {
  /** Warnings that have not ended. */
  open(): Promise<readonly Raised[]>;
  /** Of the call that goes on; null without one: then nothing is on record to warn of. */
  recordingId(): Promise<RecordingId | null>;
  /** As what a step was entered. */
  enteredAs(nodeRunId: string): Promise<string | null>;
  /** A step's latest marks, the newest first. */
  marksOf(nodeRunId: string): Promise<readonly SessionEvent[]>;
}

/** What an event shows to be wrong, or to be over: what the log has to note behind it. */
export async function judgeLogged(event: SessionEvent, log: LogSoFar): Promise<LogEntry[]> {
  const atMs = momentOf(event);
  switch (event.type) {
    case 'recording.degraded':
    case 'recording.stopped':
      return stalled(event.payload, atMs, log);
    case 'recording.recovered':
      return end(await log.open(), ({ observation }) => observation.check === 'recording_stalled', atMs, 'mended');
    case 'track.paused':
    case 'track.closed':
      return end(await log.open(), ({ observation }) => observation.trackId === event.payload.trackId, atMs, 'gone');
    case 'call.ended':
      return end(await log.open(), () => true, atMs, 'call_ended');
    case 'flow.node_left':
      return left(event.payload, atMs, log);
    case 'flow.marked':
      return event.payload.mark === 'line_ticked' ? ticked(event.payload, atMs, log) : turned(event, atMs, log);
    default:
      return [];
  }
}

async function stalled(
  { recordingId, trouble }: SessionEventPayload<'recording.degraded'> | SessionEventPayload<'recording.stopped'>,
  atMs: number,
  log: LogSoFar,
): Promise<LogEntry[]> {
  // Closed in order, or kept out of the recording by a step: nothing is wrong.
  if (trouble === null || trouble === 'paused_by_step') return [];
  const known = await log.open();
  if (known.some(({ observation }) => observation.check === 'recording_stalled')) return [];
  return [raise('recording_stalled', { recordingId, atMs })];
}

async function left({ nodeRunId, port }: SessionEventPayload<'flow.node_left'>, atMs: number, log: LogSoFar): Promise<LogEntry[]> {
  const ended = end(await log.open(), (raised) => raised.nodeRunId === nodeRunId, atMs, 'gone');
  if (port === 'done') return ended;
  const recordingId = (await log.enteredAs(nodeRunId)) === 'script' ? await log.recordingId() : null;
  if (recordingId === null) return ended;
  // A script has no other way on than through all of its lines: whoever left it otherwise left some unread.
  const skipped = raise('line_skipped', { recordingId, atMs, role: 'agent', nodeRunId });
  return [...ended, skipped, endOf(skipped.payload, atMs, 'gone')];
}

async function ticked({ nodeRunId, detail }: SessionEventPayload<'flow.marked'>, atMs: number, log: LogSoFar): Promise<LogEntry[]> {
  const recordingId = await log.recordingId();
  if (recordingId === null) return [];
  // The next line that was given its time mends it, as far as it can be mended.
  const isBefore = (raised: Raised) => raised.nodeRunId === nodeRunId && raised.observation.check === 'line_too_fast';
  const before = end(await log.open(), isBefore, atMs, 'gone');
  if (detail['tooFast'] !== true) return before;
  const heldMs = Number(detail['heldMs'] ?? 0);
  return [...before, raise('line_too_fast', { recordingId, atMs: atMs - heldMs, role: 'agent', nodeRunId, value: heldMs })];
}

async function turned(event: SessionEvent & { readonly type: 'flow.marked' }, atMs: number, log: LogSoFar): Promise<LogEntry[]> {
  const { nodeRunId, mark } = event.payload;
  if (!SHOWN_UNTIL.includes(mark)) return [];
  const shown = (await log.marksOf(nodeRunId)).find(({ type, payload }) => type === 'flow.marked' && SHOWN_BY.includes(payload.mark));
  const fromMs = shown === undefined ? null : momentOf(shown);
  const recordingId = fromMs === null || atMs - fromMs >= DOCUMENT_LEAST_MS ? null : await log.recordingId();
  if (fromMs === null || recordingId === null) return [];
  const known = await log.open();
  // Whoever leafs through a document is told once.
  if (known.some((raised) => raised.nodeRunId === nodeRunId && raised.observation.check === 'document_too_short')) return [];
  // Of nobody alone: who turned it away, the log does not say.
  return [raise('document_too_short', { recordingId, atMs: fromMs, nodeRunId, value: atMs - fromMs })];
}

interface About {
  readonly recordingId: RecordingId;
  readonly atMs: number;
  readonly role?: PartyRole;
  readonly nodeRunId?: string;
  readonly value?: number;
}

function raise(check: LiveCheck, { recordingId, atMs, role, nodeRunId, value }: About): LogEntry & { readonly type: 'warning.raised' } {
  return {
    actor: { kind: 'system' },
    type: 'warning.raised',
    mediaAt: atMs,
    payload: {
      warningId: newId('wrn'),
      recordingId,
      participantId: null,
      nodeRunId: nodeRunId ?? null,
      confirmed: null,
      observation: {
        check,
        role: role ?? null,
        trackId: null,
        fromMs: Math.max(0, Math.round(atMs)),
        untilMs: null,
        value: value ?? null,
        engine: ENGINE,
        confidence: null,
      },
    },
  };
}

const momentOf = ({ mediaAt, at }: SessionEvent): number => mediaAt ?? at;

const end = (known: readonly Raised[], ends: (raised: Raised) => boolean, atMs: number, why: Parameters<typeof endOf>[2]): LogEntry[] =>
  known.filter(ends).map((raised) => endOf(raised, atMs, why));
