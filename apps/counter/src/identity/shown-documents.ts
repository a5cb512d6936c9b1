import { BLOCK_REASONS, type BlockReason, checkBlocked, checkDuplicate, type DocumentCheck } from '@guichet/identity/pool';
import type { SessionId } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { Core } from '../sessions/core.ts';
import { CUSTOMER_PREFIX } from '../sessions/session-opening.ts';
import type { DocumentHashes } from './document-hashes.ts';

const DAY_MS = 86_400_000;

export interface ShownDocument {
  readonly sessionId: SessionId;
  readonly documentType: string;
  readonly idNumber: string;
  /** Null where none was read or written. */
  readonly name: string | null;
  /** By a person. What an engine reads of a name is held against others and not kept: it may be misread. */
  readonly isWritten: boolean;
}

export interface Duplicates {
  readonly most: number | null;
  readonly withinDays: number;
}

/** Which documents were shown in which sessions, and which the bank does not take. Only keyed hashes are kept, and they go with their session. */
export class ShownDocuments {
  readonly #core: Core;
  readonly #hashes: DocumentHashes;

  constructor(core: Core, hashes: DocumentHashes) {
    this.#core = core;
    this.#hashes = hashes;
  }

  /** Holds it against other sessions and the block list, and notes that it was shown here. */
  async lookUp(tx: Tx, shown: ShownDocument, { most, withinDays }: Duplicates): Promise<DocumentCheck[]> {
    const { documentHash, nameHash, customerHash } = await this.note(tx, shown);
    const elsewhere = { documentHash, sessionId: { not: shown.sessionId } };
    const since = new Date(this.#core.clock() - withinDays * DAY_MS);
    const others = async (column: 'nameHash' | 'customerHash', own: string | null): Promise<boolean> =>
      own !== null &&
      (await tx.shownDocument.count({ where: { AND: [elsewhere, { [column]: { not: null } }, { [column]: { not: own } }] } })) > 0;
    const blocked = await tx.blockedDocument.findUnique({ where: { documentHash } });
    return [
      checkDuplicate(
        {
          sessions: await tx.shownDocument.count({ where: { ...elsewhere, shownAt: { gte: since } } }),
          otherName: await others('nameHash', nameHash),
          otherCustomer: await others('customerHash', customerHash),
        },
        most,
      ),
      checkBlocked(blocked === null ? null : reasonOf(blocked.reason)),
    ];
  }

  /** Notes that it was shown in the session, with the name that a person wrote. Repeating it changes nothing. */
  async note(tx: Tx, { sessionId, documentType, idNumber, name, isWritten }: ShownDocument) {
    const documentHash = this.#hashes.ofDocument(documentType, idNumber);
    const nameHash = name === null ? null : this.#hashes.ofName(name);
    const customerHash = await this.#customerOf(tx, sessionId);
    const known = { customerHash, ...(isWritten ? { nameHash } : {}) };
    await tx.shownDocument.upsert({
      where: { sessionId_documentHash: { sessionId, documentHash } },
      create: { sessionId, documentHash, shownAt: new Date(this.#core.clock()), ...known },
      update: known,
    });
    return { documentHash, nameHash, customerHash };
  }

  async #customerOf(tx: Tx, sessionId: SessionId): Promise<string | null> {
    const [told] = (await this.#core.vault.revealAll(tx, sessionId, [`${CUSTOMER_PREFIX}customerNumber`])).values();
    return typeof told?.value === 'string' ? this.#hashes.ofCustomer(told.value) : null;
  }
}

const reasonOf = (kept: string): BlockReason => BLOCK_REASONS.find((reason) => reason === kept) ?? 'other';
