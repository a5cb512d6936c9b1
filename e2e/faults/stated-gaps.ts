import { join } from 'node:path';
import { folderSource, journalInfo, unwrapWithKeyFile } from '@guichet/recording';

export interface StatedGap {
  /** Wall clock, Unix ms. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** The gaps that a recording states of itself, read from its journal as the command line does. */
export async function statedGaps(dataDir: string, recordingId: string): Promise<readonly StatedGap[]> {
  const unwrapKey = await unwrapWithKeyFile(join(dataDir, 'keys', 'recording.jwk'));
  const { content } = await journalInfo(folderSource(join(dataDir, 'store', recordingId)), { unwrapKey });
  return (content?.gaps ?? []).map(({ from, to }) => ({ fromMs: Date.parse(from), toMs: Date.parse(to) }));
}
