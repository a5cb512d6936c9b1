import { AppError } from '@guichet/protocol';
import { Scenario, type SimulationResult, simulate } from '@guichet/workflow';
import type { Command } from 'commander';
import type { CommandContext, Outcome, Output, RunCommand } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { collect, compileFile, readJson } from './flow-files.ts';
import { notValid } from './flow-problems.ts';

type Say = CommandContext['say'];

export function registerFlowSimulate(parent: Command, { output, say }: CommandContext, run: RunCommand): void {
  parent
    .command('simulate')
    .argument('<file>', say({ en: 'the flow definition, JSON', 'zh-CN': '流程定义文件（JSON）' }))
    .option(
      '--scenario <file>',
      say({ en: 'the story: who does what, what fails, what should come of it', 'zh-CN': '剧本：谁做什么、什么出错、预期结果' }),
    )
    .option(
      '--sub-flow <key@version=file>',
      say({ en: 'a flow that it calls; may be given more than once', 'zh-CN': '被调用的子流程，可多次给出' }),
      collect,
      [],
    )
    .option(
      '--json',
      say({ en: 'one JSON object, with what both sides saw after every event', 'zh-CN': '只输出一个 JSON 对象，含每一步双方所见' }),
    )
    .description(say({ en: 'run a flow against a story, with no clock but its own', 'zh-CN': '按剧本仿真运行流程' }))
    .addHelpText(
      'after',
      `\n${say({ en: 'Examples:', 'zh-CN': '示例：' })}\n  guichet flow simulate wealth-sale.json --scenario bought.json\n  guichet flow simulate wealth-sale.json --json\n\n${say(
        {
          en: 'Exits 0 when all comes as the story expects, 1 when it does not or the flow is not valid. Without a story it runs to where somebody is needed.',
          'zh-CN': '结果符合剧本预期时退出码为 0；不符合或流程无效时为 1。不给剧本时运行到需要人操作的一步。',
        },
      )}`,
    )
    .action((file: string, options: { scenario?: string; subFlow: string[]; json?: boolean }) =>
      run(async (): Promise<Outcome> => {
        const scenario = await readScenario(options.scenario, output);
        const compiled = await compileFile(file, options.subFlow);
        if (!compiled.ok) return notValid(compiled.problems, say, { ok: false, valid: false });
        const result = simulate(compiled.flow, scenario);
        // Without a story nothing is expected, and where it stops is the answer.
        return played(options.scenario === undefined ? { ...result, ok: true, unmet: [] } : result, say);
      }, options),
    );
}

/** @throws `bad_request` after it has said what does not fit. */
async function readScenario(path: string | undefined, output: Output): Promise<Scenario> {
  const parsed = Scenario.safeParse(path === undefined ? { formatVersion: 1 } : await readJson(path));
  if (parsed.success) return parsed.data;
  for (const { path: place, message } of parsed.error.issues) output.note(`${place.join('.')}: ${message}`);
  throw new AppError('bad_request');
}

function played(result: SimulationResult, say: Say): Outcome {
  const { ok, outcome, waitingAt, path, durationMs, coverage, unmet } = result;
  const ended =
    outcome === null
      ? say({ en: `waits at ${waitingAt.join(', ')}`, 'zh-CN': `停在：${waitingAt.join('，')}` })
      : say({ en: `ended: ${outcome}`, 'zh-CN': `结束：${outcome}` });
  const lines = [
    path.join(' → '),
    say({
      en: `${ended}, after ${(durationMs / 1000).toFixed(1)} s`,
      'zh-CN': `${ended}，用时 ${(durationMs / 1000).toFixed(1)} 秒`,
    }),
    say({
      en: `walked ${coverage.nodes.walked} of ${coverage.nodes.all} nodes, ${coverage.edges.walked} of ${coverage.edges.all} edges`,
      'zh-CN': `走过 ${coverage.nodes.walked}/${coverage.nodes.all} 个节点，${coverage.edges.walked}/${coverage.edges.all} 条连线`,
    }),
    ...unmet.map(({ what, at, expected, actual }) => {
      const where = at === null ? what : `${what} ${at}`;
      return say({
        en: `! ${where}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`,
        'zh-CN': `! ${where}：预期 ${JSON.stringify(expected)}，实际 ${JSON.stringify(actual)}`,
      });
    }),
  ];
  return { exitCode: ok ? exitCode.yes : exitCode.no, json: { valid: true, ...result }, text: lines.join('\n') };
}
