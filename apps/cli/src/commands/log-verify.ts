import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FileSource } from '@guichet/evidence/file-source';
import { auditLog, LogFault, logEntryOf, type LogReport, manifestHashOf, parseNoteKey } from '@guichet/evidence/verification';
import type { LocalText } from '@guichet/protocol';
import type { Command } from 'commander';
import type { CommandContext, Outcome, RunCommand } from '../command.ts';
import { exitCode } from '../exit-code.ts';

const ANSWER_WITHIN_MS = 30_000;

interface LogArguments {
  readonly logKey: string;
  readonly since?: string;
  readonly package?: string;
  readonly save?: string;
  readonly json?: boolean;
}

/** `guichet log verify SOURCE`: is every seal still there, and nothing rewritten. */
export function registerLogVerify(log: Command, context: CommandContext, run: RunCommand): void {
  const { say } = context;
  log
    .command('verify')
    .argument('<source>', say({ en: 'address of the log, or a folder that --save made', 'zh-CN': '日志地址，或由 --save 保存的文件夹' }))
    .requiredOption('--log-key <file>', say({ en: 'key of the log, from elsewhere than the log', 'zh-CN': '日志公钥（须从其他渠道取得）' }))
    .option(
      '--since <file>',
      say({ en: 'a signed head kept from an earlier time: the log has to go on from it', 'zh-CN': '以前保存的日志签名头，日志须由其延续' }),
    )
    .option('--package <file>', say({ en: 'an evidence package: its seal has to be in the log', 'zh-CN': '证据包，其签封须在日志中' }))
    .option(
      '--save <folder>',
      say({ en: 'keep what was read, for verifying without a network or later', 'zh-CN': '保存读取的内容，供离线或日后核验' }),
    )
    .option('--json', say({ en: 'one JSON object', 'zh-CN': '只输出一个 JSON 对象' }))
    .description(say({ en: 'is every seal in it, and has nothing been rewritten', 'zh-CN': '核验日志中的签封是否齐全、有无改写' }))
    .addHelpText(
      'after',
      `\n${say({ en: 'Examples:', 'zh-CN': '示例：' })}\n  guichet log verify https://counter.bank.example/v1/log --log-key bank.vkey --save copy\n  guichet log verify https://counter.bank.example/v1/log --log-key bank.vkey --since copy/checkpoint --package session.asice\n\n${say(
        {
          en: 'Exits 0 when all of it holds, 1 when it does not. Whoever keeps heads and looks again later finds out when the log was rewritten.',
          'zh-CN': '全部成立时退出码为 0，否则为 1。保存签名头并日后再次核验，即可发现改写。',
        },
      )}`,
    )
    .action((source: string, options: LogArguments) => run(() => verify(source, options, context), options));
}

async function verify(source: string, options: LogArguments, { say, output }: CommandContext): Promise<Outcome> {
  const key = parseNoteKey((await readFile(options.logKey, 'utf8')).trim());
  if (key === null)
    throw new Error(say({ en: `There is no log key in ${options.logKey}.`, 'zh-CN': `${options.logKey} 中没有日志公钥。` }));
  const read = options.save === undefined ? readerOf(source) : saving(readerOf(source), options.save);
  const checkpoint = new TextDecoder().decode(await read('checkpoint'));
  const entry = options.package === undefined ? null : await entryOf(options.package, say);
  let shown = 0;
  const report = await auditLog({
    checkpoint,
    key,
    fetchTile: (path) => read(`tile/${path}`),
    older: options.since === undefined ? null : await readFile(options.since, 'utf8'),
    entry,
    onProgress: (done, total) => {
      const tenth = Math.floor((10 * done) / total);
      if (tenth <= shown || total < PROGRESS_FROM_ENTRIES) return;
      shown = tenth;
      output.note(`${tenth * 10} %`);
    },
  });
  const root = report.root === null ? null : Buffer.from(report.root).toString('hex');
  return {
    exitCode: report.ok ? exitCode.yes : exitCode.no,
    json: { ...report, root },
    text: [
      ...report.faults.map(({ fault, index }) => `✗ ${say(FAULTS[fault])}${index === undefined ? '' : ` (${index})`}`),
      say(summaryOf(report, root)),
    ].join('\n'),
  };
}

const PROGRESS_FROM_ENTRIES = 20_000;

const FAULTS: Readonly<Record<LogFault, LocalText>> = {
  [LogFault.checkpoint]: { en: 'The head is not signed by this log', 'zh-CN': '日志头并非由该日志签发' },
  [LogFault.entries]: { en: 'Entries are missing or cannot be read, from number', 'zh-CN': '条目缺失或无法读取，起始序号' },
  [LogFault.root]: { en: 'The entries are not those that were signed', 'zh-CN': '条目与签名不符' },
  [LogFault.tiles]: { en: 'The tiles are not those that were signed', 'zh-CN': '哈希分块与签名不符' },
  [LogFault.rewritten]: { en: 'The log was rewritten since the head that you kept', 'zh-CN': '自您保存的日志头之后，日志被改写' },
  [LogFault.absent]: { en: 'The seal of the package is not in the log', 'zh-CN': '证据包的签封不在日志中' },
};

function summaryOf({ ok, origin, size, index }: LogReport, root: string | null): LocalText {
  if (!ok) return { en: `The log ${origin} does not hold.`, 'zh-CN': `日志 ${origin} 不成立。` };
  const at = index === null ? { en: '', 'zh-CN': '' } : { en: ` The package is number ${index}.`, 'zh-CN': `证据包为第 ${index} 条。` };
  return {
    en: `The log ${origin} holds: ${size} seals, head ${root}.${at.en}`,
    'zh-CN': `日志 ${origin} 成立：共 ${size} 条签封，根哈希 ${root}。${at['zh-CN']}`,
  };
}

type Read = (path: string) => Promise<Uint8Array>;

function readerOf(source: string): Read {
  if (!/^https?:\/\//.test(source)) return (path) => readFile(join(source, path));
  const base = source.replace(/\/+$/, '');
  return async (path) => {
    const reply = await fetch(`${base}/${path}`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    if (!reply.ok) throw new Error(`${base}/${path}: ${reply.status}`);
    return new Uint8Array(await reply.arrayBuffer());
  };
}

const saving =
  (read: Read, folder: string): Read =>
  async (path) => {
    const bytes = await read(path);
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
    return bytes;
  };

async function entryOf(file: string, say: CommandContext['say']): Promise<Uint8Array> {
  const source = new FileSource(file);
  try {
    const hash = await manifestHashOf(source);
    if (hash === null) throw new Error(say({ en: `${file} is not an evidence package.`, 'zh-CN': `${file} 不是证据包。` }));
    return logEntryOf(hash);
  } finally {
    source.close();
  }
}
