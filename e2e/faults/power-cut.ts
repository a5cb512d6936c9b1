import { cp, mkdtemp, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderSource, journalInfo, unwrapWithKeyFile } from '@guichet/recording';
import { ScriptedCall } from '../kit/scripted-call.ts';
import { atMost, type Fault } from './fault.ts';

const LOST_AT_MOST_MS = 2_000;
/** The copy itself takes a moment, in which the call goes on. */
const COPY_MS = 500;

/** What a power cut leaves: closed chunks are flushed, of the open one nothing can be counted on. */
export const powerCut: Fault = {
  name: 'files cut to the last fsync',
  short: true,
  limit: `≤ ${LOST_AT_MOST_MS} ms lost, the rest whole`,
  async run({ installation, random }) {
    const { dataDir } = installation.running;
    const call = await ScriptedCall.start({ installation, random });
    const { recordingId } = call;
    await new Promise((resolve) => setTimeout(resolve, random.between(5_000, 8_000)));
    const folder = await mkdtemp(join(tmpdir(), 'guichet-cut-'));
    try {
      const cutAtMs = Date.now();
      await cp(join(dataDir, 'journals', recordingId), folder, { recursive: true });
      const chunks = (await readdir(folder)).filter((name) => name.endsWith('.chunk')).toSorted();
      const open = chunks.at(-1);
      if (open) await truncate(join(folder, open), random.below(200));
      const unwrapKey = await unwrapWithKeyFile(join(dataDir, 'keys', 'recording.jwk'));
      const { content, chain } = await journalInfo(folderSource(folder), { unwrapKey });
      if (!content?.startedAt) throw new Error('Nothing of the journal could be read');
      const lostMs = cutAtMs - (Date.parse(content.startedAt) + content.durationMs);
      atMost('lost (ms)', lostMs, LOST_AT_MOST_MS + COPY_MS);
      await call.end();
      return { lostMs: Math.round(lostMs), chunksVerified: chain.verifiedThrough, chunks: chunks.length };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
