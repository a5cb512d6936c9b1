import { setTimeout as delay } from 'node:timers/promises';
import { S3ObjectStore, type S3Settings } from '@guichet/recording/s3';
import { KeptHouse } from './kept-house.ts';

/** Works off what is queued for the archive, deletions and scrubs: a process of its own, to be killed. `node work-kept-main.ts DATABASE_URL FOLDER BUCKET`; the bucket as JSON, null: the archive is a folder. */
const [databaseUrl = '', folder = '', bucket = 'null'] = process.argv.slice(2);
const settings = JSON.parse(bucket) as S3Settings | null;
const archive = settings === null ? {} : { archive: new S3ObjectStore(settings) };
const { jobs, kept } = await KeptHouse.at({ databaseUrl, folder }).open({ keepLandedMs: 0, ...archive });
await jobs.start();
await kept.start();
for (;;) await delay(60_000);
