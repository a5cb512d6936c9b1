import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { AuditChainCheck } from '@guichet/evidence';
import { z } from 'zod';
import type { CommandModule, Outcome } from '../command.ts';
import { exitCode } from '../exit-code.ts';

const Entry = z.object({
  seq: z.number().int().positive(),
  at: z.number().int(),
  staffId: z.string().nullable(),
  action: z.string(),
  object: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
  previousHash: z.string(),
  hash: z.string(),
});

/** `audit verify`: whether an audit log that the counter exported is whole. Works offline, on the file alone. */
export const audit: CommandModule = {
  register(program, { say }, run) {
    const command = program
      .command('audit')
      .description(say({ en: 'check an exported audit log', 'zh-CN': '核验导出的审计日志' }))
      .helpCommand(false);
    command
      .command('verify')
      .argument('<file>', say({ en: 'the exported log, one JSON object a line', 'zh-CN': '导出的审计日志（每行一个 JSON 对象）' }))
      .option(
        '--head <hash>',
        say({ en: 'hash of an entry that was kept elsewhere: it has to be in the log', 'zh-CN': '另行保存的某一条的哈希，须出现在日志中' }),
      )
      .option('--json', say({ en: 'one JSON object', 'zh-CN': '只输出一个 JSON 对象' }))
      .description(say({ en: 'does every entry name the hash of the one before', 'zh-CN': '检查逐条是否以哈希相连' }))
      .addHelpText(
        'after',
        `\n${say({ en: 'Example:', 'zh-CN': '示例：' })}\n  guichet audit verify audit.jsonl --head 3f9a… --json\n\n${say({
          en: 'A log that was cut at its end is whole in itself: only --head tells. Exits 0 when it is whole, 1 when it is not.',
          'zh-CN': '截去末尾的日志本身仍然完整，须用 --head 比对。完整时退出码为 0，否则为 1。',
        })}`,
      )
      .action((file: string, options: { head?: string; json?: boolean }) => run(() => verify(file, options.head ?? null, say), options));
  },
};

async function verify(file: string, head: string | null, say: (texts: { en: string; 'zh-CN': string }) => string): Promise<Outcome> {
  const check = new AuditChainCheck();
  let isKnown = head === null;
  let line = 0;
  let unreadableAt: number | null = null;
  for await (const text of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    if (text === '') continue;
    line += 1;
    const entry = read(text);
    if (entry === null) {
      unreadableAt = line;
      break;
    }
    check.take(entry);
    isKnown ||= entry.hash === head;
  }
  const report = check.report();
  const brokenAt = report.brokenAt ?? unreadableAt;
  const ok = brokenAt === null && isKnown;
  const words = ok
    ? {
        en: `Whole: ${report.entries} entries. Last hash ${report.head}.`,
        'zh-CN': `完整：共 ${report.entries} 条，最后一条的哈希 ${report.head}。`,
      }
    : brokenAt === null
      ? { en: 'The entry that was kept elsewhere is not in it.', 'zh-CN': '另行保存的那一条不在日志中。' }
      : { en: `Broken at entry ${brokenAt}.`, 'zh-CN': `从第 ${brokenAt} 条起不完整。` };
  return {
    exitCode: ok ? exitCode.yes : exitCode.no,
    json: { ok, entries: report.entries, head: report.head, brokenAt, headFound: head === null ? null : isKnown },
    text: say(words),
  };
}

function read(text: string): z.infer<typeof Entry> | null {
  try {
    return Entry.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
