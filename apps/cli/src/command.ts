import type { LocalText } from '@guichet/protocol';
import type { Command } from 'commander';
import type { ExitCode } from './exit-code.ts';

/** Where a command's output goes; tests put their own in place of the terminal. */
export type Output = {
  /** Standard output: the result alone. */
  result(text: string): void;
  /** Standard error: progress and complaints. */
  note(text: string): void;
};

export type CommandContext = {
  readonly output: Output;
  /** Picks the reader's language out of a pair of texts. */
  say(texts: LocalText): string;
};

/** What a command found out. `json` is the one object that `--json` prints; `text` is what a person reads. */
export type Outcome = {
  readonly exitCode: ExitCode;
  readonly json: object;
  readonly text: string;
};

/**
 * One file under `commands/` exports one of these and `commands/index.ts` lists it. `register` adds the sub-command
 * with its arguments, options and examples to the program, and hands the work to `run`, which prints the outcome and
 * keeps its exit code: a command itself prints no result and never ends the process.
 */
export type CommandModule = {
  register(program: Command, context: CommandContext, run: RunCommand): void;
};

export type RunCommand = (work: () => Promise<Outcome>, options: { json?: boolean | undefined }) => Promise<void>;
