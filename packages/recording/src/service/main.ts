import { useCompileCache } from './early/compile-cache.ts';
import { readJournalDir } from './early/config.ts';
import { bindEarly } from './early/early-sockets.ts';
import { keepYoungHeapSmall } from './early/small-young-heap.ts';

// The order is the point: first the ports of open recordings, then everything that takes time to load. After a kill that is the
// difference between a tenth of a second of media and most of a second.
const journalDir = readJournalDir();
const early = journalDir ? await bindEarly(journalDir) : new Map();
useCompileCache();
keepYoungHeapSmall();
const { runService } = await import('./run.ts');
await runService(early);
