import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../config.ts';

const BASE = { DATABASE_URL: 'postgresql://localhost/guichet', GUICHET_DATA: '/srv/guichet' };

function problemsOf(change: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig({ ...BASE, ...change });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('where nodes ship to, in the configuration', () => {
  it('is a folder, or a bucket with object lock', () => {
    expect(readConfig(BASE).landing).toMatchObject({ folder: '/srv/guichet/store', s3: null });
    const bucket = { STORE_S3_BUCKET: 'landing', STORE_S3_CREDENTIALS: '/srv/s3.json', STORE_S3_LOCK_DAYS: '3' };
    expect(readConfig({ ...BASE, ...bucket }).landing).toMatchObject({ s3: { bucket: 'landing' }, lockedForMs: 3 * 86_400_000 });
  });
});

describe('the archive in the configuration', () => {
  it('is a folder beside the other data, where nothing else is said', () => {
    expect(readConfig(BASE)).toMatchObject({
      archive: { folder: '/srv/guichet/archive', s3: null, keepLandedMs: 24 * 3_600_000 },
      keys: { masterPath: '/srv/guichet/keys/archive.keys' },
    });
  });

  it('is a bucket that is locked for its owner too', () => {
    const bucket = { ARCHIVE_S3_BUCKET: 'recordings', ARCHIVE_S3_CREDENTIALS: '/srv/s3.json', ARCHIVE_S3_PREFIX: 'bank/' };
    expect(readConfig({ ...BASE, ...bucket }).archive.s3).toEqual({
      bucket: 'recordings',
      endpoint: null,
      region: 'us-east-1',
      prefix: 'bank/',
      credentialsPath: '/srv/s3.json',
      lockMode: 'COMPLIANCE',
    });
  });

  it.each([
    ['a bucket without credentials', { ARCHIVE_S3_BUCKET: 'recordings' }, /ARCHIVE_S3_CREDENTIALS/],
    ['a bucket and a folder', { ARCHIVE_S3_BUCKET: 'recordings', ARCHIVE_S3_CREDENTIALS: '/s3.json', ARCHIVE_DIR: '/a' }, /ARCHIVE_DIR/],
    ['a bucket to ship to and a folder', { STORE_S3_BUCKET: 'landing', STORE_S3_CREDENTIALS: '/s3.json', STORE_DIR: '/a' }, /STORE_DIR/],
    ['a bucket in clear over the network', { ARCHIVE_S3_ENDPOINT: 'http://objects.bank.example' }, /https/],
    ['a prefix that is no folder', { ARCHIVE_S3_PREFIX: '../bank' }, /ARCHIVE_S3_PREFIX/],
    ['a lock that there is not', { ARCHIVE_S3_LOCK: 'NONE' }, /ARCHIVE_S3_LOCK/],
  ])('is not %s', (_what, change, expected) => {
    expect(problemsOf(change).join('\n')).toMatch(expected);
  });

  it('may be a bucket on this machine without TLS', () => {
    expect(problemsOf({ ARCHIVE_S3_ENDPOINT: 'http://127.0.0.1:9000' })).toEqual([]);
  });
});
