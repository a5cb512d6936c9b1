import { createSecretKey } from 'node:crypto';
import { shippedPacks } from '@guichet/rules';
import { pino } from 'pino';
import { Database } from '../database/database.ts';
import { SessionDocuments } from '../documents/session-documents.ts';
import { Inspector } from '../inspection/inspector.ts';
import { drawReview } from '../review/draw-review.ts';
import { createCore } from '../sessions/create-core.ts';

/** Inspects whatever is not inspected yet, and ends: a process of its own, to be killed. `node inspect-all-main.ts DATABASE_URL DATA_KEY_IN_HEX` */
const [url = '', key = ''] = process.argv.slice(2);
const database = new Database(url);
const dataKey = createSecretKey(Buffer.from(key, 'hex'));
const core = createCore({ database, dataKey, logger: pino({ level: 'silent' }) });
const inspector = new Inspector({
  core,
  documents: new SessionDocuments(core, dataKey),
  packs: shippedPacks(),
  looks: null,
  identity: null,
  prompts: null,
  listener: null,
});
inspector.onInspected(drawReview(core));
for (const recordingId of await inspector.uninspected(100)) await inspector.inspect(recordingId);
await database.close();
