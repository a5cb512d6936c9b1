import { readFile } from 'node:fs/promises';
import { FileSource, nodeChecksums } from '@guichet/evidence/file-source';
import {
  certificatesOfPem,
  checkOutcomeText,
  checkText,
  findingText,
  Outcome as CheckOutcome,
  parseNoteKey,
  parseReceipt,
  retentionText,
  type Receipt,
  type Trust,
  type VerificationReport,
  Verdict,
  verdictText,
  verifyPackage,
} from '@guichet/evidence/verification';
import type { CommandContext, CommandModule, Outcome } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { collect } from './flow-files.ts';

interface VerifyArguments {
  readonly trust: string[];
  readonly logKey?: string;
  readonly receipt?: string;
  readonly json?: boolean;
}

/** `guichet verify FILE`: is this evidence package genuine, and if not, what doesn't hold and where. */
export const verifyCommand: CommandModule = {
  register(program, context, run) {
    const { say } = context;
    program
      .command('verify')
      .argument('<file>', say({ en: 'the evidence package', 'zh-CN': '证据包文件' }))
      .option(
        '--trust <file>',
        say({ en: 'certificates (PEM) of whom you trust; may be given more than once', 'zh-CN': '您信任的证书（PEM），可多次给出' }),
        collect,
        [],
      )
      .option('--log-key <file>', say({ en: 'key of the institution’s log of seals', 'zh-CN': '机构签封日志的公钥' }))
      .option('--receipt <file>', say({ en: 'the customer’s receipt', 'zh-CN': '客户自留的回执' }))
      .option('--json', say({ en: 'one JSON object', 'zh-CN': '只输出一个 JSON 对象' }))
      .description(say({ en: 'is it genuine; if not, what was changed and where', 'zh-CN': '检验证据包是否真实，并指出被改动之处' }))
      .addHelpText(
        'after',
        `\n${say({ en: 'Examples:', 'zh-CN': '示例：' })}\n  guichet verify session.asice --trust bank.pem\n  guichet verify session.asice --trust bank.pem --log-key bank.vkey --receipt receipt.json --json\n\n${say(
          {
            en: 'Exits 0 when it is genuine, 1 when it is not or when nobody you trust vouches for it. Nothing is asked of the network.',
            'zh-CN': '真实时退出码为 0；不真实，或没有您信任的一方作证时为 1。全程不访问网络。',
          },
        )}`,
      )
      .action((file: string, options: VerifyArguments) => run(() => verify(file, options, context), options));
  },
};

async function verify(file: string, { trust, logKey, receipt }: VerifyArguments, { say, output }: CommandContext): Promise<Outcome> {
  const believed = await readTrust(trust, logKey, say);
  const own = receipt === undefined ? null : await readReceipt(receipt, say);
  const source = new FileSource(file);
  let shown = 0;
  const onProgress = (done: number, total: number): void => {
    const tenth = total === 0 ? 10 : Math.floor((10 * done) / total);
    if (tenth <= shown || total < PROGRESS_FROM_BYTES) return;
    shown = tenth;
    output.note(`${tenth * 10} %`);
  };
  try {
    const report = await verifyPackage(source, {
      trust: believed,
      receipt: own,
      nowMs: Date.now(),
      checksums: nodeChecksums,
      onProgress,
    });
    return { exitCode: report.verdict === Verdict.genuine ? exitCode.yes : exitCode.no, json: report, text: describe(report, say) };
  } finally {
    source.close();
  }
}

/** Smaller packages are done before anybody could read how far they are. */
const PROGRESS_FROM_BYTES = 64 << 20;

type Say = CommandContext['say'];

async function readTrust(files: readonly string[], logKeyFile: string | undefined, say: Say): Promise<Trust> {
  const certificates = [];
  for (const file of files) {
    const found = certificatesIn(await readFile(file, 'utf8'));
    if (found.length === 0)
      throw new Error(say({ en: `There is no certificate in ${file}. It must be PEM.`, 'zh-CN': `${file} 中没有证书（应为 PEM 格式）。` }));
    certificates.push(...found);
  }
  const log = logKeyFile === undefined ? null : parseNoteKey((await readFile(logKeyFile, 'utf8')).trim());
  if (logKeyFile !== undefined && log === null) {
    throw new Error(
      say({
        en: `There is no log key in ${logKeyFile}. It looks like name+id+key.`,
        'zh-CN': `${logKeyFile} 中没有日志公钥（形如 name+id+key）。`,
      }),
    );
  }
  return { certificates, log };
}

function certificatesIn(pem: string): Trust['certificates'] {
  try {
    return certificatesOfPem(pem);
  } catch {
    return [];
  }
}

async function readReceipt(file: string, say: Say): Promise<Receipt> {
  const receipt = parseReceipt(await readFile(file));
  if (receipt === null) throw new Error(say({ en: `${file} is not a receipt.`, 'zh-CN': `${file} 不是回执文件。` }));
  return receipt;
}

function describe({ verdict, checks, contents }: VerificationReport, say: Say): string {
  const lines = checks.flatMap((check) => [
    `${MARKS[check.outcome]} ${say(checkText[check.id])}: ${say(checkOutcomeText(check))}`,
    ...check.findings.map((finding) => `    ${say(findingText(finding))}`),
  ]);
  const kept = contents?.retention
    ? ['', `${say({ en: 'To be kept until', 'zh-CN': '应保存至' })}: ${say(retentionText(contents.retention))}`]
    : [];
  return [...lines, ...kept, '', say(verdictText[verdict])].join('\n');
}

const MARKS: Readonly<Record<CheckOutcome, string>> = {
  [CheckOutcome.pass]: '✓',
  [CheckOutcome.fail]: '✗',
  [CheckOutcome.notEvaluated]: '–',
};
