import { existsSync } from 'node:fs';
import { journalInfo, unwrapWithKeyFile } from '@guichet/recording';
import type { JournalSource, UnwrapKey } from '@guichet/recording';
import { recordingKeyFile } from '../config.ts';

/**
 * The key that opens a journal: the one that was named; else this installation's own, if there is one and it opens this journal. A named
 * key that can't be read is an error, the other simply isn't used.
 */
export async function findUnwrapKey(source: JournalSource, named: string | undefined): Promise<UnwrapKey | null> {
  if (named !== undefined) return unwrapWithKeyFile(named);
  const own = recordingKeyFile();
  if (!existsSync(own)) return null;
  const unwrapKey = await unwrapWithKeyFile(own).catch(() => null);
  if (!unwrapKey) return null;
  const { content } = await journalInfo(source, { unwrapKey });
  return content ? unwrapKey : null;
}
