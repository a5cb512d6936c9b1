import { packJsonSchema } from '@guichet/rules';
import type { Command } from 'commander';
import type { CommandContext, RunCommand } from '../command.ts';
import { exitCode } from '../exit-code.ts';

export function registerRulesSchema(parent: Command, { say }: CommandContext, run: RunCommand): void {
  parent
    .command('schema')
    .option('--json', say({ en: 'on one line', 'zh-CN': '单行输出' }))
    .description(say({ en: 'the JSON schema of rule packs', 'zh-CN': '输出规则包的 JSON schema' }))
    .addHelpText('after', `\n${say({ en: 'Example:', 'zh-CN': '示例：' })}\n  guichet rules schema > pack.schema.json`)
    .action((options: { json?: boolean }) =>
      run(async () => {
        const schema = packJsonSchema();
        return { exitCode: exitCode.yes, json: schema, text: JSON.stringify(schema, null, 2) };
      }, options),
    );
}
