import { readFile } from 'node:fs/promises';
import { AppError, BundleView } from '@guichet/protocol';
import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import type { CommandContext, Outcome, RunCommand } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { signInToCounter, type SignedInCounter } from './counter-login.ts';

type Say = CommandContext['say'];
interface CounterOptions {
  readonly counter: string;
  readonly staff: string;
  readonly password: string;
  readonly json?: boolean;
}

/** What a counter has installed, changed as a member of staff who may: the counter notes who it was. */
export function registerBundleStore(parent: Command, { say }: CommandContext, run: RunCommand): void {
  const example = (line: string): string => `\n${say({ en: 'Example:', 'zh-CN': '示例：' })}\n  ${line}`;
  const login = '--counter https://desk.bank.example --staff D100 --password password.txt';
  withCounter(parent.command('list'), say)
    .description(say({ en: 'what is installed', 'zh-CN': '列出已安装的组件包' }))
    .addHelpText('after', example(`guichet bundle list ${login}`))
    .action((options: CounterOptions) => run(async () => list(await signInToCounter(options), say), options));
  withCounter(parent.command('install'), say)
    .argument(
      '<file>',
      say({ en: 'the bundle; a newer version of one that is installed is an update', 'zh-CN': '组件包文件；更高版本即为更新' }),
    )
    .requiredOption('--reason <text>', say({ en: 'why', 'zh-CN': '原因' }))
    .description(say({ en: 'install a bundle, or update it', 'zh-CN': '安装或更新组件包' }))
    .addHelpText('after', example(`guichet bundle install cards.guichet --reason "asked for by the branches" ${login}`))
    .action((file: string, options: CounterOptions & { reason: string }) =>
      run(async () => install(await signInToCounter(options), await readFile(file, 'utf8'), options.reason, say), options),
    );
  withCounter(parent.command('remove'), say)
    .argument('<name>', say({ en: 'of the bundle', 'zh-CN': '组件包名称' }))
    .argument('<version>', say({ en: 'of the bundle', 'zh-CN': '版本' }), versionNumber)
    .requiredOption('--reason <text>', say({ en: 'why', 'zh-CN': '原因' }))
    .description(say({ en: 'remove a version that no flow needs', 'zh-CN': '移除没有流程使用的版本' }))
    .addHelpText('after', example(`guichet bundle remove choice-by-picture 1 --reason "no longer used" ${login}`))
    .action((name: string, version: number, options: CounterOptions & { reason: string }) =>
      run(async () => remove(await signInToCounter(options), name, version, options.reason, say), options),
    );
}

function withCounter(command: Command, say: Say): Command {
  return command
    .requiredOption('--counter <url>', say({ en: 'where the counter is', 'zh-CN': '柜台服务地址' }))
    .requiredOption('--staff <number>', say({ en: 'staff number of a designer or administrator', 'zh-CN': '设计员或管理员工号' }))
    .requiredOption('--password <file>', say({ en: 'a file with their password on its first line', 'zh-CN': '首行为密码的文件' }))
    .option('--json', say({ en: 'one JSON object', 'zh-CN': '只输出一个 JSON 对象' }));
}

function versionNumber(text: string): number {
  const version = Number(text);
  if (!Number.isInteger(version) || version < 1) throw new InvalidArgumentError('not a version');
  return version;
}

const line = ({ name, version, title, usedBy }: BundleView, say: Say): string =>
  `${name}@${version}  ${say(title)}${usedBy.length === 0 ? '' : `  ← ${usedBy.map((flow) => `${flow.flow}@${flow.version}`).join(', ')}`}`;

async function list(counter: SignedInCounter, say: Say): Promise<Outcome> {
  const { bundles } = z.object({ bundles: z.array(BundleView) }).parse(await counter.ask('GET', '/v1/bundles'));
  const text = bundles.map((bundle) => line(bundle, say)).join('\n');
  return {
    exitCode: exitCode.yes,
    json: { bundles },
    text: text === '' ? say({ en: 'Nothing is installed.', 'zh-CN': '尚未安装。' }) : text,
  };
}

async function install(counter: SignedInCounter, file: string, reason: string, say: Say): Promise<Outcome> {
  return unlessRefused(say, async () => {
    const { bundle } = z.object({ bundle: BundleView }).parse(await counter.ask('POST', '/v1/bundles', { file, reason }));
    return { exitCode: exitCode.yes, json: { ok: true, bundle }, text: line(bundle, say) };
  });
}

async function remove(counter: SignedInCounter, name: string, version: number, reason: string, say: Say): Promise<Outcome> {
  return unlessRefused(say, async () => {
    await counter.ask('POST', `/v1/bundles/${encodeURIComponent(name)}/versions/${version}/remove`, { reason });
    return { exitCode: exitCode.yes, json: { ok: true, name, version }, text: say({ en: 'Removed.', 'zh-CN': '已移除。' }) };
  });
}

/** A file that is not taken, and a bundle that is needed, are answers; whatever else goes wrong keeps the question from being asked. */
async function unlessRefused(say: Say, work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    const { code, issues = [], entry } = AppError.from(error);
    if (code !== 'bundle_refused' && code !== 'component_in_use') throw error;
    const reasons = issues.map(({ path, message }) => (message === '' ? path : `${path} (${message})`));
    return { exitCode: exitCode.no, json: { ok: false, refusal: code, issues }, text: [say(entry.text), ...reasons].join('\n') };
  }
}
