import { readFile } from 'node:fs/promises';
import { FACE_ENGINE_NAMES, type FaceComparison, IdentityPool, PICTURE_PROBLEMS, WorkRefused } from '@guichet/identity/pool';
import { AppError, type LocalText } from '@guichet/protocol';
import { type Command, Option } from 'commander';
import type { CommandContext, Outcome, RunCommand } from '../command.ts';
import { exitCode } from '../exit-code.ts';

interface CompareOptions {
  readonly engine: (typeof FACE_ENGINE_NAMES)[number];
  readonly models?: string;
  readonly json?: boolean;
}

const outcomeTexts: Readonly<Record<FaceComparison['outcome'], LocalText>> = {
  match: { en: 'one person', 'zh-CN': '同一人' },
  person: { en: 'a person has to decide', 'zh-CN': '需人工判断' },
  no_match: { en: 'two people', 'zh-CN': '不是同一人' },
  not_evaluated: { en: 'could not be compared', 'zh-CN': '无法比对' },
};

export function registerFaceCompare(parent: Command, { say }: CommandContext, run: RunCommand): void {
  parent
    .command('compare')
    .argument('<reference>', say({ en: 'a picture of the person, e.g. of the document', 'zh-CN': '参照图片，例如证件照' }))
    .argument('<live>', say({ en: 'the picture to be held against it', 'zh-CN': '待比对图片' }))
    .addOption(
      new Option('--engine <name>', say({ en: 'which engine', 'zh-CN': '使用的引擎' })).choices(FACE_ENGINE_NAMES).default('human'),
    )
    .option('--models <folder>', say({ en: 'folder with the models of an engine that does not ship', 'zh-CN': '非随附引擎的模型目录' }))
    .option('--json', say({ en: 'one JSON object', 'zh-CN': '只输出一个 JSON 对象' }))
    .description(say({ en: 'do two pictures show one person', 'zh-CN': '两张图片是否为同一人' }))
    .addHelpText(
      'after',
      `\n${say({ en: 'Examples:', 'zh-CN': '示例：' })}\n  guichet face compare card.jpg live.jpg\n  guichet face compare card.jpg live.jpg --json\n\n${say(
        {
          en: 'Exits 0 when they do, 1 when they do not or a person has to decide, 2 when there is no face to compare or a file is no picture. No certified check: the figures say what the engine measured.',
          'zh-CN':
            '同一人时退出码为 0；不是同一人或需人工判断时为 1；没有可比对的人脸或文件不是图片时为 2。本结果未经认证，仅为引擎的测量值。',
        },
      )}`,
    )
    .action((reference: string, live: string, options: CompareOptions) => run(() => compare(reference, live, options, say), options));
}

async function compare(
  referencePath: string,
  livePath: string,
  { engine, models }: CompareOptions,
  say: CommandContext['say'],
): Promise<Outcome> {
  const [reference, live] = await Promise.all([readFile(referencePath), readFile(livePath)]);
  const pool = new IdentityPool({ workers: 1, faces: { name: engine, modelsDir: models ?? null } });
  try {
    const result = await pool.run('face.compare', { reference, live: [live] });
    return { exitCode: codeOf(result.outcome), json: result, text: describe(result, say) };
  } catch (error) {
    if (!(error instanceof WorkRefused)) throw error;
    // A file that is no picture is an answer; an engine that cannot be loaded is none.
    if (!PICTURE_PROBLEMS.some((problem) => problem === error.problem)) throw new AppError('unavailable', { cause: error });
    const json = { outcome: 'not_evaluated', reason: error.problem };
    return { exitCode: exitCode.couldNotRun, json, text: `${say(outcomeTexts.not_evaluated)}: ${error.problem}` };
  } finally {
    pool.close();
  }
}

function codeOf(outcome: FaceComparison['outcome']): Outcome['exitCode'] {
  if (outcome === 'match') return exitCode.yes;
  return outcome === 'not_evaluated' ? exitCode.couldNotRun : exitCode.no;
}

function describe({ outcome, score, threshold, engine, reason }: FaceComparison, say: CommandContext['say']): string {
  const figure = score === null ? (reason ?? '') : `${score.toFixed(3)} (≥ ${threshold.match}, < ${threshold.person})`;
  return `${say(outcomeTexts[outcome])}: ${figure}\n${engine.name} ${engine.version} · ${engine.licence}`;
}
