import { readFile } from 'node:fs/promises';
import type { DocumentReading } from '@guichet/identity';
import { IdentityPool, PICTURE_PROBLEMS, WorkRefused } from '@guichet/identity/pool';
import { AppError, type LocalText } from '@guichet/protocol';
import { Option } from 'commander';
import type { CommandContext, CommandModule, Outcome } from '../command.ts';
import { exitCode } from '../exit-code.ts';

const TYPES = ['auto', 'cn-id', 'cn-id-back', 'passport', 'td1'] as const;

interface DocumentOptions {
  readonly type: (typeof TYPES)[number];
  readonly json?: boolean;
}

const outcomeTexts: Readonly<Record<DocumentReading['outcome'], LocalText>> = {
  accepted: { en: 'accepted', 'zh-CN': '通过' },
  needs_person: { en: 'a person has to look', 'zh-CN': '需人工确认' },
  refused: { en: 'refused: take another picture', 'zh-CN': '未采用，请重新拍摄' },
};

/** `guichet document FILE…`: what stands on a document, and whether it holds together. */
export const documentCommand: CommandModule = {
  register(program, context, run) {
    const { say } = context;
    program
      .command('document')
      .argument('<file...>', say({ en: 'a picture of a document, or several of the same one', 'zh-CN': '证件图片，或同一证件的多张图片' }))
      .addOption(new Option('--type <type>', say({ en: 'what it should be', 'zh-CN': '证件类型' })).choices(TYPES).default('auto'))
      .option('--json', say({ en: 'one JSON object', 'zh-CN': '只输出一个 JSON 对象' }))
      .description(say({ en: 'read an identity document and check it', 'zh-CN': '识读并核对证件' }))
      .addHelpText(
        'after',
        `\n${say({ en: 'Examples:', 'zh-CN': '示例：' })}\n  guichet document card.jpg\n  guichet document card.jpg --type cn-id --json\n\n${say(
          {
            en: 'Exits 0 when it is accepted, 1 when a person has to look, 2 when the picture is refused. Nothing is kept.',
            'zh-CN': '通过时退出码为 0，需人工确认时为 1，图片未采用时为 2。不保存任何内容。',
          },
        )}`,
      )
      .action((files: string[], options: DocumentOptions) => run(() => read(files, options, say), options));
  },
};

async function read(files: readonly string[], { type }: DocumentOptions, say: CommandContext['say']): Promise<Outcome> {
  const pictures = await Promise.all(files.map((file) => readFile(file)));
  const pool = new IdentityPool({ workers: 1 });
  try {
    const { reading } = await pool.run('document.read', { pictures, still: null, type: type === 'auto' ? null : type });
    return { exitCode: codeOf(reading.outcome), json: reading, text: describe(reading, say) };
  } catch (error) {
    if (!(error instanceof WorkRefused)) throw error;
    // A file that is no picture is an answer; an engine that cannot be loaded is none.
    if (!PICTURE_PROBLEMS.some((problem) => problem === error.problem)) throw new AppError('unavailable', { cause: error });
    const json = { type: null, outcome: 'refused', advice: [], fields: [], checks: [], reason: error.problem };
    return { exitCode: exitCode.couldNotRun, json, text: `${say(outcomeTexts.refused)}: ${error.problem}` };
  } finally {
    pool.close();
  }
}

function codeOf(outcome: DocumentReading['outcome']): Outcome['exitCode'] {
  if (outcome === 'accepted') return exitCode.yes;
  return outcome === 'needs_person' ? exitCode.no : exitCode.couldNotRun;
}

function describe({ type, outcome, advice, fields, checks }: DocumentReading, say: CommandContext['say']): string {
  const head = [type, say(outcomeTexts[outcome]), ...advice].filter((part) => part !== null).join(' · ');
  const values = fields.map(({ name, value, confidence }) => `  ${name}: ${value ?? '–'} (${confidence.toFixed(2)})`);
  const results = checks.map(
    ({ name, result, detail }) => `  ${result === 'pass' ? '✓' : '!'} ${name}: ${result}${detail === null ? '' : ` (${detail})`}`,
  );
  return [head, ...values, ...results].join('\n');
}
