import { createHash } from 'node:crypto';
import { open as openFile, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writePackage } from '@guichet/evidence/sealing';
import { AppError, type EvidenceExportId } from '@guichet/protocol';
import type { EvidenceExport, Prisma } from '../database/generated/client.ts';
import type { JobHandler } from '../jobs/job-queue.ts';
import { throttled } from '../jobs/throttled.ts';
import { type ContentsOptions, Damaged, PackageContents } from './package-contents.ts';
import type { SealLog } from './seal-log.ts';
import { sealOfRow } from './stamper.ts';

/** So long a package that was made is there to be fetched. */
const KEPT_FOR_MS = 24 * 3_600_000;

interface PackagesOptions extends ContentsOptions {
  readonly log: SealLog;
  /** Folder of what was made. */
  readonly folder: string;
}

/** Makes evidence packages from what stands in store and database. What doesn't fit the seal any more is not packed: it is named. */
export class EvidencePackages {
  readonly #options: PackagesOptions;

  constructor(options: PackagesOptions) {
    this.#options = options;
  }

  fileNameOf(exportId: EvidenceExportId): { readonly folder: string; readonly name: string } {
    return { folder: this.#options.folder, name: `${exportId}.asice` };
  }

  readonly job: JobHandler<'evidence.package'> = async ({ exportId }, { signal, last }) => {
    const { database, clock, logger } = this.#options.core;
    const row = await database.read((prisma) => prisma.evidenceExport.findUnique({ where: { id: exportId } }));
    if (row === null || row.status !== 'pending') return;
    try {
      const made = await this.#make(row, signal);
      await this.#update(exportId, { status: 'ready', progress: 1, ...made, finishedAt: new Date(clock()) });
      logger.info({ exportId, sizeBytes: Number(made.sizeBytes) }, 'evidence package made');
    } catch (error) {
      const damaged = error instanceof Damaged;
      // One that waits for a file to be made again is tried again.
      if (!damaged && !last) throw error;
      logger.error({ exportId, err: error }, 'evidence package cannot be made');
      await this.#update(exportId, { status: 'failed', failure: damaged ? 'damaged' : 'not_readable', finishedAt: new Date(clock()) });
    }
  };

  /** Removes what has been there long enough. */
  async expire(): Promise<void> {
    const { database, clock } = this.#options.core;
    const before = new Date(clock() - KEPT_FOR_MS);
    const rows = await database.read((prisma) =>
      prisma.evidenceExport.findMany({ where: { status: 'ready', finishedAt: { lt: before } } }),
    );
    for (const { id } of rows) {
      const { folder, name } = this.fileNameOf(id as EvidenceExportId);
      await rm(join(folder, name), { force: true });
      await this.#update(id, { status: 'expired' });
    }
  }

  async #make(row: EvidenceExport, signal: AbortSignal): Promise<{ readonly sizeBytes: bigint; readonly sha256: string }> {
    const { core, log, folder } = this.#options;
    const sealRow = await core.database.read((prisma) =>
      prisma.seal.findUnique({
        where: { sessionId: row.sessionId },
        include: { stamps: { where: { token: { not: null } }, orderBy: { number: 'asc' } } },
      }),
    );
    const seal = sealRow === null ? null : sealOfRow(sealRow);
    if (sealRow === null || seal === null || sealRow.logIndex === null) throw new AppError('not_found');
    const { folder: _folder, name } = this.fileNameOf(row.id as EvidenceExportId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const draft = join(folder, `.${name}.part`);
    const contents = new PackageContents(this.#options, sealRow.id, seal.manifest.files, seal.manifest.sessionId);
    await contents.prepare();
    const total = seal.manifest.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const proofs = {
      timeStamps: sealRow.stamps.flatMap(({ token }) => token ?? []),
      logProof: await log.proofOf(sealRow.logIndex),
    };
    const progress = throttled((ratio) => this.#update(row.id, { progress: ratio }));
    const file = await openFile(draft, 'w', 0o600);
    try {
      const hash = createHash('sha256');
      let written = 0;
      for await (const piece of writePackage(seal, proofs, (path) => contents.open(path))) {
        signal.throwIfAborted();
        hash.update(piece);
        await file.writeFile(piece);
        written += piece.length;
        progress.note(written / Math.max(1, total));
      }
      await file.sync();
      await file.close();
      await rename(draft, join(folder, name));
      await progress.settled();
      return { sizeBytes: BigInt(written), sha256: hash.digest('hex') };
    } catch (error) {
      await file.close().catch(() => undefined);
      await rm(draft, { force: true });
      throw error;
    } finally {
      contents.close();
    }
  }

  async #update(id: string, data: Prisma.EvidenceExportUpdateManyMutationInput): Promise<void> {
    await this.#options.core.database.transaction((tx) => tx.evidenceExport.updateMany({ where: { id }, data }));
  }
}
