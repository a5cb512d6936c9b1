import { type BundlePublicKey, BundlePublicKey as PublicKey, keyId, type TrustedKey } from '@guichet/bundles';
import { AppError, type BundleKeyView, type Language, type StaffId } from '@guichet/protocol';
import { AuditAction, type AuditTrail } from '../audit/audit-trail.ts';
import type { Clock } from '../database/clock.ts';
import type { Database, Tx } from '../database/database.ts';
import type { BundleKey, PrismaClient } from '../database/generated/client.ts';
import { jsonColumn } from '../database/json-column.ts';
import { peopleOf } from '../staff/staff-names.ts';

interface BundleKeysOptions {
  readonly database: Database;
  readonly audit: AuditTrail;
  readonly clock: Clock;
}

/** Whose bundles are taken. */
export class BundleKeys {
  readonly #options: BundleKeysOptions;

  constructor(options: BundleKeysOptions) {
    this.#options = options;
  }

  /** Throws `bad_request` for what is no such key, `wrong_state` for one that was revoked: whoever has it may be somebody else by now. */
  async trust(staffId: StaffId, { publicKey, name, reason }: { publicKey: unknown; name: string; reason: string }): Promise<BundleKey> {
    const parsed = PublicKey.safeParse(publicKey);
    const kid = parsed.success ? await nameOf(parsed.data) : null;
    if (!parsed.success || kid === null) throw new AppError('bad_request');
    const { database, audit, clock } = this.#options;
    return database.transaction(async (tx) => {
      const found = await tx.bundleKey.findUnique({ where: { kid } });
      if (found?.revokedAt != null) throw new AppError('wrong_state');
      if (found !== null) return found;
      await audit.record(tx, { action: AuditAction.bundleKeyTrusted, staffId, object: kid, detail: { name, reason } });
      const facts = { name, jwk: jsonColumn(parsed.data), trustedAt: new Date(clock()), trustedById: staffId };
      return tx.bundleKey.create({ data: { kid, ...facts } });
    });
  }

  /** For good. Throws `not_found`, `wrong_state`. */
  async revoke(staffId: StaffId, kid: string, reason: string): Promise<BundleKey> {
    const { database, audit, clock } = this.#options;
    return database.transaction(async (tx) => {
      const found = await tx.bundleKey.findUnique({ where: { kid } });
      if (found === null) throw new AppError('not_found');
      if (found.revokedAt !== null) throw new AppError('wrong_state');
      await audit.record(tx, { action: AuditAction.bundleKeyRevoked, staffId, object: kid, detail: { name: found.name, reason } });
      return tx.bundleKey.update({ where: { kid }, data: { revokedAt: new Date(clock()) } });
    });
  }

  async trusted(): Promise<readonly TrustedKey[]> {
    const rows = await this.#options.database.read((prisma) => prisma.bundleKey.findMany());
    return rows.map(({ kid, jwk, revokedAt }) => ({ kid, jwk: PublicKey.parse(jwk), isRevoked: revokedAt !== null }));
  }

  async views(rows: readonly BundleKey[] | null, language: Language): Promise<BundleKeyView[]> {
    return this.#options.database.read(async (prisma) =>
      keyViews(prisma, rows ?? (await prisma.bundleKey.findMany({ orderBy: { trustedAt: 'desc' } })), language),
    );
  }
}

async function nameOf(key: BundlePublicKey): Promise<string | null> {
  return keyId(key).catch(() => null);
}

async function keyViews(reader: Tx | PrismaClient, rows: readonly BundleKey[], language: Language): Promise<BundleKeyView[]> {
  const personOf = await peopleOf(
    reader,
    rows.map(({ trustedById }) => trustedById),
    language,
  );
  return rows.map(({ kid, name, trustedAt, trustedById, revokedAt }) => ({
    ...{ kid, name, trustedAt: trustedAt.getTime(), revokedAt: revokedAt?.getTime() ?? null },
    trustedBy: personOf(trustedById) ?? { staffId: trustedById as StaffId, name: '' },
  }));
}
