import { AppError, type CustomerRequests, type PayloadOf, type SessionId, type Language } from '@guichet/protocol';
import { GatedSteps } from '../flows/gated-steps.ts';
import { otherChannelsOf, readBank } from './bank.ts';
import type { Core } from './core.ts';
import { languageEntries } from './entry.ts';
import { noticesInForce } from './notices.ts';
import { isFinal } from './session-projection.ts';
import { lockSession, type SessionRow } from './session-row.ts';

/** Throws unless the customer has accepted the recording notice: nothing of media, check or queue comes before that. */
export function requireConsent(session: SessionRow): void {
  if (session.status === 'opened' || session.status === 'entered') throw new AppError('consent_required');
}

/** Notice and consent. */
export class Consents {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Changes the language; until the notice is decided upon, it is shown again in the new one. */
  async chooseLanguage(sessionId: SessionId, language: Language): Promise<void> {
    const { database, log, clock } = this.#core;
    await database.transaction(async (tx) => {
      const session = await lockSession(tx, sessionId);
      if (isFinal(session.status)) throw new AppError('wrong_state');
      if (session.language === language) return;
      const entries = await languageEntries(tx, session.serviceTypeId, language, clock());
      await log.appendMany(tx, sessionId, session.status === 'entered' ? entries : entries.slice(0, 1));
    });
  }

  /**
   * Notes the decision on the text in force. Refusing ends the session for good, with the bank's other channels. The same decision sent
   * again changes nothing. Throws `wrong_state`, `notice_outdated`.
   */
  async decide(sessionId: SessionId, input: PayloadOf<CustomerRequests['consent.decide']>): Promise<void> {
    const { database, log, clock, flows } = this.#core;
    const actor = { kind: 'customer' } as const;
    await database.transaction(async (tx) => {
      const session = await lockSession(tx, sessionId);
      if (session.status !== 'entered') {
        const decidedSo =
          input.decision === 'accepted' ? session.accepted.includes(input.kind) && !isFinal(session.status) : session.status === 'refused';
        if (decidedSo) return;
        throw new AppError('wrong_state');
      }
      await flows.requireOpen(tx, session, GatedSteps.consent);
      const notices = await noticesInForce(tx, session.serviceTypeId, input.language, clock());
      const notice = notices.find(({ kind }) => kind === input.kind);
      if (notice?.textVersion !== input.textVersion) throw new AppError('notice_outdated');

      const { kind, textVersion, textHash, language } = notice;
      await log.append(tx, sessionId, {
        actor,
        type: 'consent.decided',
        payload: { kind, textVersion, textHash, language, decision: input.decision },
      });
      if (input.decision === 'accepted') return;
      const kinds = otherChannelsOf(await readBank(tx)).map((channel) => channel.kind);
      await log.appendMany(tx, sessionId, [
        { actor: { kind: 'system' }, type: 'channel.offered', payload: { kinds } },
        { actor: { kind: 'system' }, type: 'session.ended', payload: { reason: 'refused' } },
      ]);
    });
  }
}
