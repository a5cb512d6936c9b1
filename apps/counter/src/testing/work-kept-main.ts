import { setTimeout as delay } from 'node:timers/promises';
import { KeptHouse } from './kept-house.ts';

/** Works off what is queued for the archive, deletions and scrubs: a process of its own, to be killed. `node work-kept-main.ts DATABASE_URL FOLDER` */
const [databaseUrl = '', folder = ''] = process.argv.slice(2);
const { jobs, kept } = await KeptHouse.at({ databaseUrl, folder }).open({ keepLandedMs: 0 });
await jobs.start();
await kept.start();
for (;;) await delay(60_000);
