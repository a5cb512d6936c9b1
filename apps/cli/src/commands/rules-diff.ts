import { diffPacks } from '@guichet/rules';
import type { Command } from 'commander';
import type { CommandContext, Outcome, RunCommand } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { readPack } from './rule-packs.ts';

export function registerRulesDiff(parent: Command, { say }: CommandContext, run: RunCommand): void {
  parent
    .command('diff')
    .argument(
      '<before>',
      say({ en: 'a rule pack, JSON, or the id of one that ships', 'zh-CN': '规则包文件（JSON），或随产品提供的规则包编号' }),
    )
    .argument('<after>', say({ en: 'the one that is to replace it', 'zh-CN': '将替换它的规则包' }))
    .option('--json', say({ en: 'one JSON object', 'zh-CN': '只输出一个 JSON 对象' }))
    .description(
      say({
        en: 'which rules came, went or were changed between two versions of a pack',
        'zh-CN': '比较规则包的两个版本：新增、删除和改动的规则',
      }),
    )
    .addHelpText('after', `\n${say({ en: 'Example:', 'zh-CN': '示例：' })}\n  guichet rules diff cn-remote my-cn-remote.json --json`)
    .action((before: string, after: string, options: { json?: boolean }) =>
      run(async (): Promise<Outcome> => {
        const [earlier, later] = await Promise.all([readPack(before), readPack(after)]);
        const diff = diffPacks(earlier, later);
        const lines = [
          ...diff.added.map((id) => `+ ${id}`),
          ...diff.removed.map((id) => `- ${id}`),
          ...diff.changed.map(({ ruleId, members }) => `~ ${ruleId}: ${members.join(', ')}`),
        ];
        const same = say({ en: 'No difference.', 'zh-CN': '没有差别。' });
        return {
          exitCode: lines.length === 0 ? exitCode.yes : exitCode.no,
          json: { same: lines.length === 0, ...diff },
          text: lines.length === 0 ? same : lines.join('\n'),
        };
      }, options),
    );
}
