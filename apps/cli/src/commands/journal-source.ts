import { existsSync } from 'node:fs';
import type { LocalText } from '@guichet/protocol';
import { journalInfo, unwrapWithKeyFile } from '@guichet/recording';
import type { JournalSource, UnwrapKey } from '@guichet/recording';
import { Option } from 'commander';
import { recordingKeyFile } from '../config.ts';

type Say = (texts: LocalText) => string;

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

export const keyOption = (say: Say): Option =>
  new Option(
    '--key <file>',
    say({
      en: 'private key that opens the journal (JWK or PEM); this installation’s own by default',
      'zh-CN': '解密私钥（JWK 或 PEM）；默认使用本机私钥',
    }),
  );

export const jsonOption = (say: Say): Option => new Option('--json', say({ en: 'one JSON object', 'zh-CN': '只输出一个 JSON 对象' }));
