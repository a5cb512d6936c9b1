import {
  type Actor,
  type ApiClientId,
  AppError,
  type Commitment,
  type KnownCustomer,
  type Language,
  newId,
  type ServiceTypeId,
  type SessionId,
} from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import { bankDay, readBank } from './bank.ts';
import type { Core } from './core.ts';
import { nextSessionNumber } from './number-series.ts';
import { entrySecretHash, newEntrySecret } from './secrets.ts';

/** Under which names the vault keeps what a bank knows of its customer: `customer.name`, `customer.phone` … */
export const CUSTOMER_PREFIX = 'customer.';

export interface OpenedByBank {
  readonly sessionId: SessionId;
  /** The entry link's secret; nothing of it but a hash is kept. */
  readonly secret: string;
  readonly expiresAt: number;
}

interface NewSession {
  readonly serviceTypeId: ServiceTypeId;
  readonly language: Language;
  readonly customer: KnownCustomer;
  readonly apiClientId: ApiClientId | null;
  readonly reference: string | null;
  readonly branch?: string | undefined;
}

type BankSession = NewSession & { readonly apiClientId: ApiClientId };

/** How sessions begin. */
export class SessionOpening {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  /** A session for a customer of the bank, with a one-time entry link. Throws `not_found` for an unknown or retired service. */
  async openForBank(input: BankSession): Promise<OpenedByBank> {
    return this.#core.database.transaction((tx) => this.openForBankIn(tx, input));
  }

  /** The same in a transaction that is open. */
  async openForBankIn(tx: Tx, input: BankSession): Promise<OpenedByBank> {
    const secret = newEntrySecret();
    const expiresAt = this.#core.clock() + this.#core.settings.entryLinkLifetimeMs;
    const sessionId = await this.#open(tx, input, expiresAt);
    await tx.entryLink.create({ data: { secretHash: entrySecretHash(secret), sessionId, expiresAt: new Date(expiresAt) } });
    return { sessionId, secret, expiresAt };
  }

  /** A session for somebody whom the bank does not know. Throws `not_found` where the service asks for a link. */
  async openAnonymous(tx: Tx, input: { readonly serviceTypeId: ServiceTypeId; readonly language: Language }): Promise<SessionId> {
    const expiresAt = this.#core.clock() + this.#core.settings.entryLinkLifetimeMs;
    return this.#open(tx, { ...input, customer: {}, apiClientId: null, reference: null }, expiresAt);
  }

  async #open(tx: Tx, input: NewSession, expiresAt: number): Promise<SessionId> {
    const { clock, vault, log } = this.#core;
    const sessionId = newId('ses');
    const service = await tx.serviceType.findUnique({ where: { id: input.serviceTypeId } });
    const isOffered = service !== null && service.retiredAt === null && (input.apiClientId !== null || service.anonymous);
    if (!isOffered) throw new AppError('not_found');

    const openedAt = clock();
    const day = bankDay(openedAt, (await readBank(tx)).timeZone);
    await tx.session.create({
      data: {
        id: sessionId,
        number: await nextSessionNumber(tx, day),
        openedOn: day,
        status: 'opened',
        language: input.language,
        serviceTypeId: service.id,
        apiClientId: input.apiClientId,
        reference: input.reference,
        branch: input.branch ?? null,
        openedAt: new Date(openedAt),
        expiresAt: new Date(expiresAt),
      },
    });

    const customer: Record<string, Commitment> = {};
    for (const [name, value] of Object.entries(input.customer)) {
      if (value !== undefined) customer[name] = await vault.commit(tx, sessionId, CUSTOMER_PREFIX + name, value);
    }
    const actor: Actor = input.apiClientId === null ? { kind: 'customer' } : { kind: 'bank', id: input.apiClientId };
    await log.append(tx, sessionId, {
      actor,
      type: 'session.opened',
      payload: {
        serviceTypeId: input.serviceTypeId,
        language: input.language,
        openedBy: input.apiClientId ?? 'customer',
        expiresAt,
        ...(input.branch === undefined ? {} : { branch: input.branch }),
        customer,
      },
    });
    return sessionId;
  }
}
