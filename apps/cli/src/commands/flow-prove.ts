import { AppError } from '@guichet/protocol';
import { type RulePack, rulesInForce } from '@guichet/rules';
import { type CompiledFlow, type FlowProof, type PathStep, proveFlow, type RuleProof, unproved } from '@guichet/workflow';
import type { Command } from 'commander';
import type { CommandContext, Outcome, RunCommand } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { collect, compileFile } from './flow-files.ts';
import { notValid } from './flow-problems.ts';
import { readPacks } from './rule-packs.ts';

type Say = CommandContext['say'];

export function registerFlowProve(parent: Command, { say }: CommandContext, run: RunCommand): void {
  parent
    .command('prove')
    .argument('<file>', say({ en: 'the flow definition, JSON', 'zh-CN': '流程定义文件（JSON）' }))
    .option(
      '--pack <pack>',
      say({
        en: 'a pack file, or the id of one that ships; may be given more than once; else those that the flow is made for, or all that ship',
        'zh-CN': '规则包文件或随产品提供的包名，可多次给出；默认使用流程声明的规则包，未声明则使用全部随附规则包',
      }),
      collect,
      [],
    )
    .option(
      '--sub-flow <key@version=file>',
      say({ en: 'a flow that it calls; may be given more than once', 'zh-CN': '被调用的子流程，可多次给出' }),
      collect,
      [],
    )
    .option('--json', say({ en: 'one JSON object', 'zh-CN': '只输出一个 JSON 对象' }))
    .description(
      say({
        en: 'do the rules about what comes before what hold on every path; if not, on which path they break',
        'zh-CN': '证明次序规则在所有路径上成立，否则指出违反的路径',
      }),
    )
    .addHelpText(
      'after',
      `\n${say({ en: 'Examples:', 'zh-CN': '示例：' })}\n  guichet flow prove wealth-sale.json\n  guichet flow prove sale.json --pack cn-remote --sub-flow identify@2=identify.json --json\n\n${say(
        {
          en: 'Exits 0 when every such rule is proved, 1 when one is not or the flow is not valid. A rule that nobody can decide is not proved.',
          'zh-CN': '全部证明时退出码为 0；有未证明的规则或流程无效时为 1。无法判断的规则不算证明。',
        },
      )}`,
    )
    .action((file: string, options: { pack: string[]; subFlow: string[]; json?: boolean }) =>
      run(async (): Promise<Outcome> => {
        const compiled = await compileFile(file, options.subFlow);
        if (!compiled.ok) return notValid(compiled.problems, say, { proved: false, valid: false });
        const { flow } = compiled;
        const packs = rulesInForce(await packsFor(flow, options.pack), Date.now());
        return proofOutcome(flow, proveFlow(flow, packs), say);
      }, options),
    );
}

/** @throws `bad_request` for a pack that there is not, be it named here or by the flow. */
async function packsFor({ definition }: CompiledFlow, given: readonly string[]): Promise<readonly RulePack[]> {
  if (given.length > 0) return readPacks(given);
  const shipped = await readPacks([]);
  const { rulePacks = [] } = definition;
  if (rulePacks.length === 0) return shipped;
  return rulePacks.map((wanted) => {
    const pack = shipped.find(({ id }) => id === wanted);
    if (pack === undefined) throw new AppError('bad_request', { cause: new Error(`There is no rule pack ${wanted}`) });
    return pack;
  });
}

function proofOutcome({ definition: { key } }: CompiledFlow, proof: FlowProof, say: Say): Outcome {
  const binding = proof.rules.filter((rule) => rule.binding);
  const open = unproved(proof);
  const verdict = proof.proved
    ? {
        en: `${key}: proved, ${binding.length} rules on every path.`,
        'zh-CN': `${key}：已证明，${binding.length} 条规则在所有路径上成立。`,
      }
    : binding.length === 0
      ? { en: `${key}: not proved, as no rule of these packs is about it.`, 'zh-CN': `${key}：未证明，这些规则包中没有适用的规则。` }
      : {
          en: `${key}: not proved, ${open.length} of ${binding.length} rules.`,
          'zh-CN': `${key}：未证明，${binding.length} 条规则中有 ${open.length} 条。`,
        };
  return {
    exitCode: proof.proved ? exitCode.yes : exitCode.no,
    json: { valid: true, key, ...proof },
    text: [...open.flatMap((rule) => ruleLines(rule, say)), say(verdict)].join('\n'),
  };
}

function ruleLines({ ruleId, title, citation, outcome, reason, path, mend }: RuleProof, say: Say): string[] {
  const mark = outcome === 'violated' ? '!' : '?';
  return [
    `${mark} ${ruleId} ${say(title)}: ${say(reason)}`,
    `    ${citation.ref}: ${say(citation.text)}`,
    ...(path.length === 0 ? [] : [`    ${path.map(stepText).join(' ')}`]),
    ...(mend === null ? [] : [`    → ${say(mend)}`]),
  ];
}

const stepText = ({ node, via, edge }: PathStep): string => {
  if (edge !== null) return `-${edge.port}→ ${node}`;
  return via === 'start' ? node : `-(${via})→ ${node}`;
};
