import { flowJsonSchema, nodeRegistry } from '@guichet/workflow';
import type { Command } from 'commander';
import type { CommandContext, RunCommand } from '../command.ts';
import { exitCode } from '../exit-code.ts';

export function registerFlowSchema(parent: Command, { say }: CommandContext, run: RunCommand): void {
  parent
    .command('schema')
    .option('--json', say({ en: 'on one line', 'zh-CN': '单行输出' }))
    .description(say({ en: 'the JSON schema of flow definitions and of every component', 'zh-CN': '输出流程定义及各组件的 JSON schema' }))
    .addHelpText('after', `\n${say({ en: 'Example:', 'zh-CN': '示例：' })}\n  guichet flow schema > flow.schema.json`)
    .action((options: { json?: boolean }) =>
      run(async () => {
        const schema = flowJsonSchema(nodeRegistry);
        return { exitCode: exitCode.yes, json: schema, text: JSON.stringify(schema, null, 2) };
      }, options),
    );
}
