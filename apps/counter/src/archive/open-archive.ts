import { type ChunkStore, LocalFolderStore, LocalObjectStore, type ObjectStore } from '@guichet/recording';
import { readS3Settings, S3ChunkStore, S3ObjectStore } from '@guichet/recording/s3';
import type { Config } from '../config.ts';

/** The archive that the configuration names. A bucket is looked at by the first upload: a store that is away keeps no counter from starting. */
export async function openArchive({ folder, s3 }: Config['archive']): Promise<ObjectStore> {
  return s3 === null ? new LocalObjectStore(folder) : new S3ObjectStore(await readS3Settings(s3, s3.credentialsPath));
}

/** Where nodes ship recordings to; whoever archives them reads there. */
export async function openLanding({ folder, s3, lockedForMs }: Config['landing']): Promise<ChunkStore> {
  return s3 === null ? new LocalFolderStore(folder) : new S3ChunkStore(await readS3Settings(s3, s3.credentialsPath), lockedForMs);
}
