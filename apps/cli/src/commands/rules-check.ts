import { parsePack, runExamples } from '@guichet/rules';
import type { Command } from 'commander';
import type { CommandContext, Outcome, RunCommand } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { readJson } from './flow-files.ts';

export function registerRulesCheck(parent: Command, { say }: CommandContext, run: RunCommand): void {
  parent
    .command('check')
    .argument('<pack>', say({ en: 'the rule pack, JSON', 'zh-CN': '规则包文件（JSON）' }))
    .option('--json', say({ en: 'one JSON object', 'zh-CN': '只输出一个 JSON 对象' }))
    .description(
      say({ en: 'does it fit its schema, and do its examples say what they should', 'zh-CN': '检查规则包格式，并运行每条规则的正反例' }),
    )
    .addHelpText(
      'after',
      `\n${say({ en: 'Example:', 'zh-CN': '示例：' })}\n  guichet rules check packages/rules/src/packs/cn-remote.json --json`,
    )
    .action((file: string, options: { json?: boolean }) =>
      run(async (): Promise<Outcome> => {
        const parsed = parsePack(await readJson(file));
        if (!parsed.ok) {
          const { problems } = parsed;
          const text = problems.map(({ path, message }) => `! ${path}: ${message}`).join('\n');
          return { exitCode: exitCode.no, json: { valid: false, problems, examples: [] }, text };
        }
        const { id, version, rules } = parsed.pack;
        const failed = runExamples(parsed.pack).filter(({ expected, got }) => expected !== got);
        const on = rules.filter((rule) => rule.on).length;
        const counts = say({
          en: `${id} ${version}: ${rules.length} rules, ${on} switched on, ${rules.length - on} off.`,
          'zh-CN': `${id} ${version}：${rules.length} 条规则，启用 ${on} 条，关闭 ${rules.length - on} 条。`,
        });
        return {
          exitCode: failed.length === 0 ? exitCode.yes : exitCode.no,
          json: { valid: failed.length === 0, id, version, rules: rules.length, on, problems: [], examples: failed },
          text: [
            ...failed.map(({ ruleId, example, expected, got }) =>
              say({
                en: `! ${ruleId}, the ${example} example: ${got ?? 'does not apply'}, expected ${expected}`,
                'zh-CN': `! ${ruleId} 的${example === 'good' ? '正' : '反'}例：${got ?? '不适用'}，应为 ${expected}`,
              }),
            ),
            counts,
          ].join('\n'),
        };
      }, options),
    );
}
