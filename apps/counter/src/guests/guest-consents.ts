import {
  AppError,
  type CallId,
  type FlowRunId,
  type GuestRequests,
  type Language,
  type NoticeView,
  type PayloadOf,
} from '@guichet/protocol';
import { dismissGuest } from '../calls/participants.ts';
import type { Tx } from '../database/database.ts';
import type { FlowInvitation, PrismaClient } from '../database/generated/client.ts';
import type { Core } from '../sessions/core.ts';
import { noticesInForce } from '../sessions/notices.ts';
import type { LogEntry } from '../sessions/session-log.ts';
import { isFinal } from '../sessions/session-projection.ts';
import { lockSession, type SessionRow } from '../sessions/session-row.ts';
import type { Guest } from './guest-cookies.ts';

/** The invitation as the session is locked; throws `unauthenticated` once it is worth nothing any more. */
export async function lockGuest(tx: Tx, { sessionId, invitationId }: Guest): Promise<{ session: SessionRow; invitation: FlowInvitation }> {
  const session = await lockSession(tx, sessionId);
  const invitation = await tx.flowInvitation.findUniqueOrThrow({ where: { invitationId } });
  if (invitation.revokedAt !== null || isFinal(session.status)) throw new AppError('unauthenticated');
  return { session, invitation };
}

/** Throws unless the guest agreed to be recorded: nothing of their voice and picture comes before that. */
export function requireAgreed({ decision }: FlowInvitation): void {
  if (decision === null) throw new AppError('consent_required');
  if (decision !== 'accepted') throw new AppError('wrong_state');
}

/** The recording notice as a guest reads it: the one of the session's service. */
export async function noticeForGuest(tx: Tx | PrismaClient, session: SessionRow, language: Language, at: number): Promise<NoticeView> {
  const notice = (await noticesInForce(tx, session.serviceTypeId, language, at)).find(({ kind }) => kind === 'recording');
  if (notice === undefined) throw new AppError('unavailable', { cause: new Error('No recording notice is in force') });
  return notice;
}

/** That the notice is before them. */
export async function guestNotice(tx: Tx, session: SessionRow, guest: Guest, shownIn: Language, at: number): Promise<LogEntry> {
  const { invitationId } = guest;
  const { kind, textVersion, textHash, language } = await noticeForGuest(tx, session, shownIn, at);
  return {
    actor: { kind: 'guest', id: invitationId },
    type: 'guest.notice_shown',
    payload: { invitationId, kind, textVersion, textHash, language },
  };
}

/** A guest's own yes or no to being recorded, their language, and their leaving. */
export class GuestConsents {
  readonly #core: Core;
  readonly #kick: (callId: CallId) => void;

  constructor(core: Core, kick: (callId: CallId) => void) {
    this.#core = core;
    this.#kick = kick;
  }

  /** Until the notice is decided upon, it is shown again in the new language. */
  async chooseLanguage(guest: Guest, language: Language): Promise<void> {
    const { database, log, clock, changes } = this.#core;
    await database.transaction(async (tx) => {
      const { session, invitation } = await lockGuest(tx, guest);
      if (invitation.language === language) return;
      await tx.flowInvitation.update({ where: { invitationId: guest.invitationId }, data: { language } });
      if (invitation.decision === null) await log.append(tx, guest.sessionId, await guestNotice(tx, session, guest, language, clock()));
    });
    changes.changed(guest.sessionId);
  }

  /**
   * Notes the decision on the text in force. The same decision sent again changes nothing. Refusing is final, and tells the step that asked for them.
   * Throws `wrong_state`, `notice_outdated`.
   */
  async decide(guest: Guest, input: PayloadOf<GuestRequests['consent.decide']>): Promise<void> {
    const { database, log, clock } = this.#core;
    const { sessionId, invitationId } = guest;
    const actor = { kind: 'guest', id: invitationId } as const;
    await database.transaction(async (tx) => {
      const { session, invitation } = await lockGuest(tx, guest);
      if (invitation.decision !== null) {
        if (invitation.decision === input.decision) return;
        throw new AppError('wrong_state');
      }
      const { kind, textVersion, textHash, language } = await noticeForGuest(tx, session, input.language, clock());
      if (textVersion !== input.textVersion || kind !== input.kind) throw new AppError('notice_outdated');
      await tx.flowInvitation.update({ where: { invitationId }, data: { decision: input.decision, decidedAt: new Date(clock()) } });
      await log.append(tx, sessionId, {
        actor,
        type: 'guest.consent_decided',
        payload: { invitationId, kind, textVersion, textHash, language, decision: input.decision },
      });
      if (input.decision === 'accepted') return;
      const flow = await this.#core.flows.view(tx, await lockSession(tx, sessionId), 'guest');
      const { nodeRunId } = invitation;
      if (flow === null || !flow.current.some((step) => step.nodeRunId === nodeRunId && step.actions.includes('decline'))) return;
      await log.append(tx, sessionId, {
        actor,
        type: 'flow.acted',
        payload: {
          flowRunId: invitation.flowRunId as FlowRunId,
          nodeRunId,
          role: 'guest',
          action: 'decline',
          input: { kind: 'open', value: null },
        },
      });
    });
  }

  /** The guest goes; with the same device they may come back while the session lasts. Going twice changes nothing. */
  async leave(guest: Guest): Promise<void> {
    const { database, log, clock } = this.#core;
    await database.transaction(async (tx) => {
      const { invitation } = await lockGuest(tx, guest);
      if (invitation.leftAt !== null || invitation.decision !== 'accepted') return;
      const { invitationId } = guest;
      await tx.flowInvitation.update({ where: { invitationId }, data: { leftAt: new Date(clock()) } });
      await log.append(tx, guest.sessionId, { actor: { kind: 'guest', id: invitationId }, type: 'guest.left', payload: { invitationId } });
      await dismissGuest(this.#core, tx, guest, this.#kick);
    });
  }
}
