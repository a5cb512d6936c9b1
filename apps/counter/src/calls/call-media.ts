import {
  AppError,
  type CallId,
  type NodeId,
  newId,
  type ParticipantId,
  type RecordingId,
  type RoomId,
  type SessionId,
  type StaffId,
  type TicketId,
} from '@guichet/protocol';
import { afterCommit, type Tx } from '../database/database.ts';
import type { Call } from '../database/generated/client.ts';
import type { MediaPlane } from '../nodes/media-plane.ts';
import { placeOf } from '../queue/offers.ts';
import { lockOneStaff, release } from '../queue/staff-row.ts';
import type { RecordingStarter } from '../recordings/recording-starter.ts';
import type { Core } from '../sessions/core.ts';
import { lockSession } from '../sessions/session-row.ts';
import { KeyedSerial } from './keyed-serial.ts';
import { admit } from './participants.ts';

/** Rooms of calls that ended longer ago are not chased any more: a node that comes back closes what nobody knows. */
const CHASE_MS = 24 * 3_600_000;
const MAX_CALLS = 200;
/** Who neither hears nor is heard while the call is on hold. */
const HELD_ROLES: readonly string[] = ['customer', 'guest'];

/**
 * Brings the media plane to what the rows of a call say: open its room, hold, dismiss, close. Every step can be repeated, and what is
 * pending stands in the row, so that nothing is forgotten when the counter ends in between. Steps of one call never overlap.
 */
export class CallMedia {
  readonly #core: Core;
  readonly #media: MediaPlane;
  readonly #recordings: RecordingStarter;
  readonly #serial = new KeyedSerial();

  constructor(core: Core, media: MediaPlane, recordings: RecordingStarter) {
    this.#core = core;
    this.#media = media;
    this.#recordings = recordings;
  }

  /** Starts to settle a call; a failure is noted, and the sweep tries again. */
  kick(callId: CallId): void {
    void this.settle(callId).catch((error: unknown) => {
      const { code, entry } = AppError.from(error);
      this.#core.logger[entry.retryable ? 'warn' : 'error']({ callId, code, err: error }, 'a call could not be settled with its node yet');
    });
  }

  /** Resolves when the node has done all that the rows asked for, or its node is away; throws what the node or the database threw. */
  async settle(callId: CallId): Promise<void> {
    await this.exclusively(callId, () => this.#settle(callId));
  }

  /** Whatever else concerns the room of a call takes its turn here. */
  async exclusively<T>(callId: CallId, work: () => Promise<T>): Promise<T> {
    return this.#serial.run(callId, work);
  }

  /** Settles every call that has something pending: after the counter started, after a node was away. */
  async sweep(): Promise<void> {
    const { database, clock } = this.#core;
    const pending = await database.read((prisma) =>
      prisma.call.findMany({
        where: { mediaPending: true, OR: [{ endedAt: null }, { endedAt: { gt: new Date(clock() - CHASE_MS) } }] },
        select: { id: true, nodeId: true },
        take: MAX_CALLS,
      }),
    );
    const reachable = pending.filter(({ nodeId }) => nodeId === null || this.#media.isConnected(nodeId as NodeId));
    await Promise.all(reachable.map(({ id }) => this.settle(id as CallId).catch(() => undefined)));
  }

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    await this.#serial.idle();
  }

  async #settle(callId: CallId): Promise<void> {
    const call = await this.#read(callId);
    if (call === null || !call.mediaPending) return;
    if (call.status === 'opening') return this.#open(call);

    const place = placeOfCall(call);
    if (place !== null) {
      if (!this.#media.isConnected(place.nodeId)) return;
      if (call.status === 'ended') await this.#media.closeRoom(place.nodeId, place.roomId, 'call_ended');
      else {
        await this.#applyParticipants(call, place);
        await this.#applyPause(call, place);
      }
    }
    await this.#core.database.transaction((tx) =>
      // Not when something else became pending meanwhile.
      tx.call.updateMany({ where: { id: callId, mediaVersion: call.mediaVersion }, data: { mediaPending: false } }),
    );
  }

  /** Throws what the node threw: a pause that was not made is tried again, and nobody is told that it was. */
  async #applyPause({ recordingPaused }: Call, { nodeId, roomId }: CallPlace): Promise<void> {
    if (recordingPaused !== null) await this.#media.pauseRecording(nodeId, roomId, recordingPaused);
  }

  async #applyParticipants(call: Call, { nodeId, roomId }: CallPlace): Promise<void> {
    const participants = await this.#core.database.read((prisma) => prisma.callParticipant.findMany({ where: { callId: call.id } }));
    for (const participant of participants) {
      const id = participant.id as ParticipantId;
      if (participant.dismissedAt !== null) await whenThere(this.#media.removePeer(nodeId, roomId, id));
      else if (HELD_ROLES.includes(participant.role)) await whenThere(this.#media.holdPeer(nodeId, roomId, id, call.held));
    }
  }

  /** Opens a room under a fresh recording id each time: a room that an earlier attempt opened, and nobody noted, has a journal of its own. */
  async #open(call: Call): Promise<void> {
    const callId = call.id as CallId;
    const sessionId = call.sessionId as SessionId;
    const recordingId = newId('rec');
    try {
      const place = await this.#media.openCallRoom({ recordingId });
      const started = await this.#core.database.transaction((tx) => this.#start(tx, call, { ...place, recordingId }));
      if (!started) await this.#media.closeRoom(place.nodeId, place.roomId, 'call_ended');
    } catch (error) {
      if (this.#core.clock() - call.startedAt.getTime() >= this.#core.settings.openCallMs) await this.#giveUp(sessionId, callId);
      throw error;
    }
  }

  async #start(tx: Tx, { id, sessionId: session }: Call, place: CallPlace & { readonly recordingId: RecordingId }): Promise<boolean> {
    const { log, clock } = this.#core;
    const callId = id as CallId;
    const sessionId = session as SessionId;
    const { agentId } = await lockSession(tx, sessionId);
    const call = await tx.call.findUniqueOrThrow({ where: { id: callId } });
    if (call.status !== 'opening') return false;
    await tx.call.update({
      where: { id: callId },
      data: {
        status: 'live',
        nodeId: place.nodeId,
        roomId: place.roomId,
        recordingId: place.recordingId,
        startedAt: new Date(clock()),
        mediaPending: false,
      },
    });
    await log.append(tx, sessionId, { actor: { kind: 'system' }, type: 'call.started', payload: { callId, ...place } });
    await admit(this.#core, tx, sessionId, { callId, role: 'customer', staffId: null });
    // A call that nobody of the staff accepted is the virtual agent's.
    await admit(this.#core, tx, sessionId, { callId, role: agentId === null ? 'virtual_agent' : 'agent', staffId: agentId });
    await this.#recordings.begin(tx, { ...place, sessionId, callId });
    return true;
  }

  /** No room could be opened: the customer goes back to the queue with the same ticket, the agent is free. */
  async #giveUp(sessionId: SessionId, callId: CallId): Promise<void> {
    const { database, log, clock, settings, changes } = this.#core;
    await database.transaction(async (tx) => {
      const session = await lockSession(tx, sessionId);
      const call = await tx.call.findUniqueOrThrow({ where: { id: callId } });
      if (call.status !== 'opening') return;
      const at = clock();
      await tx.call.update({ where: { id: callId }, data: { status: 'ended', endedAt: new Date(at), mediaPending: false } });
      if (session.agentId === null) {
        // The virtual agent's: nobody waits in a queue for it, and the flow decides who serves the customer instead.
        await log.append(tx, sessionId, { actor: { kind: 'system' }, type: 'call.ended', payload: { callId } });
        return;
      }
      const served = await tx.ticket.findFirstOrThrow({ where: { sessionId, status: 'served' }, orderBy: { issuedAt: 'desc' } });
      const ticket = await tx.ticket.update({
        where: { id: served.id },
        data: { status: 'waiting', endedAt: null, offerFrom: new Date(at + settings.openCallPauseMs) },
      });
      await release(this.#core, tx, await lockOneStaff(tx, session.agentId as StaffId));
      const payload = { ticketId: ticket.id as TicketId, number: ticket.number, place: await placeOf(tx, ticket) };
      await log.append(tx, sessionId, { actor: { kind: 'system' }, type: 'ticket.issued', payload });
      afterCommit(tx, () => changes.queueChanged());
    });
  }

  async #read(callId: CallId): Promise<Call | null> {
    return this.#core.database.read((prisma) => prisma.call.findUnique({ where: { id: callId } }));
  }
}

export interface CallPlace {
  readonly nodeId: NodeId;
  readonly roomId: RoomId;
}

/** Where the room of a call is; null for one that was never opened. */
export function placeOfCall(call: Pick<Call, 'nodeId' | 'roomId'>): CallPlace | null {
  return call.nodeId === null || call.roomId === null ? null : { nodeId: call.nodeId as NodeId, roomId: call.roomId as RoomId };
}

/** Somebody who is not in the room need be neither held nor removed: they are told when they join. */
async function whenThere(command: Promise<void>): Promise<void> {
  try {
    await command;
  } catch (error) {
    const { code } = AppError.from(error);
    if (code !== 'peer_unknown' && code !== 'not_found') throw error;
  }
}
