import { AppError, newId, type NodeId, type RoomId, type RoomPass, type SessionId } from '@guichet/protocol';
import { afterCommit, type Tx } from '../database/database.ts';
import { GatedSteps } from '../flows/gated-steps.ts';
import type { MediaPlane } from '../nodes/media-plane.ts';
import { requireConsent } from '../sessions/consent.ts';
import type { Core } from '../sessions/core.ts';
import { lockSession, type SessionRow } from '../sessions/session-row.ts';

const MAX_ROOMS = 100;

/** Rooms in which a customer hears and sees only themselves. Their rows say which must still be closed. */
export class CheckRooms {
  readonly #core: Core;
  readonly #media: MediaPlane;

  constructor(core: Core, media: MediaPlane) {
    this.#core = core;
    this.#media = media;
  }

  /** A pass to a fresh check room; the one before is closed. Throws `consent_required`, `wrong_state`, `no_node`, `node_unreachable`. */
  async start(sessionId: SessionId, pageKey: string): Promise<RoomPass> {
    const { database, clock } = this.#core;
    // Before a node has anything to do with it.
    await database.transaction(async (tx) => {
      const session = await lockSession(tx, sessionId);
      requireCheckable(session);
      await this.#core.flows.requireOpen(tx, session, GatedSteps.check);
    });
    const place = await this.#media.openCheckRoom();
    const participantId = newId('par');
    try {
      await database.transaction(async (tx) => {
        requireCheckable(await lockSession(tx, sessionId));
        await this.closeAll(tx, sessionId);
        await tx.checkRoom.create({ data: { ...place, sessionId, participantId, openedAt: new Date(clock()) } });
      });
    } catch (error) {
      await this.#media.closeRoom(place.nodeId, place.roomId, 'check_over').catch(() => undefined);
      throw error;
    }
    return this.#media.mintPass({
      ...place,
      participantId,
      pageKey,
      grants: { publish: ['microphone', 'camera'], subscribe: true, hidden: false, record: false },
    });
  }

  /** The session needs no check room any more; its row must be locked. */
  async closeAll(tx: Tx, sessionId: SessionId): Promise<void> {
    const { count } = await tx.checkRoom.updateMany({
      where: { sessionId, closingAt: null },
      data: { closingAt: new Date(this.#core.clock()) },
    });
    if (count > 0) afterCommit(tx, () => void this.sweep().catch(() => undefined));
  }

  /** Closes what is to be closed, and what has been open too long. Rooms on a node that is away are closed when it comes back. */
  async sweep(): Promise<void> {
    const { database, clock, settings } = this.#core;
    const due = await database.read((prisma) =>
      prisma.checkRoom.findMany({
        where: { OR: [{ closingAt: { not: null } }, { openedAt: { lte: new Date(clock() - settings.checkRoomLifetimeMs) } }] },
        orderBy: { openedAt: 'asc' },
        take: MAX_ROOMS,
      }),
    );
    for (const { roomId, nodeId } of due) {
      // A node that is away has closed an empty room long before, or is told when it says what it holds.
      if (this.#media.isConnected(nodeId as NodeId)) await this.#media.closeRoom(nodeId as NodeId, roomId as RoomId, 'check_over');
      await database.transaction((tx) => tx.checkRoom.deleteMany({ where: { roomId } }));
    }
  }
}

function requireCheckable(session: SessionRow): void {
  requireConsent(session);
  if (session.status !== 'ready' && session.status !== 'waiting') throw new AppError('wrong_state');
}
