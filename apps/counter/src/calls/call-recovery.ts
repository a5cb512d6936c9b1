import {
  AppError,
  type CallId,
  type NodeId,
  newId,
  type ParticipantId,
  type RecordingId,
  type SessionEventPayload,
  type SessionId,
} from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { MediaPlane, RegisteredRoom } from '../nodes/media-plane.ts';
import type { RecordingStarter } from '../recordings/recording-starter.ts';
import type { Core } from '../sessions/core.ts';
import type { LogEntry } from '../sessions/session-log.ts';
import { lockSession } from '../sessions/session-row.ts';
import { type CallMedia, type CallPlace, placeOfCall } from './call-media.ts';
import type { NodePresence } from './node-presence.ts';
import { touchMedia } from './participants.ts';

const MAX_CALLS = 500;

type MoveReason = SessionEventPayload<'call.moved'>['reason'];

/** Keeps calls in their rooms when nodes restart, come back or stay away. */
export class CallRecovery {
  readonly #core: Core;
  readonly #media: MediaPlane;
  readonly #recordings: RecordingStarter;
  readonly #calls: CallMedia;
  readonly #presence: NodePresence;

  constructor(
    core: Core,
    media: MediaPlane,
    parts: { readonly recordings: RecordingStarter; readonly calls: CallMedia; readonly presence: NodePresence },
  ) {
    this.#core = core;
    this.#media = media;
    this.#recordings = parts.recordings;
    this.#calls = parts.calls;
    this.#presence = parts.presence;
    media.onNodeRegistered((nodeId, rooms) => this.#onRegistered(nodeId, rooms));
  }

  /** Agrees with a node that (again) says what it holds: calls it lost are opened again, rooms that nobody knows are closed. */
  async #onRegistered(nodeId: NodeId, rooms: readonly RegisteredRoom[]): Promise<void> {
    const { database, logger } = this.#core;
    const [calls, checks] = await database.read((prisma) =>
      Promise.all([
        prisma.call.findMany({ where: { nodeId, status: 'live' }, take: MAX_CALLS }),
        prisma.checkRoom.findMany({ where: { nodeId, closingAt: null }, select: { roomId: true } }),
      ]),
    );
    const held = new Map(rooms.map((room) => [room.roomId as string, room]));
    for (const call of calls) {
      const callId = call.id as CallId;
      const room = held.get(call.roomId ?? '');
      const agreed = room === undefined ? this.#reopen(callId, nodeId, 'node_restarted') : this.#notePresent(callId, room.participants);
      await agreed.catch((error: unknown) => this.#failed(callId, error));
    }
    const known = new Set<string>([...calls.map(({ roomId }) => roomId ?? ''), ...checks.map(({ roomId }) => roomId)]);
    const strangers = rooms.filter(({ roomId }) => !known.has(roomId));
    for (const { roomId } of strangers) await this.#media.closeRoom(nodeId, roomId, 'unknown_room').catch(() => undefined);
    logger.info({ nodeId, calls: calls.length, rooms: rooms.length, closed: strangers.length }, 'agreed with a media node on its rooms');
    this.#presence.returned(nodeId);
    void this.#calls.sweep().catch(() => undefined);
  }

  /**
   * The room of a live call, certain to be open, for somebody who is about to join. A node that is away is waited for; when it stays away, the
   * call is moved to another one. Throws `wrong_state` for a call that is over, `node_unreachable`, `no_node`.
   */
  async roomFor(callId: CallId, signal: AbortSignal): Promise<CallPlace> {
    const { settings } = this.#core;
    const here = await this.#placeOf(callId);
    const there = await this.#presence.waitFor(here.nodeId, settings.nodeReturnMs, signal);
    if (!there && !signal.aborted) return this.#move(callId, here);
    return this.#calls.exclusively(callId, async () => {
      const place = await this.#placeOf(callId);
      const { recordingId } = place;
      await this.#media.ensureRoom({ roomId: place.roomId, purpose: 'call', recordingId }, place.nodeId);
      return place;
    });
  }

  /** Moves calls whose node has been away too long, if another one takes them. */
  async sweep(): Promise<void> {
    const { database, settings } = this.#core;
    const calls = await database.read((prisma) =>
      prisma.call.findMany({
        where: { status: 'live' },
        select: { id: true, nodeId: true, roomId: true },
        orderBy: { startedAt: 'asc' },
        take: MAX_CALLS,
      }),
    );
    for (const call of calls) {
      const place = placeOfCall(call);
      if (place === null || this.#presence.awayMs(place.nodeId) < settings.nodeGoneMs) continue;
      // Where no other node is there either, it waits for its own.
      await this.#move(call.id as CallId, place).catch(() => undefined);
    }
  }

  /** Opens the room of a live call again that fell over on its node; a failure is noted, and whoever joins tries again. */
  reopen(callId: CallId, nodeId: NodeId): void {
    void this.#reopen(callId, nodeId, 'worker_restarted').catch((error: unknown) => this.#failed(callId, error));
  }

  /** The node lost its memory: the same room and the same recording begin again there. */
  async #reopen(callId: CallId, nodeId: NodeId, reason: MoveReason): Promise<void> {
    await this.#calls.exclusively(callId, async () => {
      const place = await this.#placeOf(callId);
      if (place.nodeId !== nodeId) return;
      await this.#media.ensureRoom({ roomId: place.roomId, purpose: 'call', recordingId: place.recordingId }, nodeId);
      await this.#noteMove(callId, reason);
    });
    this.#calls.kick(callId);
  }

  /** The call goes on in a new room on another node, with a recording of its own: the first one's journal stays where it is. */
  async #move(callId: CallId, from: CallPlace): Promise<CallPlace> {
    return this.#calls
      .exclusively(callId, async () => {
        const current = await this.#placeOf(callId);
        // Somebody else who wanted to join has moved it already.
        if (current.roomId !== from.roomId || this.#media.isConnected(current.nodeId)) return current;
        const recordingId = newId('rec');
        const place = await this.#media.openCallRoom({ recordingId });
        const { database } = this.#core;
        await database.transaction(async (tx) => {
          const call = await tx.call.findUniqueOrThrow({ where: { id: callId } });
          const sessionId = call.sessionId as SessionId;
          await lockSession(tx, sessionId);
          const { count } = await tx.call.updateMany({
            where: { id: callId, status: 'live' },
            data: {
              ...place,
              recordingId,
              ...(call.recordingPaused === true ? { mediaPending: true, mediaVersion: { increment: 1 } } : {}),
            },
          });
          if (count === 0) throw new AppError('wrong_state');
          await this.#append(tx, callId, sessionId, { ...place, recordingId }, 'node_away');
          await this.#recordings.begin(tx, { ...place, recordingId, sessionId, callId });
        });
        this.#core.logger.warn({ callId, fromNode: from.nodeId, toNode: place.nodeId }, 'moved a call to another media node');
        return place;
      })
      .finally(() => this.#calls.kick(callId));
  }

  async #noteMove(callId: CallId, reason: MoveReason): Promise<void> {
    await this.#core.database.transaction(async (tx) => {
      const { sessionId } = await tx.call.findUniqueOrThrow({ where: { id: callId }, select: { sessionId: true } });
      await lockSession(tx, sessionId as SessionId);
      const call = await tx.call.findUniqueOrThrow({ where: { id: callId } });
      const place = placeOfCall(call);
      if (call.status !== 'live' || place === null) return;
      await this.#append(tx, callId, sessionId as SessionId, { ...place, recordingId: call.recordingId as RecordingId }, reason);
    });
  }

  /** Notes the move; nobody is in the new room yet, and the new room knows nothing of hold. The session's row must be locked. */
  async #append(
    tx: Tx,
    callId: CallId,
    sessionId: SessionId,
    where: Pick<SessionEventPayload<'call.moved'>, 'nodeId' | 'roomId' | 'recordingId'>,
    reason: MoveReason,
  ): Promise<void> {
    const { nodeId, roomId, recordingId } = where;
    const gone = await this.#disconnect(tx, callId, []);
    await this.#core.log.appendMany(tx, sessionId, [
      ...gone,
      { actor: { kind: 'system' }, type: 'call.moved', payload: { callId, reason, nodeId, roomId, recordingId } },
    ]);
    await touchMedia(tx, callId);
  }

  /** The node was killed and opened its rooms again: whoever was in one has to come back, and nobody had told us that they are gone. */
  async #notePresent(callId: CallId, present: readonly ParticipantId[]): Promise<void> {
    await this.#core.database.transaction(async (tx) => {
      const { sessionId } = await tx.call.findUniqueOrThrow({ where: { id: callId }, select: { sessionId: true } });
      await lockSession(tx, sessionId as SessionId);
      await this.#core.log.appendMany(tx, sessionId as SessionId, await this.#disconnect(tx, callId, present));
    });
  }

  /** Whoever counts as connected but is not in the room; returns what the log is to say of it. */
  async #disconnect(tx: Tx, callId: CallId, present: readonly ParticipantId[]): Promise<readonly LogEntry[]> {
    const gone = { callId, status: 'connected', id: { notIn: [...present] } };
    const participants = await tx.callParticipant.findMany({ where: gone, select: { id: true } });
    await tx.callParticipant.updateMany({ where: gone, data: { status: 'disconnected' } });
    return participants.map(({ id }) => ({
      actor: { kind: 'system' },
      type: 'call.participant_disconnected',
      payload: { callId, participantId: id as ParticipantId },
    }));
  }

  async #placeOf(callId: CallId) {
    const call = await this.#core.database.read((prisma) => prisma.call.findUnique({ where: { id: callId } }));
    const place = call === null || call.status !== 'live' ? null : placeOfCall(call);
    if (call === null || place === null) throw new AppError('wrong_state');
    return { ...place, recordingId: call.recordingId as RecordingId };
  }

  #failed(callId: CallId, error: unknown): void {
    this.#core.logger.warn({ callId, code: AppError.from(error).code, err: error }, 'a call could not be opened again on its node');
  }
}
