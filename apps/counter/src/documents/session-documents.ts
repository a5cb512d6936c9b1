import type { KeyObject } from 'node:crypto';
import { AppError, DocumentId, newId, type SessionId } from '@guichet/protocol';
import type { Core } from '../sessions/core.ts';
import type { Prisma, SessionDocument } from '../database/generated/client.ts';
import { openSecret, sealSecret } from '../keys/sealed-secret.ts';
import type { SignerKind } from './signer.ts';

interface NewDocument {
  readonly sessionId: SessionId;
  readonly idempotencyKey: string;
  readonly template: string;
  readonly pdf: Uint8Array;
  readonly hash: string;
  readonly pages: number;
  readonly signed: { readonly signerKind: SignerKind; readonly originalHash: string } | null;
}

export interface KeptDocument {
  readonly documentId: DocumentId;
  readonly sessionId: SessionId;
  readonly template: string;
  readonly hash: string;
  readonly originalHash: string | null;
  readonly signerKind: string | null;
  readonly pages: number;
}

export interface OpenedDocument extends KeptDocument {
  readonly pdf: Buffer;
}

/** Documents of sessions, encrypted at rest. Each is written once and never changed; a signed one is another document than the one it was. */
export class SessionDocuments {
  readonly #core: Core;
  readonly #dataKey: KeyObject;

  constructor(core: Core, dataKey: KeyObject) {
    this.#core = core;
    this.#dataKey = dataKey;
  }

  /** What answered a request under that key before; null the first time. */
  async findAnswer(idempotencyKey: string): Promise<KeptDocument | null> {
    const row = await this.#core.database.read((prisma) => prisma.sessionDocument.findUnique({ where: { idempotencyKey } }));
    return row === null ? null : facts(row);
  }

  /** Keeps it; when two answer the same request, the first one's is kept and returned to both. */
  async keep({ signed, pdf, ...document }: NewDocument): Promise<KeptDocument> {
    const id = newId('doc');
    const row = await this.#core.database.transaction(async (tx) => {
      await tx.sessionDocument.createMany({
        data: [
          {
            ...document,
            id,
            signerKind: signed?.signerKind ?? null,
            originalHash: signed?.originalHash ?? null,
            sealed: sealSecret(this.#dataKey, placeOf(id), pdf),
            createdAt: new Date(this.#core.clock()),
          },
        ],
        skipDuplicates: true,
      });
      return tx.sessionDocument.findUniqueOrThrow({ where: { idempotencyKey: document.idempotencyKey } });
    });
    return facts(row);
  }

  /** The PDF of a document that fits `where`; throws `not_found`, also for one that was erased. */
  async read(documentId: DocumentId, where: Prisma.SessionDocumentWhereInput): Promise<OpenedDocument> {
    const document = await this.find(documentId, where);
    if (document === null) throw new AppError('not_found');
    return document;
  }

  /** The same, null for one that is not there. */
  async find(documentId: DocumentId, where: Prisma.SessionDocumentWhereInput): Promise<OpenedDocument | null> {
    const row = await this.#core.database.read((prisma) =>
      prisma.sessionDocument.findFirst({ where: { AND: [{ id: documentId }, where] } }),
    );
    if (row === null || row.sealed === null) return null;
    return { ...facts(row), pdf: openSecret(this.#dataKey, placeOf(documentId), row.sealed) };
  }
}

/** Bound to its row: in another it does not open. */
const placeOf = (documentId: DocumentId): string => `document ${documentId}`;

const facts = ({ id, sessionId, template, hash, originalHash, signerKind, pages }: SessionDocument): KeptDocument => ({
  documentId: DocumentId.parse(id),
  sessionId: sessionId as SessionId,
  template,
  hash,
  originalHash,
  signerKind,
  pages,
});
