/** `node bench/identity/accuracy-table.ts`: makes `docs/identity-accuracy.md` of the tally of all runs of `npm run bench -- identity --only accuracy`. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { accuracyPage } from './accuracy-page.ts';
import { readerFingerprints } from './reader-fingerprint.ts';
import { TALLY_FILE, TallyOnDisk } from './tally.ts';

const PAGE = fileURLToPath(new URL('../../docs/identity-accuracy.md', import.meta.url));
const LED_TO = new URL('./what-runs-led-to.md', import.meta.url);

const tally = (await TallyOnDisk.open(TALLY_FILE)).read();
if (tally === null) throw new Error(`there is no ${TALLY_FILE}: npm run -s bench -- identity --only accuracy`);
await writeFile(PAGE, accuracyPage({ tally, readers: await readerFingerprints(), ledTo: await readFile(LED_TO, 'utf8') }));
