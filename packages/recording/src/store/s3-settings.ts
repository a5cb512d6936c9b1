import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const Credentials = z.object({ accessKeyId: z.string().min(1), secretAccessKey: z.string().min(1) });

/** Whether a lock binds the owner of the bucket too (`COMPLIANCE`), or those without the right to bypass it (`GOVERNANCE`). */
export const S3LockMode = z.enum(['COMPLIANCE', 'GOVERNANCE']);
export type S3LockMode = z.infer<typeof S3LockMode>;

/** A folder of a bucket: empty or with a slash at its end. */
export const S3Prefix = z.string().regex(/^([A-Za-z0-9._-]+\/)*$/);

/** Where a bucket is; its credentials are a file of their own. */
export interface S3Place {
  /** Null: Amazon's own. */
  readonly endpoint: string | null;
  readonly region: string;
  readonly bucket: string;
  /** Before every key. */
  readonly prefix: string;
  readonly lockMode: S3LockMode;
}

export interface S3Settings extends S3Place {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Rejects for a file that cannot be read or holds no credentials; nothing of it stands in the error. */
export async function readS3Settings(place: S3Place, credentialsPath: string): Promise<S3Settings> {
  const parsed = Credentials.safeParse(await readFile(credentialsPath, 'utf8').then(parseJson));
  if (!parsed.success) throw new Error(`${credentialsPath} holds no accessKeyId and secretAccessKey as JSON`);
  const { endpoint, region, bucket, prefix, lockMode } = place;
  return { endpoint, region, bucket, prefix, lockMode, ...parsed.data };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
