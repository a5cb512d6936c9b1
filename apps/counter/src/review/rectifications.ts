import {
  type ApiClientId,
  AppError,
  KnownCustomer,
  newId,
  type RectificationId,
  type ReviewDetail,
  type ReviewId,
  type ServiceTypeId,
  type SessionId,
} from '@guichet/protocol';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Tx } from '../database/database.ts';
import type { Rectification } from '../database/generated/client.ts';
import type { Core } from '../sessions/core.ts';
import { entrySecretHash, newEntrySecret } from '../sessions/secrets.ts';
import { CUSTOMER_PREFIX, type OpenedByBank, type SessionOpening } from '../sessions/session-opening.ts';
import { lockSession, type SessionRow } from '../sessions/session-row.ts';
import { reviewableBy } from './review-access.ts';
import { decisionOf, findReview, lockReview, seatOf, statusOf } from './review-rows.ts';
import { type ReviewReader, toDetail } from './review-views.ts';

const DAY_MS = 86_400_000;

interface Parts {
  readonly core: Core;
  readonly audit: AuditTrail;
  readonly opening: SessionOpening;
}

/** What was wrong is recorded anew, in a session of its own that is linked to the first one. */
export class Rectifications {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * By one of those who decided `rectify`. Throws `wrong_state` for any other decision, for one that is under way already, and for a customer whom no bank's
   * system knows: nobody could send them a link.
   */
  async request(
    who: ReviewReader,
    reviewId: ReviewId,
    asked: { readonly rules: readonly string[]; readonly dueInDays: number },
  ): Promise<ReviewDetail> {
    const { core, audit } = this.#parts;
    return core.database.transaction(async (tx) => {
      const row = await lockReview(tx, reviewId, await reviewableBy(tx, who.staffId));
      const decided = seatOf(row, who.staffId)?.decision != null;
      const { apiClientId } = row.session;
      if (statusOf(row) !== 'done' || decisionOf(row) !== 'rectify' || !decided || apiClientId === null || row.rectifications.length > 0)
        throw new AppError('wrong_state');
      const known = new Set(row.inspection.findings.map(({ ruleId }) => ruleId));
      if (asked.rules.some((rule) => !known.has(rule))) throw new AppError('bad_request');
      const at = core.clock();
      const rectificationId = newId('rct');
      const dueAt = at + asked.dueInDays * DAY_MS;
      const rules = [...new Set(asked.rules)];
      await tx.rectification.create({
        data: {
          id: rectificationId,
          reviewId,
          sessionId: row.sessionId,
          recordingId: row.recordingId,
          apiClientId,
          status: 'requested',
          rules,
          requestedBy: who.staffId,
          requestedAt: new Date(at),
          dueAt: new Date(dueAt),
        },
      });
      await core.log.append(tx, row.sessionId as SessionId, {
        actor: { kind: 'staff', id: who.staffId },
        type: 'rectification.requested',
        payload: { rectificationId, reviewId, recordingId: row.recordingId as never, rules, dueAt },
      });
      await audit.record(tx, { action: 'rectification.requested', staffId: who.staffId, object: rectificationId, detail: { reviewId } });
      return toDetail(core, tx, await findReview(tx, { id: reviewId }), who);
    });
  }

  /** Of the sessions of one API key, newest first. */
  async list(apiClientId: ApiClientId): Promise<readonly Rectification[]> {
    return this.#parts.core.database.read((prisma) =>
      prisma.rectification.findMany({ where: { apiClientId }, orderBy: [{ requestedAt: 'desc' }, { id: 'asc' }], take: 200 }),
    );
  }

  /**
   * The session that puts another one right, with a new link for its customer. Asked again before anybody entered: a newer link to the same session, in place
   * of the older one. Throws `not_found` for another API key's, `wrong_state` once the customer has entered.
   */
  async open(apiClientId: ApiClientId, rectificationId: RectificationId): Promise<OpenedByBank & { readonly row: Rectification }> {
    const { core } = this.#parts;
    return core.database.transaction(async (tx) => {
      const found = await tx.rectification.findFirst({ where: { id: rectificationId, apiClientId } });
      if (found === null) throw new AppError('not_found');
      const first = await lockSession(tx, found.sessionId as SessionId);
      const row = await tx.rectification.findUniqueOrThrow({ where: { id: rectificationId } });
      if (row.status === 'done') throw new AppError('wrong_state');
      const opened =
        row.followUpSessionId === null
          ? await this.#openFollowUp(tx, first, apiClientId, row)
          : await this.#newLink(tx, row.followUpSessionId as SessionId);
      return { ...opened, row: await tx.rectification.findUniqueOrThrow({ where: { id: rectificationId } }) };
    });
  }

  async #openFollowUp(tx: Tx, first: SessionRow, apiClientId: ApiClientId, { id }: Rectification): Promise<OpenedByBank> {
    const { core, audit, opening } = this.#parts;
    const actor = { kind: 'bank', id: apiClientId } as const;
    const names = Object.keys(KnownCustomer.shape);
    const told = await core.vault.revealAll(
      tx,
      first.id,
      names.map((name) => CUSTOMER_PREFIX + name),
    );
    const customer = KnownCustomer.parse(
      Object.fromEntries(
        [...told.values()].flatMap(({ name, value }) => (value === null ? [] : [[name.slice(CUSTOMER_PREFIX.length), value]])),
      ),
    );
    const { reference } = await tx.session.findUniqueOrThrow({ where: { id: first.id }, select: { reference: true } });
    const { serviceTypeId, language } = first;
    const opened = await opening.openForBankIn(tx, {
      serviceTypeId: serviceTypeId as ServiceTypeId,
      language,
      customer,
      apiClientId,
      reference,
    });
    await tx.session.update({ where: { id: opened.sessionId }, data: { followsSessionId: first.id } });
    await tx.rectification.update({ where: { id }, data: { status: 'opened', followUpSessionId: opened.sessionId } });
    const rectificationId = id as RectificationId;
    await core.log.append(tx, opened.sessionId, { actor, type: 'session.linked', payload: { sessionId: first.id, rectificationId } });
    await core.log.append(tx, first.id, {
      actor,
      type: 'rectification.opened',
      payload: { rectificationId, followUpSessionId: opened.sessionId },
    });
    await audit.record(tx, { action: 'rectification.opened', staffId: null, object: id, detail: { apiClientId } });
    return opened;
  }

  async #newLink(tx: Tx, sessionId: SessionId): Promise<OpenedByBank> {
    const { core } = this.#parts;
    const { status } = await lockSession(tx, sessionId);
    if (status !== 'opened') throw new AppError('wrong_state');
    const secret = newEntrySecret();
    const expiresAt = core.clock() + core.settings.entryLinkLifetimeMs;
    await tx.entryLink.deleteMany({ where: { sessionId, usedAt: null } });
    await tx.entryLink.create({ data: { secretHash: entrySecretHash(secret), sessionId, expiresAt: new Date(expiresAt) } });
    await tx.session.update({ where: { id: sessionId }, data: { expiresAt: new Date(expiresAt) } });
    return { sessionId, secret, expiresAt };
  }
}
