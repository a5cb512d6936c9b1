import { createHash, type KeyObject } from 'node:crypto';
import { hashOf } from '@guichet/evidence';
import { DocumentReading } from '@guichet/identity/pool';
import { AppError, newId, type SessionId, type StillId, type VerificationId } from '@guichet/protocol';
import { CheckResult } from '@guichet/workflow';
import { z } from 'zod';
import type { Tx } from '../database/database.ts';
import type { IdentityStill, IdentityVerification, Prisma } from '../database/generated/client.ts';
import { openSecret, sealSecret } from '../keys/sealed-secret.ts';
import type { Core } from '../sessions/core.ts';

interface NewStill {
  readonly sessionId: SessionId;
  readonly idempotencyKey: string;
  readonly check: string;
  readonly what: string;
  readonly jpeg: Buffer;
  readonly takenAtMs: number;
  readonly nodeRunId?: string;
  /** What an engine read on it. */
  readonly reading?: ReadSide | null;
}

/** What was read on a side of a kind of document. */
export interface ReadSide {
  readonly documentType: string | null;
  readonly reading: DocumentReading;
}
const ReadSide = z.object({ documentType: z.string().nullable(), reading: DocumentReading });

interface OtherSide {
  readonly sessionId: SessionId;
  readonly nodeRunId: string;
  readonly documentType: string;
  readonly what: string;
}

interface NewVerification {
  readonly sessionId: SessionId;
  readonly flowRunId: string;
  readonly nodeRunId: string;
  readonly idempotencyKey: string;
  readonly documentType: string | null;
  readonly result: CheckResult;
}

export interface KeptVerification {
  readonly row: IdentityVerification;
  /** Null once erased. */
  readonly kept: { readonly result: CheckResult; readonly documentType: string | null } | null;
}

/** Checks of customers' identities: what came of them and the pictures that they looked at, encrypted at rest. Each is written once and never changed. */
export class IdentityChecks {
  readonly #core: Core;
  readonly #dataKey: KeyObject;

  constructor(core: Core, dataKey: KeyObject) {
    this.#core = core;
    this.#dataKey = dataKey;
  }

  /** The picture that answered a request under that key before; null the first time. */
  async findStill(idempotencyKey: string): Promise<StillId | null> {
    const row = await this.#core.database.read((prisma) => prisma.identityStill.findUnique({ where: { idempotencyKey } }));
    return row === null ? null : (row.id as StillId);
  }

  /** Keeps it; when two answer the same request, the first one's is kept and returned to both. */
  async keepStill({ jpeg, takenAtMs, reading = null, ...still }: NewStill): Promise<StillId> {
    const id = newId('stl');
    const row = await this.#core.database.transaction(async (tx) => {
      const hash = createHash('sha256').update(jpeg).digest('hex');
      const sealed = sealSecret(this.#dataKey, placeOf(id), jpeg);
      const read = reading === null ? null : sealSecret(this.#dataKey, readingPlaceOf(id), Buffer.from(JSON.stringify(reading), 'utf8'));
      await tx.identityStill.createMany({
        data: [{ ...still, id, hash, sealed, reading: read, takenAt: new Date(takenAtMs) }],
        skipDuplicates: true,
      });
      return tx.identityStill.findUniqueOrThrow({ where: { idempotencyKey: still.idempotencyKey } });
    });
    return row.id as StillId;
  }

  /** What an engine read on a picture when it was kept; null where none did, or it was erased. */
  async readingOn(stillId: StillId): Promise<ReadSide | null> {
    const still = await this.#core.database.read((prisma) => prisma.identityStill.findUnique({ where: { id: stillId } }));
    return still?.reading == null ? null : this.#openReading(still.id, still.reading);
  }

  /** What was last read on another side of the same kind of document in the same step; null where none was. */
  async otherSide({ sessionId, nodeRunId, documentType, what }: OtherSide): Promise<DocumentReading | null> {
    const others = await this.#core.database.read((prisma) =>
      prisma.identityStill.findMany({
        where: { sessionId, nodeRunId, check: 'identity_document', what: { not: what }, reading: { not: null } },
        orderBy: { takenAt: 'desc' },
        take: MOST_SHOWN,
        select: { id: true, reading: true },
      }),
    );
    for (const { id, reading } of others) {
      const read = reading === null ? null : this.#openReading(id, reading);
      if (read?.documentType === documentType) return read.reading;
    }
    return null;
  }

  /** What was read in a step of the pictures that were taken since then, the latest first. */
  async readingsSince({ sessionId, nodeRunId, sinceMs }: Pick<OtherSide, 'sessionId' | 'nodeRunId'> & { readonly sinceMs: number }) {
    const stills = await this.#core.database.read((prisma) =>
      prisma.identityStill.findMany({
        where: { sessionId, nodeRunId, check: 'identity_document', takenAt: { gte: new Date(sinceMs) }, reading: { not: null } },
        orderBy: { takenAt: 'desc' },
        take: MOST_SHOWN,
        select: { id: true, reading: true },
      }),
    );
    return stills.flatMap(({ id, reading }) => (reading === null ? [] : [this.#openReading(id, reading)]));
  }

  /** The latest picture of a session that fits `where`; null where there is none, or it was erased. */
  async latestStill(
    sessionId: SessionId,
    where: Prisma.IdentityStillWhereInput,
  ): Promise<{ readonly stillId: StillId; readonly jpeg: Buffer } | null> {
    const still = await this.#core.database.read((prisma) =>
      prisma.identityStill.findFirst({ where: { AND: [{ sessionId, sealed: { not: null } }, where] }, orderBy: { takenAt: 'desc' } }),
    );
    if (still === null || still.sealed === null) return null;
    return { stillId: still.id as StillId, jpeg: openSecret(this.#dataKey, placeOf(still.id), still.sealed) };
  }

  /** The JPEG of a picture that fits `where`; throws `not_found`, also for one that was erased. */
  async readStill(
    stillId: StillId,
    where: Prisma.IdentityStillWhereInput,
  ): Promise<{ readonly still: IdentityStill; readonly jpeg: Buffer }> {
    const still = await this.#core.database.read((prisma) => prisma.identityStill.findFirst({ where: { AND: [{ id: stillId }, where] } }));
    if (still === null || still.sealed === null) throw new AppError('not_found');
    return { still, jpeg: openSecret(this.#dataKey, placeOf(stillId), still.sealed) };
  }

  async keep(
    tx: Tx,
    { result, documentType, ...of }: NewVerification,
  ): Promise<{ readonly verificationId: VerificationId; readonly hash: string }> {
    const id = newId('idv');
    const kept = { result, documentType };
    await tx.identityVerification.createMany({
      data: [
        {
          ...of,
          id,
          check: result.check,
          decision: result.decision,
          engine: result.engine,
          engineVersion: result.engineVersion,
          decidedByRole: result.decidedBy.role,
          decidedById: result.decidedBy.id,
          decidedAt: new Date(result.decidedAtMs),
          hash: hashOf(kept),
          sealed: sealSecret(this.#dataKey, placeOf(id), Buffer.from(JSON.stringify(kept), 'utf8')),
        },
      ],
      skipDuplicates: true,
    });
    const row = await tx.identityVerification.findUniqueOrThrow({ where: { idempotencyKey: of.idempotencyKey } });
    return { verificationId: row.id as VerificationId, hash: row.hash };
  }

  /** Those of a session that fits `where`, oldest first. */
  async list(sessionId: SessionId, where: Prisma.SessionWhereInput): Promise<KeptVerification[]> {
    const rows = await this.#core.database.read(async (prisma) => {
      if ((await prisma.session.count({ where: { AND: [{ id: sessionId }, where] } })) === 0) throw new AppError('not_found');
      return prisma.identityVerification.findMany({ where: { sessionId }, orderBy: [{ decidedAt: 'asc' }, { id: 'asc' }] });
    });
    return rows.map((row) => ({ row, kept: row.sealed === null ? null : this.#open(row.id, row.sealed) }));
  }

  #openReading(id: string, sealed: Uint8Array): ReadSide {
    return ReadSide.parse(JSON.parse(openSecret(this.#dataKey, readingPlaceOf(id), sealed).toString('utf8')));
  }

  #open(id: string, sealed: Uint8Array): KeptVerification['kept'] {
    const { result, documentType } = JSON.parse(openSecret(this.#dataKey, placeOf(id), sealed).toString('utf8')) as {
      result: unknown;
      documentType: string | null;
    };
    return { result: CheckResult.parse(result), documentType };
  }
}

/** One step takes so many pictures at most: retakes of all sides. */
const MOST_SHOWN = 40;
const readingPlaceOf = (id: string): string => `identity ${id} reading`;

/** Bound to its row: in another it does not open. */
const placeOf = (id: string): string => `identity ${id}`;
