import { readFile } from 'node:fs/promises';
import { LocalObjectStore, type ObjectStore } from '@guichet/recording';
import { S3ObjectStore } from '@guichet/recording/s3';
import { z } from 'zod';
import type { Config } from '../config.ts';

const Credentials = z.object({ accessKeyId: z.string().min(1), secretAccessKey: z.string().min(1) });

/** The archive that the configuration names. A bucket is looked at by the first upload: a store that is away keeps no counter from starting. */
export async function openArchive({ folder, s3 }: Config['archive']): Promise<ObjectStore> {
  if (s3 === null) return new LocalObjectStore(folder);
  const credentials = Credentials.parse(JSON.parse(await readFile(s3.credentialsPath, 'utf8')));
  const { endpoint, region, bucket, prefix, lockMode } = s3;
  return new S3ObjectStore({ endpoint, region, bucket, prefix, lockMode, ...credentials });
}
