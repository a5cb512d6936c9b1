import { AppError, type Language } from '@guichet/protocol';
import { Command, CommanderError } from 'commander';
import type { CommandContext, CommandModule, Output, RunCommand } from './command.ts';
import { commands } from './commands/index.ts';
import { exitCode, type ExitCode } from './exit-code.ts';

/**
 * Runs the command line `args` (without node and script) and returns the exit code.
 *
 * With `--json` standard output holds exactly one JSON object, whatever happens: a command that could not run says
 * `{"error": …}`.
 */
export async function runProgram(
  args: readonly string[],
  { output, language, modules = commands }: { output: Output; language: Language; modules?: readonly CommandModule[] },
): Promise<ExitCode> {
  const context: CommandContext = { output, say: (texts) => texts[language] };
  let code: ExitCode = exitCode.yes;
  const run: RunCommand = async (work, { json }) => {
    const outcome = await work();
    output.result(json ? JSON.stringify(outcome.json) : outcome.text);
    code = outcome.exitCode;
  };
  const program = makeProgram(context);
  for (const module of modules) module.register(program, context, run);
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return describeUsageError(error, args, output);
    return describeFailure(error, args, output, language);
  }
}

function makeProgram({ output, say }: CommandContext): Command {
  const program = new Command('guichet')
    .description(say({ en: 'What Guichet can tell without a browser', 'zh-CN': 'Guichet 命令行工具' }))
    .helpCommand(false)
    .helpOption('-h, --help', say({ en: 'show this help', 'zh-CN': '显示帮助' }))
    .showHelpAfterError(say({ en: '(add --help for examples)', 'zh-CN': '（加 --help 查看示例）' }))
    .exitOverride()
    .configureOutput({ writeOut: (text) => output.result(text.trimEnd()), writeErr: (text) => output.note(text.trimEnd()) });
  const exits = say({
    en: 'Exit codes: 0 yes, 1 no, 2 could not run. --json prints one JSON object on standard output and nothing else.',
    'zh-CN': '退出码：0 是，1 否，2 无法执行。--json 只在标准输出打印一个 JSON 对象。',
  });
  return program.addHelpText('after', () => `\n${exits}`);
}

function describeUsageError(error: CommanderError, args: readonly string[], output: Output): ExitCode {
  // Help that was asked for is an answer; help that is shown for want of a command is not.
  if (error.code === 'commander.helpDisplayed') return exitCode.yes;
  if (args.includes('--json')) output.result(JSON.stringify({ error: 'usage', message: error.message }));
  return exitCode.couldNotRun;
}

function describeFailure(error: unknown, args: readonly string[], output: Output, language: Language): ExitCode {
  const code = error instanceof AppError ? error.code : systemCode(error);
  const message = error instanceof AppError ? error.entry.text[language] : error instanceof Error ? error.message : String(error);
  if (args.includes('--json')) output.result(JSON.stringify({ error: code, message }));
  output.note(message);
  return exitCode.couldNotRun;
}

/** The operating system's name for what went wrong (`ENOENT`), or `internal`. */
function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'internal';
}
