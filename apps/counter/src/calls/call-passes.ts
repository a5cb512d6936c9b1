import { AppError, type CallId, type ParticipantId, type RoomGrants, type RoomPass, type SessionId, type StaffId } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { MediaPlane } from '../nodes/media-plane.ts';
import { requireConsent } from '../sessions/consent.ts';
import type { Core } from '../sessions/core.ts';
import { lockGuest, requireAgreed } from '../guests/guest-consents.ts';
import type { Guest } from '../guests/guest-cookies.ts';
import { lockSession, type SessionRow } from '../sessions/session-row.ts';
import type { CallMedia } from './call-media.ts';
import type { CallRecovery } from './call-recovery.ts';
import { requireInvolved } from './ownership.ts';
import { admit } from './participants.ts';

const CUSTOMER_GRANTS: RoomGrants = { publish: ['microphone', 'camera'], subscribe: true, hidden: false, record: true };
const AGENT_GRANTS: RoomGrants = { publish: ['microphone', 'camera', 'screen'], subscribe: true, hidden: false, record: true };

const GUEST_GRANTS: RoomGrants = CUSTOMER_GRANTS;
const VIRTUAL_AGENT_GRANTS: RoomGrants = { publish: ['microphone', 'camera'], subscribe: false, hidden: false, record: true };

/** Passes to the room of a call: for its customer, for the agents and guests who were let in, and for the virtual agent. */
export class CallPasses {
  readonly #core: Core;
  readonly #media: MediaPlane;
  readonly #calls: CallMedia;
  readonly #recovery: CallRecovery;

  constructor(core: Core, media: MediaPlane, calls: CallMedia, recovery: CallRecovery) {
    this.#core = core;
    this.#media = media;
    this.#calls = calls;
    this.#recovery = recovery;
  }

  /** Throws `consent_required`, `wrong_state`, `no_node`, `node_unreachable`. */
  async forCustomer(sessionId: SessionId, pageKey: string, signal: AbortSignal): Promise<RoomPass> {
    return this.#mint(sessionId, pageKey, signal, CUSTOMER_GRANTS, {
      authorise: (_tx, session) => requireConsent(session),
      isMine: ({ role }) => role === 'customer',
    });
  }

  /** Throws `not_found` for somebody else's session, `wrong_state`, `no_node`, `node_unreachable`. */
  async forAgent(staffId: StaffId, sessionId: SessionId, pageKey: string, signal: AbortSignal): Promise<RoomPass> {
    return this.#mint(sessionId, pageKey, signal, AGENT_GRANTS, {
      authorise: (tx, session) => requireInvolved(tx, staffId, session),
      isMine: (participant) => participant.staffId === staffId,
    });
  }

  /** Lets a guest into the call that is on. Throws `consent_required`, `unauthenticated`, `wrong_state`, `no_node`, `node_unreachable`. */
  async forGuest(guest: Guest, pageKey: string, signal: AbortSignal): Promise<RoomPass> {
    const { sessionId, invitationId } = guest;
    return this.#mint(sessionId, pageKey, signal, GUEST_GRANTS, {
      authorise: async (tx) => requireAgreed((await lockGuest(tx, guest)).invitation),
      isMine: (participant) => participant.invitationId === invitationId,
      letIn: async (tx, callId) => {
        // Whoever had left is back by this.
        await tx.flowInvitation.update({ where: { invitationId }, data: { leftAt: null } });
        return admit(this.#core, tx, sessionId, { callId, role: 'guest', staffId: null, invitationId });
      },
    });
  }

  /** Throws `wrong_state` when the session is in no call of a virtual agent, `no_node`, `node_unreachable`. */
  async forVirtualAgent(sessionId: SessionId, pageKey: string, signal: AbortSignal): Promise<RoomPass> {
    return this.#mint(sessionId, pageKey, signal, VIRTUAL_AGENT_GRANTS, {
      authorise: () => undefined,
      isMine: ({ role }) => role === 'virtual_agent',
    });
  }

  async #mint(sessionId: SessionId, pageKey: string, signal: AbortSignal, grants: RoomGrants, asker: Asker): Promise<RoomPass> {
    const callId = await this.#currentCall(sessionId, asker);
    await this.#calls.settle(callId);
    const place = await this.#recovery.roomFor(callId, signal);
    // Only now: who is let in may have changed while the room was being opened.
    const participantId = await this.#core.database.transaction(async (tx) => {
      const session = await lockSession(tx, sessionId);
      await asker.authorise(tx, session);
      const participants = await tx.callParticipant.findMany({ where: { callId, dismissedAt: null } });
      const mine = participants.find(asker.isMine);
      if (session.status !== 'in_call') throw new AppError('wrong_state');
      if (mine !== undefined) return mine.id as ParticipantId;
      const call = await tx.call.findUniqueOrThrow({ where: { id: callId } });
      if (asker.letIn === undefined || call.status !== 'live') throw new AppError('wrong_state');
      return asker.letIn(tx, callId);
    });
    return this.#media.mintPass({ nodeId: place.nodeId, roomId: place.roomId, participantId, pageKey, grants });
  }

  async #currentCall(sessionId: SessionId, asker: Asker): Promise<CallId> {
    return this.#core.database.transaction(async (tx) => {
      const session = await lockSession(tx, sessionId);
      await asker.authorise(tx, session);
      if (session.status !== 'in_call') throw new AppError('wrong_state');
      const call = await tx.call.findFirst({ where: { sessionId, status: { in: ['opening', 'live'] } }, select: { id: true } });
      if (call === null) throw new AppError('wrong_state');
      return call.id as CallId;
    });
  }
}

interface Asker {
  authorise(tx: Tx, session: SessionRow): Promise<void> | void;
  isMine(participant: { readonly role: string; readonly staffId: string | null; readonly invitationId: string | null }): boolean;
  /** Who comes into a call that is on by asking for it; everybody else was let in before. */
  letIn?(tx: Tx, callId: CallId): Promise<ParticipantId>;
}
