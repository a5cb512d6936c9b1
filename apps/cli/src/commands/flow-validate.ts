import type { Command } from 'commander';
import type { CommandContext, Outcome, RunCommand } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { collect, compileFile } from './flow-files.ts';

export function registerFlowValidate(parent: Command, { say }: CommandContext, run: RunCommand): void {
  parent
    .command('validate')
    .argument('<file>', say({ en: 'the flow definition, JSON', 'zh-CN': '流程定义文件（JSON）' }))
    .option(
      '--sub-flow <key@version=file>',
      say({ en: 'a flow that it calls; may be given more than once', 'zh-CN': '被调用的子流程，可多次给出' }),
      collect,
      [],
    )
    .option('--json', say({ en: 'one JSON object', 'zh-CN': '只输出一个 JSON 对象' }))
    .description(say({ en: 'can it be published; if not, what is wrong and where', 'zh-CN': '检查流程能否发布，并指出问题所在' }))
    .addHelpText(
      'after',
      `\n${say({ en: 'Examples:', 'zh-CN': '示例：' })}\n  guichet flow validate wealth-sale.json\n  guichet flow validate sale.json --sub-flow identify@2=identify.json --json\n\n${say(
        {
          en: 'Exits 0 when it is valid, 1 when it is not.',
          'zh-CN': '有效时退出码为 0，无效时为 1。',
        },
      )}`,
    )
    .action((file: string, options: { subFlow: string[]; json?: boolean }) =>
      run(async (): Promise<Outcome> => {
        const result = await compileFile(file, options.subFlow);
        if (!result.ok) {
          const { problems } = result;
          return {
            exitCode: exitCode.no,
            json: { valid: false, problems },
            text: [...problems.map(({ message }) => `! ${say(message)}`), say(countText(problems.length))].join('\n'),
          };
        }
        const { definition } = result.flow;
        const counts = { nodes: definition.nodes.length, edges: definition.edges.length };
        return {
          exitCode: exitCode.yes,
          json: { valid: true, key: definition.key, ...counts, problems: [] },
          text: say({
            en: `${definition.key}: valid, ${counts.nodes} nodes, ${counts.edges} edges.`,
            'zh-CN': `${definition.key}：有效，${counts.nodes} 个节点，${counts.edges} 条连线。`,
          }),
        };
      }, options),
    );
}

const countText = (count: number) => ({ en: `Not valid: ${count} problem(s).`, 'zh-CN': `无效：共 ${count} 个问题。` });
