import { AppError, RecordingId } from '@guichet/protocol';
import { type ChunkReader, epochName, epochOf, type ObjectStore } from '@guichet/recording';
import type { Database } from '../database/database.ts';
import type { MasterKeys } from '../keys/master-keys.ts';

interface ArchivedChunksOptions {
  readonly database: Database;
  /** Where nodes ship chunks to. */
  readonly landing: ChunkReader;
  readonly archive: ObjectStore;
  readonly masterKeys: MasterKeys;
}

/** A journal wherever it stands: as its node shipped it, or in the archive, with its keys out of the database. */
export class ArchivedChunks implements ChunkReader {
  readonly name: string;
  readonly #options: ArchivedChunksOptions;

  constructor(options: ArchivedChunksOptions) {
    this.#options = options;
    this.name = options.landing.name;
  }

  async read(key: string, maxBytes: number): Promise<Buffer> {
    try {
      return await this.#options.landing.read(key, maxBytes);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
      return (await this.#readArchived(key)).subarray(0, maxBytes);
    }
  }

  async list(recordingId: RecordingId): Promise<readonly string[]> {
    const { database, landing } = this.#options;
    const [landed, objects, keys] = await Promise.all([
      landing.list(recordingId),
      database.read((prisma) => prisma.storedObject.findMany({ where: { recordingId, deletedAt: null }, select: { name: true } })),
      database.read((prisma) => prisma.recordingKey.findMany({ where: { recordingId, wrapped: { not: null } }, select: { epoch: true } })),
    ]);
    return [...new Set([...landed, ...objects.map(({ name }) => name), ...keys.map(({ epoch }) => epochName(epoch))])];
  }

  async #readArchived(key: string): Promise<Buffer> {
    const { database, archive } = this.#options;
    const [folder = '', name = ''] = key.split('/');
    const recordingId = RecordingId.parse(folder);
    const epoch = epochOf(name);
    if (epoch !== null) return this.#epoch(recordingId, epoch);
    const row = await database.read((prisma) => prisma.storedObject.findUnique({ where: { recordingId_name: { recordingId, name } } }));
    if (row?.deletedAt != null) throw new AppError('recording_deleted');
    const bytes = row === null ? null : await archive.read({ recordingId, sha256: row.sha256 });
    if (bytes === null) throw notThere();
    return bytes;
  }

  async #epoch(recordingId: RecordingId, epoch: number): Promise<Buffer> {
    const { database, masterKeys } = this.#options;
    const row = await database.read((prisma) => prisma.recordingKey.findUnique({ where: { recordingId_epoch: { recordingId, epoch } } }));
    if (row === null) throw notThere();
    if (row.wrapped === null) throw new AppError('recording_deleted');
    return Buffer.from(await masterKeys.unwrap(row.wrapped, { recordingId, epoch }));
  }
}

/** As a file system says it. */
const notThere = (): Error => Object.assign(new Error('No such object in the store'), { code: 'ENOENT' });
