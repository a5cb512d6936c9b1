/** Stores in buckets, apart from the rest: their client takes time to load. */
export { S3ChunkStore } from './s3-chunk-store.ts';
export { S3ObjectStore } from './s3-object-store.ts';
export { readS3Settings, type S3Place, type S3Settings } from './s3-settings.ts';
