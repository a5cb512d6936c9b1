import { imprintOfSeal, type Manifest, type Seal, signedListOf } from '@guichet/evidence/sealing';
import { AppError, type SessionId } from '@guichet/protocol';
import type { SealStamp } from '../database/generated/client.ts';
import type { JobHandler } from '../jobs/job-queue.ts';
import type { Core } from '../sessions/core.ts';
import type { TimeAuthority } from './time-authority.ts';

interface StamperOptions {
  readonly core: Core;
  readonly authorities: readonly TimeAuthority[];
}

/** A seal as its row keeps it; null for one that isn't signed yet. */
export function sealOfRow(row: { readonly manifest: Uint8Array | null; readonly signature: Uint8Array | null }): Seal | null {
  if (row.manifest === null || row.signature === null) return null;
  const manifest = JSON.parse(new TextDecoder().decode(row.manifest)) as Manifest;
  return { manifest, signedList: signedListOf(manifest), signature: row.signature };
}

/** Has seals time-stamped. An authority that doesn't answer is asked again until it does; what the others said stands meanwhile. */
export class Stamper {
  readonly #options: StamperOptions;

  constructor(options: StamperOptions) {
    this.#options = options;
  }

  readonly job: JobHandler<'seal.stamp'> = async ({ sessionId }, { signal }) => {
    const { database } = this.#options.core;
    const row = await database.read((prisma) =>
      prisma.seal.findUnique({ where: { sessionId }, include: { stamps: { orderBy: { authority: 'asc' } } } }),
    );
    const seal = row === null ? null : sealOfRow(row);
    if (row === null || seal === null) return;
    let given = row.stamps.filter(({ token }) => token !== null).length;
    let left = 0;
    for (const stamp of row.stamps) {
      if (stamp.token !== null) continue;
      if (await this.#ask(seal, stamp, given + 1, signal)) given += 1;
      else left += 1;
    }
    this.#options.core.changes.changed(sessionId as SessionId);
    if (left > 0) throw new AppError('unavailable');
  };

  /** `number`: the place in the package, which is part of what is stamped. */
  async #ask(seal: Seal, { sealId, authority: name }: SealStamp, number: number, signal: AbortSignal): Promise<boolean> {
    const { core, authorities } = this.#options;
    const where = { sealId_authority: { sealId, authority: name } };
    const authority = authorities.find((one) => one.name === name);
    try {
      if (authority === undefined) throw new AppError('not_found');
      const { token, atMs } = await authority.stamp(imprintOfSeal(seal, number), signal);
      await core.database.transaction((tx) =>
        tx.sealStamp.update({ where, data: { number, token, stampedAt: new Date(atMs), failure: null, attempts: { increment: 1 } } }),
      );
      return true;
    } catch (error) {
      const { code } = AppError.from(error);
      core.logger.warn({ sealId, code, err: error }, 'an authority of time did not answer');
      await core.database.transaction((tx) => tx.sealStamp.update({ where, data: { failure: code, attempts: { increment: 1 } } }));
      return false;
    }
  }
}
