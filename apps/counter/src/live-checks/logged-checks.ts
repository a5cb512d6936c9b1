import {
  type LiveCheck,
  newId,
  type PartyRole,
  type RecordingId,
  type SessionEvent,
  type SessionEventPayload,
  type SessionId,
} from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import { fromEventRow } from '../sessions/event-row.ts';
import type { LogEntry, LogFollower, LogFollowing } from '../sessions/session-log.ts';
import type { SessionRow } from '../sessions/session-row.ts';
import { endOf, type Raised, readWarnings } from './open-warnings.ts';

const ENGINE = { name: 'guichet-log', version: '1' } as const;
/** Shorter than this nobody has read a page, or seen what stands on a document. Our own figure: no regulation that we have seen gives one. */
const DOCUMENT_LEAST_MS = 1_500;

/** Shown from this mark on, until the next of them in the same step. */
const SHOWN_BY = ['document_shown', 'page_presented'];
const SHOWN_UNTIL = [...SHOWN_BY, 'document_confirmed', 'document_finished'];

/**
 * What the log alone shows to be wrong: nothing is written any more, a line was ticked too fast or skipped, a document was turned away too soon. It also ends
 * warnings whose subject is gone, in the transaction that says so: no warning outlives its camera, its step or its call, whatever dies in between.
 */
export class LoggedChecks implements LogFollower {
  begin(tx: Tx, session: SessionRow): LogFollowing {
    return new LoggedChecksFollowing(tx, session.id);
  }
}

/** The same over one append. */
class LoggedChecksFollowing implements LogFollowing {
  readonly #tx: Tx;
  readonly #sessionId: SessionId;
  /** Warnings of this append, which the table does not have yet. */
  readonly #fresh: SessionEvent[] = [];

  constructor(tx: Tx, sessionId: SessionId) {
    this.#tx = tx;
    this.#sessionId = sessionId;
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  async follow(event: SessionEvent): Promise<readonly LogEntry[]> {
    switch (event.type) {
      case 'warning.raised':
      case 'warning.ended':
        this.#fresh.push(event);
        return [];
      case 'recording.degraded':
      case 'recording.stopped':
        return this.#stalled(event.payload, momentOf(event));
      case 'recording.recovered':
        return end(await this.#open(), ({ observation }) => observation.check === 'recording_stalled', momentOf(event), 'mended');
      case 'track.paused':
      case 'track.closed':
        return end(await this.#open(), ({ observation }) => observation.trackId === event.payload.trackId, momentOf(event), 'gone');
      case 'call.ended':
        return end(await this.#open(), () => true, momentOf(event), 'call_ended');
      case 'flow.node_left':
        return this.#left(event.payload, momentOf(event));
      case 'flow.marked':
        return this.#marked(event.payload, momentOf(event));
      default:
        return [];
    }
  }

  async #stalled(
    { recordingId, trouble }: SessionEventPayload<'recording.degraded'> | SessionEventPayload<'recording.stopped'>,
    atMs: number,
  ): Promise<readonly LogEntry[]> {
    // Closed in order, or kept out of the recording by a step: nothing is wrong.
    if (trouble === null || trouble === 'paused_by_step') return [];
    const known = await this.#open();
    if (known.some(({ observation }) => observation.check === 'recording_stalled')) return [];
    return [raise('recording_stalled', { recordingId, atMs })];
  }

  async #left({ nodeRunId, port }: SessionEventPayload<'flow.node_left'>, atMs: number): Promise<LogEntry[]> {
    const ended = end(await this.#open(), (raised) => raised.nodeRunId === nodeRunId, atMs, 'gone');
    if (port === 'done') return ended;
    const entered = await enteredAs(this.#tx, this.#sessionId, nodeRunId);
    const recordingId = entered === 'script' ? await recordingOf(this.#tx, this.#sessionId) : null;
    if (recordingId === null) return ended;
    // A script has no other way on than through all of its lines: whoever left it otherwise left some unread.
    const skipped = raise('line_skipped', { recordingId, atMs, role: 'agent', nodeRunId });
    return [...ended, skipped, endOf(skipped.payload, atMs, 'gone')];
  }

  async #marked(payload: SessionEventPayload<'flow.marked'>, atMs: number): Promise<readonly LogEntry[]> {
    const { nodeRunId, mark, detail } = payload;
    if (mark === 'line_ticked') return this.#ticked(nodeRunId, detail, atMs);
    if (!SHOWN_UNTIL.includes(mark)) return [];
    const shown = await lastShown(this.#tx, this.#sessionId, nodeRunId);
    const recordingId = shown === null || atMs - shown >= DOCUMENT_LEAST_MS ? null : await recordingOf(this.#tx, this.#sessionId);
    if (shown === null || recordingId === null) return [];
    const known = await this.#open();
    // Whoever leafs through a document is told once.
    if (known.some((raised) => raised.nodeRunId === nodeRunId && raised.observation.check === 'document_too_short')) return [];
    return [raise('document_too_short', { recordingId, atMs: shown, role: 'customer', nodeRunId, value: atMs - shown })];
  }

  async #ticked(
    nodeRunId: string,
    { tooFast, heldMs }: SessionEventPayload<'flow.marked'>['detail'],
    atMs: number,
  ): Promise<readonly LogEntry[]> {
    const recordingId = await recordingOf(this.#tx, this.#sessionId);
    if (recordingId === null) return [];
    // The next line that was given its time mends it, as far as it can be mended.
    const before = end(
      await this.#open(),
      (raised) => raised.nodeRunId === nodeRunId && raised.observation.check === 'line_too_fast',
      atMs,
      'gone',
    );
    if (tooFast !== true) return before;
    const held = Number(heldMs ?? 0);
    return [...before, raise('line_too_fast', { recordingId, atMs: atMs - held, role: 'agent', nodeRunId, value: held })];
  }

  async #open(): Promise<Raised[]> {
    const known = await readWarnings(this.#tx, this.#sessionId, this.#fresh);
    return known.flatMap(({ raised, untilMs }) => (untilMs === null ? [raised] : []));
  }
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

/** Of the call that goes on; null without one: then nothing is on record to warn of. */
async function recordingOf(tx: Tx, sessionId: SessionId): Promise<RecordingId | null> {
  const call = await tx.call.findFirst({ where: { sessionId, status: 'live' }, select: { recordingId: true } });
  return call === null ? null : (call.recordingId as RecordingId);
}

async function enteredAs(tx: Tx, sessionId: SessionId, nodeRunId: string): Promise<string | null> {
  const row = await tx.sessionEvent.findFirst({
    where: { sessionId, type: 'flow.node_entered', payload: { path: ['nodeRunId'], equals: nodeRunId } },
    orderBy: { seq: 'desc' },
  });
  const event = row === null ? null : fromEventRow(row);
  return event?.type === 'flow.node_entered' ? event.payload.nodeType : null;
}

/** When what is shown in a step was put there; null where nothing is. */
async function lastShown(tx: Tx, sessionId: SessionId, nodeRunId: string): Promise<number | null> {
  const rows = await tx.sessionEvent.findMany({
    where: { sessionId, type: 'flow.marked', payload: { path: ['nodeRunId'], equals: nodeRunId } },
    orderBy: { seq: 'desc' },
    take: 20,
  });
  const shown = rows.map(fromEventRow).find((event) => event.type === 'flow.marked' && SHOWN_BY.includes(event.payload.mark));
  return shown === undefined ? null : momentOf(shown);
}
