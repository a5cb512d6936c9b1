import { AppError } from '@guichet/protocol';
import { evaluatePack, readFacts } from '@guichet/rules';
import type { Command } from 'commander';
import type { CommandContext, Outcome, RunCommand } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { collect, readJson } from './flow-files.ts';
import { readPacks } from './rule-packs.ts';

export function registerRulesEvaluate(parent: Command, { say }: CommandContext, run: RunCommand): void {
  parent
    .command('evaluate')
    .argument('<facts>', say({ en: 'the facts of a recording, JSON', 'zh-CN': '录像事实文件（JSON）' }))
    .option(
      '--pack <pack>',
      say({
        en: 'a pack file, or the id of one that ships; may be given more than once',
        'zh-CN': '规则包文件或随产品提供的包名，可多次给出',
      }),
      collect,
      [],
    )
    .option('--json', say({ en: 'one JSON object', 'zh-CN': '只输出一个 JSON 对象' }))
    .description(
      say({
        en: 'what the rules say of a recording; all packs that ship by default',
        'zh-CN': '按规则检查录像事实，默认使用全部随附规则包',
      }),
    )
    .addHelpText(
      'after',
      `\n${say({ en: 'Example:', 'zh-CN': '示例：' })}\n  guichet rules evaluate facts.json --pack cn-remote --json\n\n${say({
        en: 'Exits 0 when no rule fails, 1 when one does.',
        'zh-CN': '没有规则不通过时退出码为 0，否则为 1。',
      })}`,
    )
    .action((file: string, options: { pack: string[]; json?: boolean }) =>
      run(async (): Promise<Outcome> => {
        const facts = readFacts(await readJson(file));
        if (facts === null) throw new AppError('bad_request', { cause: 'these are no facts of a recording' });
        const packs = await readPacks(options.pack);
        const results = packs.flatMap((pack) => evaluatePack(pack, facts));
        return {
          exitCode: results.some(({ result }) => result === 'fail') ? exitCode.no : exitCode.yes,
          json: { recordingId: facts.recordingId, packs: packs.map(({ id, version }) => ({ id, version })), results },
          text: results.map(({ result, ruleId, reason }) => `${result.padEnd(13)} ${ruleId}: ${say(reason)}`).join('\n'),
        };
      }, options),
    );
}
